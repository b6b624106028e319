"""When people get round to things: on working days, within working hours."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

from django.conf import settings

from zhunsheng.model.clock import Period
from zhunsheng.model.counting import due_day
from zhunsheng_web.casework.law import register

LONGEST = 20
"""Working days nobody takes longer than; the calendar of the next year may not be announced."""
_MORNING, _EVENING = 8 * 60 + 40, 17 * 60 + 20


def later(at: dt.datetime, days: float, dice: random.Random) -> dt.datetime:
    """Some working days after a moment, at some minute of the working day; the same day counts
    from the moment on."""
    zone = ZoneInfo(settings.ZONE)
    local = at.astimezone(zone)
    whole = min(int(days), LONGEST)
    calendar = register().calendar
    assert calendar is not None
    minute = local.hour * 60 + local.minute
    if whole == 0 and minute < _EVENING - 10:
        begun = max(minute, _MORNING)
        left = _EVENING - begun
        return _at(local.date(), begun + 5 + int((left - 5) * dice.random()), dice, zone)
    day = due_day(local.date(), Period(max(whole, 1), "working_days"), calendar)
    return _at(day, int(_MORNING + (_EVENING - _MORNING) * dice.random()), dice, zone)


def _at(day: dt.date, minute: int, dice: random.Random, zone: ZoneInfo) -> dt.datetime:
    time = dt.time(minute // 60, minute % 60, dice.randrange(60))
    return dt.datetime.combine(day, time, zone)
