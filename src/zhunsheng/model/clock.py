"""Statutory periods: how long, counted how, and what stops the count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity

Unit = Literal["calendar_days", "working_days", "hours", "months", "years"]


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a law counts it.

    ``calendar_days`` and ``working_days``: the day of the event does not count; the period ends
    with the end of its last day in the legal zone. ``hours``: elapsed time, to the millisecond.
    ``months`` and ``years``: the corresponding day; where the month has none, its last day.
    ``roll``: a period whose last day is not a working day ends on the next one.
    """

    length: int
    unit: Unit
    roll: bool = False


@dataclass(frozen=True, slots=True)
class ClockVersion:
    validity: Validity
    period: Period
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A statutory period (时限), dated: a change of law is a new version here and nowhere else."""

    id: str
    title: Text
    versions: tuple[ClockVersion, ...]
    verified: bool = True
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year of working days, from one dated notice.

    ``holidays``: days off that fall on working weekdays; ``workdays``: weekend days worked.
    """

    year: int
    holidays: frozenset[dt.date]
    workdays: frozenset[dt.date]
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days by year. A year that is not here is unknown: an error or *not evaluated*."""

    id: str
    weekend: frozenset[int]
    years: tuple[CalendarYear, ...]

    def __hash__(self) -> int:
        """Of the name alone: two calendars of one name are compared, and that is rare."""
        return hash(self.id)

    def knows(self, year: int) -> bool:
        return any(known.year == year for known in self.years)

    def is_working(self, day: dt.date) -> bool:
        """Whether ``day`` is worked. Raises KeyError for a year the calendar does not know."""
        for known in self.years:
            if known.year == day.year:
                if day in known.workdays:
                    return True
                return day.weekday() not in self.weekend and day not in known.holidays
        raise KeyError(day.year)
