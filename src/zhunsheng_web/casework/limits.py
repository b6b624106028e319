"""By when: counted in working days when a stage starts, and stored with what it was counted by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from zhunsheng.model.clock import Calendar, Period
from zhunsheng.model.counting import UnknownYear, due_day
from zhunsheng_web.casework.law import calendar_edition
from zhunsheng_web.clock import beginning_of, day_of

ONE_DAY = dt.timedelta(days=1)
SOON = dt.timedelta(seconds=1)
"""A limit is the last second in time; the next one is late."""


@dataclass(frozen=True, slots=True)
class Due:
    """``at``: the last moment in time (the end of the day); None where the calendar does not reach:
    then ``rule`` names the year that is missing, and nothing is guessed."""

    at: dt.datetime | None
    remind_at: dt.datetime | None
    rule: dict[str, Any]


def due(start: dt.datetime, days: int, calendar: Calendar, *, remind_before: int) -> Due:
    """``days`` working days after the day of ``start`` (0: that day), and a reminder some days
    earlier."""
    first = day_of(start)
    rule = _rule(first, calendar) | {"working_days": days}
    try:
        last = _on(first, days, calendar)
        warned = _on(first, max(days - remind_before, 0), calendar)
    except UnknownYear as missing:
        return Due(None, None, rule | {"unknown_year": missing.year})
    return Due(end_of(last), _morning(warned), rule)


def last_moment(
    last: dt.date, start: dt.datetime, calendar: Calendar, *, remind_before: int
) -> Due:
    """The end of a day that somebody has set; the reminder so many working days before it, on the
    day of ``start`` at the earliest."""
    first = day_of(start)
    rule = _rule(first, calendar) | {"set_to": last.isoformat()}
    warned, left = last, remind_before
    try:
        while left and warned > first:
            warned -= ONE_DAY
            left -= calendar.is_working(warned)
    except KeyError:
        # A day that was set stands; only the reminder cannot be counted: the day before, then.
        warned = max(first, last - remind_before * ONE_DAY)
    return Due(end_of(last), _morning(warned), rule)


def working_days_between(first: dt.date, last: dt.date, calendar: Calendar) -> int:
    """How many working days lie after ``first``, up to and including ``last``.

    Raises UnknownYear.
    """
    days, day = 0, first
    while day < last:
        day += ONE_DAY
        if not calendar.knows(day.year):
            raise UnknownYear(day.year, calendar)
        days += calendar.is_working(day)
    return days


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in the legal zone."""
    return beginning_of(day + ONE_DAY) - dt.timedelta(seconds=1)


def _rule(first: dt.date, calendar: Calendar) -> dict[str, Any]:
    return {
        "from": first.isoformat(),
        "calendar": calendar.id,
        "edition": calendar_edition(calendar),
    }


def _on(first: dt.date, days: int, calendar: Calendar) -> dt.date:
    return due_day(first, Period(days, "working_days"), calendar) if days else first


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8, 30), ZoneInfo(settings.ZONE))
