"""The days of which there are judged records: only in these a breach can be counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhunsheng_web.casework.models import Intake


@dataclass(frozen=True, slots=True)
class Observed:
    """``first``: None where no run has said from when its records are whole. ``last``: up to which
    day the latest run that was taken in has judged."""

    first: dt.date | None
    last: dt.date

    def days(self, first: dt.date, last: dt.date) -> int:
        """How many days from ``first`` to ``last``, both included, were observed."""
        begin = max(first, self.first) if self.first is not None else first
        return max(0, (min(last, self.last) - begin).days + 1)


def observed() -> Observed | None:
    """What has been judged so far; None before the first run. One query."""
    latest = Intake.objects.order_by("-sequence", "-pk").first()
    if latest is None:
        return None
    told = latest.details.get("records_from")
    return Observed(dt.date.fromisoformat(told) if told else None, latest.as_of)
