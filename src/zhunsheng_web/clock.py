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
    return now().astimezone(ZoneInfo(settings.ZONE)).date()
