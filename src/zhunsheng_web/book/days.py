"""Days as addresses and forms carry them."""

from __future__ import annotations

import datetime as dt


class DayInAddress:
    """``2026-11-02`` in an address; anything that is no day has no page."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()


def day_in(text: str, otherwise: dt.date) -> dt.date:
    """A day somebody typed, or ``otherwise`` where it is none."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return otherwise
