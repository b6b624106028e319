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


@dataclass(frozen=True, slots=True)
class Due:
    """``at``: the last moment in time (the end of the day); None where the calendar does not reach:
    then ``rule`` names the year that is missing, and nothing is guessed."""

    at: dt.datetime | None
    remind_at: dt.datetime | None
    rule: dict[str, Any]


def due(start: dt.datetime, days: int, calendar: Calendar, *, remind_before: int) -> Due:
    """``days`` working days after the day of ``start``, and a reminder some days earlier."""
    zone = ZoneInfo(settings.ZONE)
    first = start.astimezone(zone).date()
    rule: dict[str, Any] = {
        "from": first.isoformat(),
        "working_days": days,
        "calendar": calendar.id,
        "edition": calendar_edition(calendar),
    }
    try:
        last = due_day(first, Period(days, "working_days"), calendar)
        before = max(days - remind_before, 0)
        warned = due_day(first, Period(before, "working_days"), calendar) if before else first
    except UnknownYear as missing:
        return Due(None, None, rule | {"unknown_year": missing.year})
    return Due(_end(last, zone), dt.datetime.combine(warned, dt.time(8, 30), zone), rule)


def _end(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone) - dt.timedelta(
        seconds=1
    )
