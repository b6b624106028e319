"""The manifest of a batch: where its rows came from, how many they were, what its files are."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from zhunsheng.model.errors import Place, TraceError, problem

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows in = accepted + rejected + duplicate, always, and = a raw count made independently.

    ``without_act``: accepted rows that yield no act (no template takes part). ``acts``: new acts.
    ``corrections``: acts among them that correct earlier ones. ``dangling``: references to
    objects that are not in the file. ``doubtful_times``: wall-clock times that do not exist or
    exist twice. ``same_instant``: strand rows that share subject and millisecond with the row
    before. ``rank_overflow``: strand rows past the 8,192nd of one millisecond (order not kept).
    """

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    without_act: int = 0
    acts: int = 0
    corrections: int = 0
    touches: int = 0
    objects: int = 0
    mandates: int = 0
    dangling: int = 0
    doubtful_times: int = 0
    same_instant: int = 0
    rank_overflow: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """One batch, as its manifest.json says. Times are ISO 8601 in UTC, digests SHA-256 hex."""

    number: int
    source: str
    zone: str
    file: str
    file_digest: str
    file_bytes: int
    mapping_digest: str
    mapping: str
    format: str
    encoding: str | None
    committed_at: str
    counts: Counts
    first_happened_at: str | None = None
    last_happened_at: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    subject_types: tuple[str, ...] = ()
    rejected_by_reason: dict[str, int] = field(default_factory=dict)
    dangling_rows: tuple[tuple[int, str, str], ...] = ()
    mends: int | None = None
    files: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    version: int = FORMAT

    @property
    def digest(self) -> str:
        """SHA-256 over what was kept; when it was committed does not count."""
        content = asdict(self)
        for name in ("committed_at", "folder"):
            content.pop(name)
        return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write_manifest(manifest: Manifest, folder: Path) -> None:
    content = asdict(manifest)
    content.pop("folder")
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a batch folder. Raises TraceError if it cannot be read."""
    path = folder / "manifest.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != FORMAT:
            raise ValueError(f"version {content['version']}")
        content["counts"] = Counts(**content["counts"])
        content["subject_types"] = tuple(content["subject_types"])
        content["dangling_rows"] = tuple(tuple(item) for item in content["dangling_rows"])
        return Manifest(**content, folder=folder.name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TraceError(
            (
                problem(
                    "manifest_unreadable",
                    ("批次清单无法读取", "the manifest of a batch cannot be read"),
                    why=(str(error), str(error)),
                    mend=("从备份恢复该批次", "restore the batch from a backup"),
                    place=Place(str(path)),
                ),
            )
        ) from error


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
