"""What is late: said here, and nowhere else.

A warning runs under two limits, of the step it is at and of the whole of it; it is late when either
has passed. A step was taken in time when its own limit was kept; the strike-off, which ends the
whole, only when that one was kept as well.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Stage

BREACHED = Q(breached_at__isnull=False) | Q(overall_breached_at__isnull=False)
"""The condition of the warnings one of whose limits has passed, on record."""


def is_breached(warning: Warning) -> bool:
    """The same of one warning."""
    return warning.breached_at is not None or warning.overall_breached_at is not None


def late_at(now: dt.datetime) -> Q:
    """The condition of the warnings one of whose limits has passed at a moment, whether it was
    written down yet or not; of those that are open."""
    return Q(due_at__lt=now) | Q(overall_due_at__lt=now)


def is_late(due_at: dt.datetime | None, whole: dt.datetime | None, now: dt.datetime) -> bool:
    """The same of one warning, by its two limits."""
    return any(limit is not None and limit < now for limit in (due_at, whole))


def in_time(warning: Warning, was_due_at: dt.datetime | None, at: dt.datetime) -> bool | None:
    """Was the step that has led a warning to where it is now taken in time? None: it had no limit.
    ``was_due_at``: the limit of the stage it left."""
    limits = [was_due_at]
    if warning.stage == Stage.CLOSED:
        limits.append(warning.overall_due_at)
    counted = [limit for limit in limits if limit is not None]
    return all(at <= limit for limit in counted) if counted else None


def limit_of_whole(warning: Warning, at: dt.datetime) -> dict[str, str]:
    """What the event of a strike-off tells of the limit of the whole, where it was missed."""
    whole = warning.overall_due_at
    if warning.stage != Stage.CLOSED or whole is None or at <= whole:
        return {}
    return {"overall_due_at": whole.isoformat()}


def missed(event: Event) -> dt.datetime:
    """The limit that a step which was not taken in time has missed; the earlier of two."""
    limits = [event.was_due_at] if event.was_due_at and event.at > event.was_due_at else []
    if whole := event.given.get("overall_due_at"):
        limits.append(dt.datetime.fromisoformat(whole))
    return min(limits)
