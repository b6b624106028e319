"""What time it is, read in one place; whoever acts is handed it.

A demonstration plays in the month it was made for: ``ZHUNSHENG_CLOCK`` moves its clock by so many
seconds. A workbench at work has no such setting.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """This moment, aware."""
    return timezone.now() + dt.timedelta(seconds=settings.CLOCK)


def today() -> dt.date:
    """The day it is in the service's legal zone."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The day a moment falls on in the service's legal zone, whatever zone it is told in."""
    return moment.astimezone(ZoneInfo(settings.ZONE)).date()


def beginning_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in the legal zone."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(settings.ZONE))
