"""Records that come more than once: the same again, or the same record corrected.

The rule is the import's (trace.resolve): of one own id, versions count by when they were recorded;
one that says the same as the version before is a duplicate, any other replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zhunsheng.simulate.book import Acts, Book, Clock, Coded, Flags, Longs


@dataclass(slots=True)
class Settled:
    """``book``: the versions that hold. ``duplicates``: records left out. ``earlier``: versions
    replaced, and for each when its correction was recorded."""

    book: Book
    duplicates: int = 0
    earlier: list[tuple[Acts, Longs]] = field(default_factory=list)


def settle(book: Book) -> Settled:
    """A book without repeated serials. The given one stays as it is. Raises ValueError where two
    versions of one record were recorded in the same millisecond: neither is the later."""
    kept = Book()
    settled = Settled(kept)
    for acts in book:
        status = _status(acts)
        if status is None:
            kept.put(acts)
            continue
        stays, until = status
        replaced = ~stays & (until >= 0)
        settled.duplicates += int((~stays & (until < 0)).sum())
        if replaced.any():
            settled.earlier.append((acts.take(replaced), until[replaced]))
        kept.put(acts.take(stays))
    return settled


def _status(acts: Acts) -> tuple[Flags, Longs] | None:
    """Which acts stay, and of those that do not, when they were corrected (−1: duplicates); None
    if no serial is there twice."""
    steps = np.diff(acts.serial)
    if (steps > 0).all():
        return None
    order = np.lexsort((acts.recorded, acts.serial))
    serial = acts.serial[order]
    same = serial[1:] == serial[:-1]
    if not same.any():
        return None
    crowd = order[np.append(same, False) | np.append(False, same)]
    stays = np.ones(len(acts), np.bool_)
    until = np.full(len(acts), -1, np.int64)
    current, content = -1, None
    for row, said in zip(crowd.tolist(), _contents(acts.take(crowd)), strict=True):
        if current < 0 or acts.serial[row] != acts.serial[current]:
            current, content = row, said
        elif said == content:
            stays[row] = False
        elif acts.recorded[row] <= acts.recorded[current]:
            raise ValueError(
                f"record {acts.serial[row]} ({acts.activity}) has two versions of one moment"
            )
        else:
            stays[current], until[current] = False, acts.recorded[row]
            current, content = row, said
    return stays, until


def _contents(acts: Acts) -> list[tuple[Any, ...]]:
    """What each record says, but for when it was recorded."""
    columns: list[list[Any]] = [
        column.tolist() for column in (acts.at, acts.officer, acts.post, acts.office)
    ]
    columns += [acts.objects[name].tolist() for name in sorted(acts.objects)]
    for name in sorted(acts.fields):
        values = acts.fields[name]
        if isinstance(values, Coded):
            columns.append(list(values.texts()))
        elif isinstance(values, Clock):
            columns.append(values.at.tolist())
        else:
            columns.append([None if value != value else value for value in values.tolist()])
    return list(zip(*columns, strict=True))
