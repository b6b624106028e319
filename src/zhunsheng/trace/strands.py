"""Strands: the acts of each object in order of moment, one file per object type.

A projection of acts and touches, and nothing more: the same function makes them at ingest and
again in a rebuild, byte for byte. Order: subject, then true time (to the microsecond), then row.
``nth``: which act of its activity on its subject a row is, by moment and then by act, counted
within the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhunsheng.model.moment import LOW_BITS, MAX_RANK, OFFSET_BITS
from zhunsheng.trace.shape import write_options
from zhunsheng.trace.store import strand_name

ROW_GROUP = 122_880
CARRIED = ("activity", "officer", "post", "office")
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StrandCounts:
    """``same_instant``: rows not the first of their subject and millisecond; ``overflow``: rows
    past the 8,192nd of one millisecond, which share the last rank and have no order."""

    rows: int
    same_instant: int
    overflow: int


def write_strands(
    acts: Any, touches: Any, folder: Path, *, types: Sequence[str], number: int
) -> StrandCounts:
    """Writes ``strands/<type>.parquet`` for each type.

    ``acts`` and ``touches``: tables as in acts.parquet and touches.parquet of one batch.
    """
    (folder / "strands").mkdir(exist_ok=True)
    acts = acts.unify_dictionaries().combine_chunks()
    touching = pc.index_in(touches["act"], value_set=acts["act"].combine_chunks()).to_numpy()
    kinds = touches["type"].combine_chunks() if touches.num_rows else touches["type"]
    subjects = touches["subject"].to_numpy()

    def one(type_: str) -> StrandCounts:
        mine = pc.equal(kinds, type_).to_numpy(zero_copy_only=False)
        return _write(acts, subjects[mine], touching[mine], folder / strand_name(type_), number)

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(one, types))
    return StrandCounts(
        sum(item.rows for item in counts),
        sum(item.same_instant for item in counts),
        sum(item.overflow for item in counts),
    )


def _write(acts: Any, subject: Longs, position: Longs, target: Path, number: int) -> StrandCounts:
    """One file from (subject, position of the act) pairs."""
    moment = acts["moment"].to_numpy()
    happened = acts["happened_at"].cast(pa.int64()).to_numpy()
    row = acts["row"].to_numpy()
    identity = acts["act"].to_numpy()
    order = _in_order(subject, (happened[position], row[position], identity[position]))
    subject, position = subject[order], position[order]
    twice = np.zeros(len(order), np.bool_)
    twice[1:] = (subject[1:] == subject[:-1]) & (position[1:] == position[:-1])
    if twice.any():
        subject, position = subject[~twice], position[~twice]
    moments = moment[position]
    instant = moments >> LOW_BITS
    fresh = np.ones(len(subject), np.bool_)
    fresh[1:] = (subject[1:] != subject[:-1]) | (instant[1:] != instant[:-1])
    index = np.arange(len(subject))
    rank = index - np.maximum.accumulate(np.where(fresh, index, 0))
    moments = moments | np.minimum(rank, MAX_RANK) << OFFSET_BITS
    nth = _nth(subject, moments, identity[position], acts["activity"].combine_chunks(), position)
    names = [name for name in acts.schema.names if name[:2] in ("a_", "n_", "t_")]
    carried = acts.select([*CARRIED, *names])
    schema = pa.schema(
        [
            ("subject", pa.int64()),
            ("moment", pa.int64()),
            ("act", pa.int64()),
            ("batch", pa.int32()),
            ("nth", pa.int32()),
            *[(item.name, item.type) for item in carried.schema],
        ]
    )
    with pq.ParquetWriter(target, schema, **write_options(schema)) as out:
        for start in range(0, len(subject), ROW_GROUP):
            part = slice(start, start + ROW_GROUP)
            chosen = carried.take(pa.array(position[part]))
            fixed = [
                pa.array(subject[part]),
                pa.array(moments[part]),
                pa.array(identity[position[part]]),
                pa.array(np.full(len(position[part]), number, np.int32)),
                pa.array(nth[part]),
            ]
            out.write_table(
                pa.Table.from_arrays([*fixed, *chosen.columns], schema=schema),
                row_group_size=ROW_GROUP,
            )
    return StrandCounts(len(subject), int((rank > 0).sum()), int((rank > MAX_RANK).sum()))


def _in_order(subject: Longs, within: tuple[Longs, ...]) -> Longs:
    """The order by subject and, of one subject, by the keys of ``within``, the first leading.

    Most sources list the acts of a subject in order: one sort is then enough.
    """
    order = np.argsort(subject, kind="stable")
    same = subject[order][1:] == subject[order][:-1]
    for key in within:
        steps = np.diff(key[order])
        if (steps[same] < 0).any():
            return np.lexsort((*reversed(within), subject))
        same &= steps == 0
    return order


def _nth(
    subject: Longs, moments: Longs, identity: Longs, activity: Any, position: Longs
) -> npt.NDArray[np.int32]:
    """Each row's place among its subject's acts of its activity; rows come subject by subject."""
    if not len(subject):
        return np.zeros(0, np.int32)
    codes = activity.indices.to_numpy(zero_copy_only=False).astype(np.int64)[position]
    ordinal = np.cumsum(np.append(0, subject[1:] != subject[:-1]))
    kind = ordinal * len(activity.dictionary) + codes
    order = _in_order(kind, (moments, identity))
    sorted_kind = kind[order]
    fresh = np.append(True, sorted_kind[1:] != sorted_kind[:-1])
    index = np.arange(len(order))
    nth = np.empty(len(order), np.int32)
    nth[order] = index - np.maximum.accumulate(np.where(fresh, index, 0)) + 1
    return nth
