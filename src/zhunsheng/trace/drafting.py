"""Rows taken through the contract batch by batch, also while the reader is still at work."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.contract import Contract
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.quarantine import Quarantine
from zhunsheng.trace.sink import load_batch, read_batches

PORTION_ACTS = 614_400
PORTION_BYTES = 128 << 20
_PAUSE = 0.005
_IDENTITY = ("act", "check_", "own_id", "row", "recorded_at")


@dataclass(frozen=True, slots=True)
class Portion:
    """Staging files that are worked on together. ``position``: of their first act."""

    files: range
    position: int
    acts: int


@dataclass(slots=True)
class Drafted:
    """All rows after the contract, in staging files: one of each kind for a batch of rows."""

    contract: Contract
    quarantine: Quarantine
    work: Path
    acts: list[Path] = field(default_factory=list)
    touches: list[Path] = field(default_factory=list)
    objects: list[Path] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    doubtful: int = 0
    _revises: list[npt.NDArray[np.uint8]] = field(default_factory=list)

    @classmethod
    def begin(cls, mapping: Mapping, *, now: dt.datetime, made: Path, work: Path) -> Drafted:
        """``now``: naive UTC. ``made``: the batch folder; ``work``: a folder for staging."""
        now_us = (now - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
        work.mkdir()
        contract = Contract(mapping, now_us=now_us)
        return cls(contract, Quarantine(made / "quarantine.parquet"), work)

    def take(self, path: Path) -> None:
        """One batch of source rows."""
        projected = self.contract.apply(load_batch(path))
        for reject in projected.rejects:
            self.quarantine.add(
                reject.row, reject.code, column=reject.column, detail=reject.detail, raw=reject.raw
            )
        self.doubtful += projected.doubtful
        self.sizes.append(projected.acts.num_rows)
        self._revises.append(np.packbits(projected.revises))
        position = pa.array(projected.touch_position)
        touches = projected.touches.add_column(0, "position", position)
        for kind, table, into in (
            ("acts", projected.acts, self.acts),
            ("touches", touches, self.touches),
            ("objects", projected.objects, self.objects),
        ):
            target = self.work / f"{kind}-{len(into):06d}.arrow"
            with pa.OSFile(str(target), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
                batches = table.combine_chunks().to_batches()
                writer.write_batch(
                    batches[0] if batches else pa.RecordBatch.from_pylist([], table.schema)
                )
            into.append(target)

    def portions(self) -> list[Portion]:
        """All acts in file order, as many at a time as are worked on in memory."""
        found: list[Portion] = []
        first = position = acts = size = 0
        for number, (count, path) in enumerate(zip(self.sizes, self.acts, strict=True)):
            more = path.stat().st_size
            if number > first and (acts + count > PORTION_ACTS or size + more > PORTION_BYTES):
                found.append(Portion(range(first, number), position, acts))
                first, position, acts, size = number, position + acts, 0, 0
            acts, size = acts + count, size + more
        if acts:
            found.append(Portion(range(first, len(self.sizes)), position, acts))
        return found

    def identities(self, portion: Portion) -> Any:
        """Who the acts of a portion are, each with its position among all acts of the file."""
        parts = []
        position = portion.position
        for number in portion.files:
            batch = load_batch(self.acts[number])
            size = batch.num_rows
            revises = np.unpackbits(self._revises[number], count=size).astype(np.bool_)
            part = pa.table({name: batch.column(name) for name in _IDENTITY})
            part = part.append_column("revises", pa.array(revises))
            parts.append(part.append_column("position", pa.array(np.arange(size) + position)))
            position += size
        return pa.concat_tables(parts).combine_chunks()


def arriving(folder: Path, reading: Future[None]) -> Iterator[Path]:
    """Batches of rows as the reader finishes them, until it is done."""
    given = 0
    while True:
        over = reading.done()
        ready = read_batches(folder, "rows")
        yield from ready[given:]
        given = max(given, len(ready))
        if over:
            return
        time.sleep(_PAUSE)
