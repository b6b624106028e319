"""Strands: the acts of each object in order of moment, one file per object type.

A projection of acts and touches, and nothing more: the same function makes them at ingest and
again in a rebuild, byte for byte. Order: subject, then true time (to the microsecond), then row.
``nth``: which act of its activity on its subject a row is, by moment and then by act, counted
within the batch.

Acts come in portions. A single portion is sorted in memory; of several, each is set down sorted,
and they are merged from disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.model.moment import LOW_BITS, MAX_RANK, OFFSET_BITS
from zhunsheng.trace.carried import Inverse, Portion, is_attribute
from zhunsheng.trace.shape import write_options
from zhunsheng.trace.spilling import SortedRuns, compacted
from zhunsheng.trace.store import strand_name

ROW_GROUP = 122_880
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StrandCounts:
    """``same_instant``: rows not the first of their subject and millisecond; ``overflow``: rows
    past the 8,192nd of one millisecond, which share the last rank and have no order."""

    rows: int = 0
    same_instant: int = 0
    overflow: int = 0


class Strands:
    """Takes acts in portions and writes ``strands/<type>.parquet`` for each type they touch.

    ``work``: a staging folder of its own, for what does not fit in memory. ``several``: whether
    more than one portion is to come.
    """

    def __init__(self, folder: Path, work: Path, *, number: int, several: bool) -> None:
        self._folder, self._work, self._number = folder, work, number
        self._several = several
        self._first: dict[str, _Ordered] = {}
        self._runs: dict[str, SortedRuns] = {}
        self._filled: dict[str, set[str]] = {}
        work.mkdir()

    def take(self, acts: Portion, touched: Mapping[str, tuple[Longs, Longs]]) -> None:
        """``touched``: for each type the subjects, and for each the position of the act that
        touches it."""
        with ThreadPoolExecutor(2) as pool:
            for type_, ordered in zip(
                touched,
                pool.map(lambda pair: _Ordered.of(acts, *pair), touched.values()),
                strict=True,
            ):
                if not self._several:
                    self._first[type_] = ordered
                    continue
                if type_ not in self._runs:
                    self._runs[type_] = SortedRuns(self._work / f"{len(self._runs):04d}")
                for run in ordered.pieces(everything=True):
                    self._runs[type_].add(run)
                    filled = self._filled.setdefault(type_, set())
                    filled.update(name for name in run.schema.names if not _is_empty(run, name))

    def write(self) -> tuple[list[str], StrandCounts]:
        """Writes the files; the types in order, and what there was to count."""
        types = sorted({*self._first, *self._runs})
        if types:
            (self._folder / "strands").mkdir(exist_ok=True)
        # merging two types side by side would take twice the memory
        with ThreadPoolExecutor(1 if self._several else 2) as pool:
            counts = list(pool.map(self._one, types))
        return types, StrandCounts(
            sum(item.rows for item in counts),
            sum(item.same_instant for item in counts),
            sum(item.overflow for item in counts),
        )

    def _one(self, type_: str) -> StrandCounts:
        with _File(self._folder / strand_name(type_), self._number) as out:
            if type_ in self._first:
                for piece in self._first.pop(type_).pieces():
                    out.add(piece)
            else:
                runs = self._runs.pop(type_)
                for piece in runs.pieces():
                    names = [name for name in piece.schema.names if name in self._filled[type_]]
                    out.add(piece.select(names).take(pa.array(_order(piece))))
                runs.close()
        return StrandCounts(out.rows, out.same_instant, out.overflow)


def _is_empty(run: Any, name: str) -> bool:
    return is_attribute(name) and run[name].null_count == run.num_rows


@dataclass(frozen=True, slots=True)
class _Ordered:
    """The rows of one type and one portion in order: subjects, and positions of their acts."""

    acts: Portion
    subject: Longs
    position: Longs

    @classmethod
    def of(cls, acts: Portion, subject: Longs, position: Longs) -> _Ordered:
        keys = (acts.happened[position], acts.row[position], acts.act[position])
        order = _in_order(subject, keys)
        return cls(acts, subject[order], position[order])

    def pieces(self, *, everything: bool = False) -> Iterator[Any]:
        """Tables of about :data:`ROW_GROUP` rows with what puts them in order; all rows of one
        subject and instant are in the same piece. ``everything``: attributes that are nowhere
        filled, too."""
        subject, position, acts = self.subject, self.position, self.acts
        moment = acts.moment[position]
        instant = moment >> LOW_BITS
        inverse = Inverse.of(position, len(acts))
        carried = []
        for item in acts.columns:
            rows = item.at_places(position, inverse)
            if everything or len(rows[0]) or not is_attribute(item.name):
                carried.append((item, rows))
        fresh = np.flatnonzero((np.diff(subject) != 0) | (np.diff(instant) != 0)) + 1
        start = 0
        while start < len(subject):
            later = fresh[np.searchsorted(fresh, start + ROW_GROUP) :]
            end = int(later[0]) if len(later) else len(subject)
            mine = position[start:end]
            keys = {
                "subject": subject[start:end],
                "instant": instant[start:end],
                "happened": acts.happened[mine],
                "row": acts.row[mine],
                "moment": moment[start:end],
                "act": acts.act[mine],
            }
            columns = {name: pa.array(key) for name, key in keys.items()}
            for item, (places, numbers) in carried:
                if end - start < len(subject):
                    inside = (places >= start) & (places < end)
                    places, numbers = places[inside] - start, numbers[inside]
                columns[item.name] = item.column((places, numbers), end - start)
            yield pa.table(columns)
            start = end


def _order(table: Any) -> Longs:
    subject, happened, row, act = (
        table[name].to_numpy() for name in ("subject", "happened", "row", "act")
    )
    return _in_order(subject, (happened, row, act))


class _File:
    """One file of strands. Rows come in order; all of one subject and instant come together."""

    def __init__(self, target: Path, number: int) -> None:
        self.rows = self.same_instant = self.overflow = 0
        self._target, self._number = target, number
        self._writer: Any = None
        self._waiting: list[Any] = []
        self._subject: int | None = None
        self._counted: dict[str | None, int] = {}

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        if self._waiting:
            self._write(pa.concat_tables(self._waiting))
        if self._writer is not None:
            self._writer.close()

    def add(self, table: Any) -> None:
        """Rows as :meth:`_Ordered.pieces` gives them, in order. An act that touches a subject in
        two ways is there once."""
        subject, act = table["subject"].to_numpy(), table["act"].to_numpy()
        twice = np.append(False, (subject[1:] == subject[:-1]) & (act[1:] == act[:-1]))
        if twice.any():
            table = table.filter(pa.array(~twice))
            subject, act = subject[~twice], act[~twice]
        instant = table["instant"].to_numpy()
        fresh = np.ones(len(subject), np.bool_)
        fresh[1:] = (subject[1:] != subject[:-1]) | (instant[1:] != instant[:-1])
        index = np.arange(len(subject))
        rank = index - np.maximum.accumulate(np.where(fresh, index, 0))
        moments = table["moment"].to_numpy() | np.minimum(rank, MAX_RANK) << OFFSET_BITS
        nth = self._nth(subject, moments, act, table["activity"])
        self.rows += len(subject)
        self.same_instant += int((rank > 0).sum())
        self.overflow += int((rank > MAX_RANK).sum())
        fixed = {
            "subject": table["subject"],
            "moment": pa.array(moments),
            "act": pa.array(act),
            "batch": pa.array(np.full(len(subject), self._number, np.int32)),
            "nth": pa.array(nth),
        }
        names = table.schema.names[table.schema.get_field_index("activity") :]
        self._waiting.append(pa.table(fixed | {name: table[name] for name in names}))
        waiting = sum(item.num_rows for item in self._waiting)
        if waiting >= ROW_GROUP:
            whole = pa.concat_tables(self._waiting)
            ready = waiting - waiting % ROW_GROUP
            self._write(whole.slice(0, ready))
            rest = whole.slice(ready)
            self._waiting = [compacted(rest)] if rest.num_rows else []

    def _write(self, table: Any) -> None:
        if self._writer is None:
            options = write_options(table.schema)
            self._writer = pq.ParquetWriter(self._target, table.schema, **options)
        for start in range(0, table.num_rows, ROW_GROUP):
            # each group has the texts it needs, and the same ones however the acts came
            self._writer.write_table(
                compacted(table.slice(start, ROW_GROUP)), row_group_size=ROW_GROUP
            )

    def _nth(
        self, subject: Longs, moments: Longs, identity: Longs, activities: Any
    ) -> npt.NDArray[np.int32]:
        """Each row's place among its subject's acts of its activity, those of earlier calls
        counted in."""
        if not len(subject):
            return np.zeros(0, np.int32)
        activity = activities.unify_dictionaries().combine_chunks()
        codes = activity.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        ordinal = np.cumsum(np.append(0, subject[1:] != subject[:-1]))
        kind = ordinal * len(activity.dictionary) + codes
        order = _in_order(kind, (moments, identity))
        sorted_kind = kind[order]
        fresh = np.append(True, sorted_kind[1:] != sorted_kind[:-1])
        index = np.arange(len(order))
        nth = np.empty(len(order), np.int32)
        nth[order] = index - np.maximum.accumulate(np.where(fresh, index, 0)) + 1
        names = activity.dictionary.to_pylist()
        if self._subject == subject[0]:
            before = np.array([self._counted.get(name, 0) for name in names], np.int32)
            again = ordinal == 0
            nth[again] += before[codes[again]]
        else:
            self._counted = {}
        last = ordinal == ordinal[-1]
        if subject[-1] != subject[0]:
            self._counted = {}
        self._subject = int(subject[-1])
        for code, count in enumerate(np.bincount(codes[last], minlength=len(names)).tolist()):
            self._counted[names[code]] = self._counted.get(names[code], 0) + count
        return nth


def _in_order(subject: Longs, within: tuple[Longs, ...]) -> Longs:
    """The order by subject and, of one subject, by the keys of ``within``, the first leading.

    Most sources list the acts of a subject in order: one sort is then enough.
    """
    order = _stable(subject)
    same = subject[order][1:] == subject[order][:-1]
    for key in within:
        steps = np.diff(key[order])
        if (steps[same] < 0).any():
            return np.lexsort((*reversed(within), subject))
        same &= steps == 0
    return order


def _stable(keys: Longs) -> Longs:
    """As np.argsort(keys, kind="stable"), several times as fast: key and place share one integer,
    and whole integers sort fastest."""
    if not len(keys):
        return np.zeros(0, np.int64)
    bits = max(1, (len(keys) - 1).bit_length())
    if int(keys.min()) < 0 or int(keys.max()).bit_length() + bits > 63:
        rough = np.argsort(keys)
        steps = np.append(0, np.diff(keys[rough]) != 0)
        ranks = np.empty(len(keys), np.int64)
        ranks[rough] = np.cumsum(steps)
        keys = ranks
    return np.sort(keys << bits | np.arange(len(keys))) & ((1 << bits) - 1)
