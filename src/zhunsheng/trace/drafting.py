"""Rows taken through the contract batch by batch, also while the reader is still at work."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.contract import Contract
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.quarantine import Quarantine
from zhunsheng.trace.resolve import Drafts
from zhunsheng.trace.sink import load_batch, read_batches

_PAUSE = 0.005


@dataclass(slots=True)
class Drafted:
    """All rows after the contract: identities in memory, the rest in staging files."""

    contract: Contract
    quarantine: Quarantine
    work: Path
    acts: list[Path] = field(default_factory=list)
    touches: list[Path] = field(default_factory=list)
    objects: list[Path] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    revises: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    identities: list[Any] = field(default_factory=list)
    doubtful: int = 0

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
        self.revises.append(projected.revises)
        self.identities.append(
            projected.acts.select(["act", "check_", "own_id", "row", "recorded_at"])
        )
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

    def drafts(self) -> Drafts:
        """The identity columns of all acts of the file, in order."""
        if not self.identities:
            none = np.zeros(0, np.int64)
            no = np.zeros(0, np.bool_)
            return Drafts(none, none, none, none, no, no, [])
        table = pa.concat_tables(self.identities)
        by_id = table["own_id"].is_valid().to_numpy(zero_copy_only=False)
        return Drafts(
            table["act"].to_numpy(),
            table["check_"].to_numpy(),
            table["row"].to_numpy(),
            table["recorded_at"].cast(pa.int64()).to_numpy(),
            by_id,
            np.concatenate(self.revises),
            _Texts(table["own_id"]),
        )


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


class _Texts(Sequence[str | None]):
    """Own ids, looked up only where two acts meet."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, index: int) -> str | None: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str | None]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str | None] | None:
        if isinstance(index, slice):
            texts: list[str | None] = self._column[index].to_pylist()
            return texts
        value: str | None = self._column[int(index)].as_py()
        return value
