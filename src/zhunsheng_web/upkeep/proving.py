"""Proof that nobody rewrote the log: made by the standalone verifier, in a process of its own.

The verifier reads the whole log, which takes seconds per million records; no page waits for it. Its
report is kept beside the log, with what it was verified against.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from zhunsheng.durable import make_folder
from zhunsheng.seal.checkpoint import SecretKey
from zhunsheng.seal.verify import verify_log
from zhunsheng_web.record import log

KEPT = "checkpoints-kept"
"""Folder for checkpoints that came back from those who keep them elsewhere."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The log as it stands: how many records, the signed checkpoint, the key to verify it by."""

    size: int
    checkpoint: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One verification. ``findings``: {zh, en} each; none means nothing was changed."""

    began_at: dt.datetime
    ended_at: dt.datetime | None
    size: int
    checkpoints: int
    kept: int
    findings: tuple[dict[str, str], ...]
    broken: bool = False


def standing() -> Standing:
    """Raises SealError if there is no log."""
    key = SecretKey.parse(log.key_file().read_text()).public_key
    text = (log.folder() / "checkpoint").read_text(encoding="utf-8")
    return Standing(int(text.split("\n")[1]), text, str(key))


def last_proof() -> Proof | None:
    """The newest verification, or None."""
    found = sorted(_folder().glob("*.json"))
    return _read(found[-1]) if found else None


def _read(place: Path) -> Proof:
    told: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return Proof(
        began_at=dt.datetime.fromisoformat(told["began_at"]),
        ended_at=dt.datetime.fromisoformat(told["ended_at"]) if told.get("ended_at") else None,
        size=told.get("size", 0),
        checkpoints=told.get("checkpoints", 0),
        kept=told.get("kept", 0),
        findings=tuple(told.get("findings", ())),
        broken=bool(told.get("broken")),
    )


def start(moment: dt.datetime) -> Path:
    """Begins a verification; the file its report will be in."""
    make_folder(_folder())
    place = _folder() / f"{moment:%Y%m%dT%H%M%S%f}.json"
    _write(place, {"began_at": moment.isoformat()})
    subprocess.Popen(
        [sys.executable, "-m", "zhunsheng_web.manage", "verify_log", str(place)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return place


def verify_into(place: Path, moment: dt.datetime) -> Proof:
    """Verifies the log, and every checkpoint that is kept elsewhere, into a report."""
    asked = json.loads(place.read_text())["began_at"] if place.exists() else moment.isoformat()
    told: dict[str, Any] = {"began_at": asked}
    began = time.monotonic()
    try:
        key = SecretKey.parse(log.key_file().read_text()).public_key
        kept = [
            (path.name, path.read_bytes())
            for path in sorted((Path(settings.HOME) / KEPT).glob("*"))
            if path.is_file()
        ]
        report = verify_log(log.folder(), [key], kept)
        told |= {
            "size": report.size,
            "checkpoints": report.checkpoints,
            "kept": len(kept),
            "findings": [{"zh": one.zh, "en": one.en} for one in report.findings],
        }
    except Exception:
        told["broken"] = True
        raise
    finally:
        told["ended_at"] = (moment + dt.timedelta(seconds=time.monotonic() - began)).isoformat()
        _write(place, told)
    return _read(place)


def _write(place: Path, told: dict[str, Any]) -> None:
    """A report that is read meanwhile is the old one or the new one, whole."""
    part = place.with_suffix(".part")
    part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    part.rename(place)


def _folder() -> Path:
    return Path(settings.HOME) / "proofs"
