"""When work is done: regimes of working hours and shifts, and working days, as tables.

Times are the legal zone's wall clock in milliseconds since 1970-01-01T00:00.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zhunsheng.model.clock import Calendar
from zhunsheng.simulate.book import Flags, Longs

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
_EPOCH = dt.date(1970, 1, 1)

Days = Literal["all", "working", "off"]


def ms_of(day: dt.date) -> int:
    """The first millisecond of a day."""
    return (day - _EPOCH).days * DAY


def day_of(at: Longs) -> Longs:
    """Days since 1970-01-01."""
    return at // DAY


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a regime's spells of duty lie. ``changes``: times of day in minutes at which one spell
    follows another, round the clock; or ``spans``: (from, to) in minutes on each of ``days``."""

    days: Days = "all"
    changes: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime's spells of duty in order: ``starts`` and ``ends`` in milliseconds."""

    name: str
    starts: Longs
    ends: Longs

    def __len__(self) -> int:
        return len(self.starts)

    def spell(self, at: Longs, *, margin: int = 0) -> Longs:
        """The spell each moment lies in, or the next one; with at least ``margin`` milliseconds
        of it left. ``len(self)`` beyond the last."""
        found = np.searchsorted(self.ends, at, "right")
        if margin:
            inside = np.minimum(found, len(self.ends) - 1)
            short = self.ends[inside] - np.maximum(at, self.starts[inside]) < margin
            found = np.where(short & (found < len(self.ends)), found + 1, found)
        return found

    def opens(self, at: Longs, *, margin: int = 0) -> Longs:
        """The first moment not before ``at`` that lies in a spell; beyond the last spell, its
        end."""
        found = self.spell(at, margin=margin)
        inside = np.minimum(found, len(self.starts) - 1)
        moment = np.maximum(at, self.starts[inside])
        return np.where(found < len(self.starts), moment, np.maximum(at, self.ends[-1]))

    def is_open(self, at: Longs) -> Flags:
        found = np.minimum(self.spell(at), len(self.starts) - 1)
        return (self.starts[found] <= at) & (at < self.ends[found])


@dataclass(frozen=True, slots=True)
class Hours:
    """Regimes by name, and the calendar's working days, from ``first`` to ``last``.

    ``ordinal``: for each day the number of working days up to and including it.
    """

    first: dt.date
    last: dt.date
    regimes: Mapping[str, Regime]
    ordinal: Longs
    nth: Longs

    def is_working(self, at: Longs) -> Flags:
        """Whether the moment's day is a working day."""
        day = self._day(at)
        before = np.where(day > 0, self.ordinal[np.maximum(day - 1, 0)], 0)
        return np.asarray(self.ordinal[day] > before)

    def after_working_days(self, at: Longs, count: Longs) -> Longs:
        """The beginning of the ``count``-th working day after the day of ``at``."""
        wanted = np.minimum(self.ordinal[self._day(at)] + count, len(self.nth)) - 1
        return np.asarray(self.nth[np.maximum(wanted, 0)] * DAY + ms_of(self.first))

    def working_days_between(self, begun: Longs, done: Longs) -> Longs:
        """How many working days ``done`` lies after ``begun``, the day of the event not counted."""
        return np.asarray(self.ordinal[self._day(done)] - self.ordinal[self._day(begun)])

    def _day(self, at: Longs) -> Longs:
        return np.clip((at - ms_of(self.first)) // DAY, 0, len(self.ordinal) - 1)


def build_hours(
    patterns: Mapping[str, Pattern], calendar: Calendar, first: dt.date, last: dt.date
) -> Hours:
    """The tables from ``first`` to ``last``, both included. Raises KeyError for a year the
    calendar does not know."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    works = np.array([calendar.is_working(day) for day in days], np.bool_)
    regimes = {name: _regime(name, pattern, days, works) for name, pattern in patterns.items()}
    return Hours(
        first, last, regimes, np.cumsum(works, dtype=np.int64), np.flatnonzero(works)
    )  # fmt: skip


def _regime(name: str, pattern: Pattern, days: Sequence[dt.date], works: Flags) -> Regime:
    begin = np.array([ms_of(day) for day in days], np.int64)
    wanted = {"all": np.ones(len(days), np.bool_), "working": works, "off": ~works}[pattern.days]
    if pattern.changes:
        offsets = np.array(sorted(pattern.changes), np.int64) * MINUTE
        starts = (begin[:, None] + offsets[None, :]).ravel()
        return Regime(name, starts[:-1], starts[1:])
    starts, ends = (
        np.sort(np.concatenate([begin[wanted] + span[side] * MINUTE for span in pattern.spans]))
        for side in (0, 1)
    )
    return Regime(name, starts, ends)
