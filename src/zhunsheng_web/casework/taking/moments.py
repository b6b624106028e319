"""A moment of the trace as a moment of the workbench."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from zhunsheng.model.moment import instant_of


def aware(moment: int, zone: str) -> dt.datetime:
    """The instant, aware, in the legal zone."""
    return instant_of(moment).replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone))
