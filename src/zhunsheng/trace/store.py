"""The trace: an append-only folder of batches in Parquet that anyone can read without us.

TRACE/batches/000001-<digest12>/manifest.json, acts.parquet, touches.parquet, …
TRACE/staging/   what an ingest is still writing; never read
TRACE/lock       held by the one writer; readers need none
TRACE/gaps.json  stretches of time for which records are known to be missing
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from zhunsheng.durable import write_file, writing
from zhunsheng.model.act import Gap
from zhunsheng.model.errors import Place, TraceError, problem
from zhunsheng.model.moment import Moment, moment_of
from zhunsheng.trace.manifest import Manifest, read_manifest
from zhunsheng.trace.zone import zone_of


class Store:
    """A trace on disk. Reading never locks: a batch is visible wholly or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    @property
    def batches_folder(self) -> Path:
        return self.folder / "batches"

    @property
    def staging_folder(self) -> Path:
        return self.folder / "staging"

    def batches(self) -> list[Manifest]:
        """All committed batches, oldest first."""
        if not self.batches_folder.is_dir():
            return []
        return [read_manifest(folder) for folder in sorted(self.batches_folder.iterdir())]

    def subject_types(self) -> list[str]:
        """The object types that have strands, ``officer`` among them."""
        return sorted({name for batch in self.batches() for name in batch.subject_types})

    def strand_files(self, subject_type: str) -> list[Path]:
        """The strands of one object type, one file a batch; empty if there are none."""
        return self._files(strand_name(subject_type))

    def object_files(self) -> list[Path]:
        return self._files("objects.parquet")

    def mandate_files(self) -> list[Path]:
        return self._files("mandates.parquet")

    def superseded_files(self) -> list[Path]:
        return self._files("superseded.parquet")

    def act_files(self) -> list[Path]:
        return self._files("acts.parquet")

    def touch_files(self) -> list[Path]:
        return self._files("touches.parquet")

    def batch_folder(self, number: int) -> Path:
        """The folder of one batch. Raises TraceError if there is none of that number."""
        for batch in self.batches():
            if batch.number == number:
                return self.batches_folder / batch.folder
        raise TraceError(
            (
                problem(
                    "no_such_batch",
                    (f"没有第 {number} 批", f"there is no batch {number}"),
                    place=Place(str(self.folder)),
                ),
            )
        )

    def zone(self) -> str:
        """The legal zone all batches share. Raises TraceError while the store is empty."""
        for batch in self.batches():
            return batch.zone
        raise TraceError(
            (
                problem(
                    "store_empty",
                    ("库中还没有数据", "there is nothing in the trace yet"),
                    mend=("先导入一份来源文件", "ingest a source file first"),
                    place=Place(str(self.folder)),
                ),
            )
        )

    def trace_digest(self) -> str:
        """SHA-256 (hex) over the manifests of all batches and the known gaps."""
        whole = hashlib.sha256()
        for batch in self.batches():
            whole.update(batch.digest.encode())
        whole.update(json.dumps(self._gap_rows(), ensure_ascii=False).encode())
        return whole.hexdigest()

    def gaps(self) -> list[Gap]:
        """Known gaps, in the order they were noted."""
        zone = self.zone() if self.batches() else "UTC"
        return [_gap(row, zone) for row in self._gap_rows()]

    def add_gap(
        self,
        start: dt.datetime,
        end: dt.datetime,
        *,
        reason: str,
        activities: Sequence[str] = (),
    ) -> Gap:
        """Notes that records are missing from ``start`` until ``end`` (aware times)."""
        if start.tzinfo is None or end.tzinfo is None or end <= start or not reason.strip():
            raise TraceError(
                (
                    problem(
                        "gap_invalid",
                        (
                            "缺口须有带时区的起止时间、止在起后,并说明原因",
                            "a gap needs zoned times, its end after its start, and a reason",
                        ),
                    ),
                )
            )
        row = {
            "start": start.astimezone(dt.UTC).isoformat(),
            "end": end.astimezone(dt.UTC).isoformat(),
            "reason": reason,
            "activities": list(activities),
        }
        with writing(self.folder):
            rows = [*self._gap_rows(), row]
            write_file(self.folder / "gaps.json", json.dumps(rows, ensure_ascii=False, indent=1))
        return _gap(row, self.zone() if self.batches() else "UTC")

    def _gap_rows(self) -> list[dict[str, Any]]:
        path = self.folder / "gaps.json"
        if not path.exists():
            return []
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return rows

    def _files(self, name: str) -> list[Path]:
        return [
            self.batches_folder / batch.folder / name
            for batch in self.batches()
            if name in batch.files
        ]


def strand_name(subject_type: str) -> str:
    """Where the strands of a type rest inside a batch; odd characters are spelt out."""
    safe = "".join(
        letter if letter.isalnum() or letter in "-_ " else f"%{letter.encode().hex()}"
        for letter in subject_type
    )
    return f"strands/{safe}.parquet"


def _gap(row: dict[str, Any], zone: str) -> Gap:
    start, end = (dt.datetime.fromisoformat(row[name]) for name in ("start", "end"))
    return Gap(_moment(start, zone), _moment(end, zone), row["reason"], tuple(row["activities"]))


def _moment(at: dt.datetime, zone: str) -> Moment:
    utc = at.astimezone(dt.UTC).replace(tzinfo=None)
    micros = (utc - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
    quarters = zone_of(zone).quarters(np.array([micros], np.int64))
    return moment_of(utc, offset_minutes=int(quarters[0]) * 15)
