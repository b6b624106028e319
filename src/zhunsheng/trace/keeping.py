"""What stays of a portion of acts: the rows of acts.parquet and touches.parquet, and its tally."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhunsheng.trace.deciding import REFUSED, Judged
from zhunsheng.trace.drafting import Drafted, Portion
from zhunsheng.trace.quarantine import Quarantine
from zhunsheng.trace.resolve import Status
from zhunsheng.trace.shape import TOUCHES, write_options
from zhunsheng.trace.sink import ROW, load_batch
from zhunsheng.trace.strands import ROW_GROUP

Longs = npt.NDArray[np.int64]
_CODES = {Status.CONFLICT: "conflict", Status.STALE: "stale_correction"}


@dataclass(frozen=True, slots=True)
class Kept:
    """``acts``, ``touches``: what stays, with final identities. ``touching``: for each touch the
    position of its act in ``acts``. ``earlier``: versions that this very file corrects, and
    ``until`` when, in microseconds since 1970."""

    acts: Any
    touches: Any
    touching: Longs
    earlier: Any
    until: Longs

    def by_type(self) -> dict[str, tuple[Longs, Longs]]:
        """For each type touched the subjects, and for each the position of its act."""
        kinds = self.touches["type"].combine_chunks()
        subjects = self.touches["subject"].to_numpy()
        found = {}
        for type_ in pc.unique(kinds).to_pylist():
            mine = pc.equal(kinds, type_).to_numpy(zero_copy_only=False)
            found[type_] = (subjects[mine], self.touching[mine])
        return found


def keep(drafted: Drafted, portion: Portion, judged: Judged) -> Kept | None:
    """What stays of a portion; None if nothing does and nothing was replaced."""
    acts_parts, touch_parts, touching, earlier, until = [], [], [], [], []
    start = kept_before = 0
    for number in portion.files:
        batch = load_batch(drafted.acts[number])
        mine = slice(start, start + batch.num_rows)
        start += batch.num_rows
        act, status = judged.act[mine], judged.status[mine]
        stays = status == Status.NEW
        acts = pa.Table.from_batches([batch]).set_column(0, "act", pa.array(act))
        replaced = status == Status.EARLIER
        if replaced.any():
            earlier.append(acts.filter(pa.array(replaced)))
            until.append(judged.until[mine][replaced])
        if not stays.any():
            continue
        acts_parts.append(acts if stays.all() else acts.filter(pa.array(stays)))
        touches = load_batch(drafted.touches[number])
        position = touches.column("position").to_numpy()
        table = pa.Table.from_arrays(
            [pa.array(act[position]), *touches.columns[1:]], schema=TOUCHES
        )
        touch_parts.append(table if stays.all() else table.filter(pa.array(stays[position])))
        touching.append((np.cumsum(stays) - 1)[position[stays[position]]] + kept_before)
        kept_before += int(stays.sum())
    if not acts_parts and not earlier:
        return None
    return Kept(
        _whole(acts_parts, drafted.contract.schema),
        _whole(touch_parts, TOUCHES),
        np.concatenate(touching) if touching else np.zeros(0, np.int64),
        _whole(earlier, drafted.contract.schema),
        np.concatenate(until) if until else np.zeros(0, np.int64),
    )


def _whole(parts: list[Any], schema: pa.Schema) -> Any:
    tables = parts or [schema.empty_table()]
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


@dataclass(slots=True)
class Tally:
    """Rows of the file that yield something new, rows all of whose acts are known, and counts."""

    new_rows: int = 0
    known_rows: int = 0
    acts: int = 0
    touches: int = 0
    earlier: int = 0
    first: str | None = None
    last: str | None = None

    def add_rows(self, drafted: Drafted, portion: Portion, judged: Judged) -> None:
        """Counts the rows of a portion. A row never spans two batches of rows."""
        start = 0
        for number in portion.files:
            row = load_batch(drafted.acts[number]).column("row").to_numpy()
            status = judged.status[start : start + len(row)]
            start += len(row)
            if not len(row):
                continue
            _, place = np.unique(row, return_inverse=True)
            new, known, bad = (
                np.bincount(place[np.isin(status, chosen)], minlength=place.max() + 1) > 0
                for chosen in ((Status.NEW, Status.EARLIER), (Status.DUPLICATE,), REFUSED)
            )
            self.new_rows += int((new & ~bad).sum())
            self.known_rows += int((known & ~new & ~bad).sum())

    def add_kept(self, kept: Kept) -> None:
        """Counts what stays."""
        self.acts += kept.acts.num_rows
        self.touches += kept.touches.num_rows
        self.earlier += kept.earlier.num_rows
        if kept.acts.num_rows:
            ends = pc.min_max(kept.acts["happened_at"]).as_py()
            first, last = (ends[name].isoformat() + "Z" for name in ("min", "max"))
            self.first = first if self.first is None else min(self.first, first)
            self.last = last if self.last is None else max(self.last, last)


class KeptFiles:
    """acts.parquet and touches.parquet, written portion by portion; none if nothing stays."""

    def __init__(self, made: Path) -> None:
        self._made = made
        self._writers: dict[str, Any] = {}

    def add(self, kept: Kept) -> None:
        for name, table in (("acts", kept.acts), ("touches", kept.touches)):
            if name not in self._writers:
                path = self._made / f"{name}.parquet"
                options = write_options(table.schema)
                self._writers[name] = pq.ParquetWriter(path, table.schema, **options)
            self._writers[name].write_table(table, row_group_size=ROW_GROUP)

    def close(self) -> None:
        for writer in self._writers.values():
            writer.close()


def refuse(
    drafted: Drafted, portion: Portion, judged: Judged, quarantine: Quarantine, rows: list[Path]
) -> None:
    """Rows with a conflict go to quarantine, one reason a row. ``rows``: the reader's files."""
    start = 0
    for number in portion.files:
        batch = load_batch(drafted.acts[number])
        status = judged.status[start : start + batch.num_rows]
        start += batch.num_rows
        reasons: dict[int, tuple[str, str | None]] = {}
        for wanted, code in _CODES.items():
            for at in np.flatnonzero(status == wanted).tolist():
                row, own_id = batch.column("row")[at].as_py(), batch.column("own_id")[at].as_py()
                reasons.setdefault(row, (code, own_id))
        if not reasons:
            continue
        source = load_batch(rows[number])
        for index, row in enumerate(source.column(ROW).to_pylist()):
            if row in reasons:
                content = {
                    name: value
                    for name, value in source.slice(index, 1).to_pylist()[0].items()
                    if not name.startswith("\x1f") and value is not None
                }
                code, own_id = reasons[row]
                raw = json.dumps(content, ensure_ascii=False)
                quarantine.add(row, code, column=None, detail=own_id, raw=raw)
