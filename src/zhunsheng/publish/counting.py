"""Worked examples of how periods are counted, by the same count the standards are judged by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhunsheng.model.clock import Calendar, Period, Unit
from zhunsheng.model.counting import UnknownYear, due_day
from zhunsheng.publish.items import PublicList

_LENGTHS: tuple[tuple[Unit, int], ...] = (
    ("calendar_days", 15),
    ("working_days", 20),
    ("months", 3),
    ("years", 1),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A period that begins with an event on ``event``, and its last day."""

    event: dt.date
    period: Period
    last: dt.date


def examples(public: PublicList) -> tuple[Counted, ...]:
    """Each unit once, from the day of the list. A year without a calendar is left out."""
    calendar = (
        Calendar(public.id, frozenset(public.weekend), public.years) if public.years else None
    )
    found = []
    for unit, length in _LENGTHS:
        period = Period(length, unit)
        try:
            found.append(Counted(public.on, period, due_day(public.on, period, calendar)))
        except UnknownYear:
            continue
    return tuple(found)
