"""A book laid out as one list of acts in order of time, as the records of a month lie.

Order: time of the act, then serial. Fields and objects stay with the activities that have them;
what a column of the whole list holds is asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Acts, Book, Clock, Coded, Flags, Ints, Longs, Values, joined

_SPAN_BITS = 63


@dataclass(frozen=True, slots=True)
class Part:
    """The acts of one activity and the ``rows`` of the list they lie in."""

    acts: Acts
    rows: Longs


@dataclass(frozen=True, slots=True)
class Ledger:
    """All acts of a book. ``activity``: codes into ``activities``. Columns are as in Acts."""

    activities: tuple[str, ...]
    activity: Ints
    at: Longs
    recorded: Longs
    serial: Longs
    officer: Ints
    post: Ints
    office: Ints
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return len(self.at)

    def types(self) -> list[str]:
        """The types of objects touched, in order."""
        return sorted({name for part in self.parts for name in part.acts.objects})

    def touched(self, type_: str) -> tuple[Longs, Longs]:
        """Rows that touch an object of a type, ascending, and the numbers of the objects."""
        rows, numbers = [], []
        for part in self.parts:
            if type_ in part.acts.objects:
                number = part.acts.objects[type_]
                touches = number >= 0
                everywhere = bool(touches.all())
                rows.append(part.rows if everywhere else part.rows[touches])
                numbers.append(number if everywhere else number[touches])
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        row, number = np.concatenate(rows), np.concatenate(numbers)
        dense = np.full(len(self), -1, np.int64)
        dense[row] = number
        ascending = np.flatnonzero(dense >= 0)
        return ascending, dense[ascending]

    def fields(self) -> Iterator[tuple[str, Longs, Values]]:
        """Each field that is filled anywhere: its rows, in no order, and its values there."""
        for name in sorted({name for part in self.parts for name in part.acts.fields}):
            rows, values = [], []
            for part in self.parts:
                if name in part.acts.fields:
                    value = part.acts.fields[name]
                    here = filled(value)
                    if here.all():
                        rows.append(part.rows)
                        values.append(value)
                    elif here.any():
                        rows.append(part.rows[here])
                        values.append(
                            value[here] if isinstance(value, np.ndarray) else value.take(here)
                        )
            if rows:
                yield name, np.concatenate(rows), joined(values)


def filled(values: Values) -> Flags:
    """Where a field is filled."""
    if isinstance(values, Coded):
        return np.asarray(values.codes >= 0)
    if isinstance(values, Clock):
        return np.asarray(values.at > np.iinfo(np.int64).min)
    return ~np.isnan(values)


def lay_out(book: Book) -> Ledger:
    """The list of a book's acts."""
    every = [acts for acts in book if len(acts)]
    sizes = [len(acts) for acts in every]
    if not every:
        return _NOTHING
    at = np.concatenate([acts.at for acts in every])
    serial = np.concatenate([acts.serial for acts in every])
    order = _in_order(at, serial)
    row = np.empty(len(order), np.int64)
    row[order] = np.arange(len(order))
    ends = np.cumsum([0, *sizes])
    parts = tuple(
        Part(acts, row[start:end])
        for acts, start, end in zip(every, ends[:-1], ends[1:], strict=True)
    )
    codes = np.repeat(np.arange(len(every), dtype=np.int32), sizes)
    return Ledger(
        tuple(acts.activity for acts in every),
        codes[order],
        at[order],
        np.concatenate([acts.recorded for acts in every])[order],
        serial[order],
        np.concatenate([acts.officer for acts in every])[order],
        np.concatenate([acts.post for acts in every]).astype(np.int32)[order],
        np.concatenate([acts.office for acts in every])[order],
        parts,
    )


_LONGS, _INTS = np.zeros(0, np.int64), np.zeros(0, np.int32)
_NOTHING = Ledger((), _INTS, _LONGS, _LONGS, _LONGS, _INTS, _INTS, _INTS, ())


def _in_order(at: Longs, serial: Longs) -> Longs:
    """The order by time, then serial. Time and place share one integer, so that plain sorting,
    the fastest there is, does nearly all; only acts of one millisecond are sorted again."""
    count = len(at)
    if not count:
        return np.zeros(0, np.int64)
    bits = max(1, (count - 1).bit_length())
    first = int(at.min())
    if (int(at.max()) - first).bit_length() + bits > _SPAN_BITS:
        return np.lexsort((serial, at))
    key = np.sort((at - first) << bits | np.arange(count))
    order = key & ((1 << bits) - 1)
    when = key >> bits
    same = np.flatnonzero(when[1:] == when[:-1])
    if len(same):
        crowd = np.union1d(same, same + 1)
        chosen = order[crowd]
        order[crowd] = chosen[np.lexsort((serial[chosen], when[crowd]))]
    return order
