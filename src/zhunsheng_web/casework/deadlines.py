"""The two limits a warning runs under: of the step it is at, and of the whole of it.

Both are stored with what they were counted by, and neither is guessed where the calendar does not
reach. The one of the whole runs from the making (or the reopening) to the strike-off. It moves with
what somebody has decided on record and with nothing else: a standstill, an extension, a day set for
a rectification. Once passed it has passed: nothing that comes later takes that back.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhunsheng.model.counting import UnknownYear
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.limits import (
    Due,
    due,
    end_of,
    last_moment,
    working_days_between,
)
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import DESK_ORDER
from zhunsheng_web.clock import day_of


def counted(now: dt.datetime, days: int, due_on: dt.date | None = None) -> Due:
    """So many working days from now, or a day that was set, by the calendar in use."""
    return _counted(now, days, handling().reminder_before, due_on)


def set_due(warning: Warning, limit: Due) -> None:
    """Stores the limit of a step with what it was counted by; being told of it begins anew."""
    warning.due_at, warning.remind_at, warning.due_rule = limit.at, limit.remind_at, limit.rule
    warning.reminded_at = warning.breached_at = None
    warning.next_at = limit.remind_at


def move_step(warning: Warning, days: int) -> None:
    """Moves the limit of a step by the working days a warning stood still. One that had passed
    before moves too, so that the days until it is handed up do not run meanwhile, and stays passed.
    """
    if warning.due_at is None:
        warning.due_rule = _later(warning.due_rule, days)
        return
    breached, reminded = warning.breached_at, warning.reminded_at
    set_due(warning, counted(warning.due_at, days))
    if breached is not None:
        warning.breached_at, warning.reminded_at = breached, reminded
        warning.next_at = step_hand_up_at(warning)


def begin_whole(warning: Warning, now: dt.datetime) -> None:
    """The limit of the whole, counted from now; what came of an earlier one is history."""
    warning.overall_breached_at = None
    _set_whole(warning, _whole(now, handling().overall))


def move_whole(warning: Warning, days: int) -> None:
    """Moves the limit of the whole by the working days a warning stood still."""
    if warning.overall_due_at is None:
        warning.overall_rule = _later(warning.overall_rule, days)
        return
    over = warning.overall_next_at is None
    _set_whole(warning, _whole(warning.overall_due_at, days))
    if over:  # everything that comes of a breach has come already
        warning.overall_next_at = None


def stretch_whole(warning: Warning, now: dt.datetime) -> None:
    """A last day of the step that somebody has set, on record, is one of the whole as well, if that
    would end before. What has passed is not stretched."""
    whole, step = warning.overall_due_at, warning.due_at
    if whole is not None and step is not None and whole < step and whole >= now:
        before = handling().overall_reminder_before
        _set_whole(warning, _counted(now, 0, before, day_of(step)))


def take_whole(warning: Warning, other: Warning) -> None:
    """The limit of another warning's whole, if that ends earlier: rows do not gain time by being
    merged."""
    mine, its = warning.overall_due_at, other.overall_due_at
    if its is not None and (mine is None or its < mine):
        warning.overall_due_at, warning.overall_rule = its, other.overall_rule
        warning.overall_next_at = other.overall_next_at
        warning.overall_breached_at = other.overall_breached_at


def stood_still(warning: Warning, first: dt.date, last: dt.date, year: int) -> None:
    """It stood still for a time that cannot be counted, for want of the calendar of a year: it has
    no limits until that is known. What they were and how long it stood still is kept."""
    rule, at = warning.due_rule, warning.due_at
    set_due(warning, Due(None, None, _until_known(rule, at, first, last, year)))
    rule, at = warning.overall_rule, warning.overall_due_at
    _set_whole(warning, Due(None, None, _until_known(rule, at, first, last, year)))


def count_step(warning: Warning) -> bool:
    """Counts the limit of a step that could not be counted when it began; False: it still cannot
    be."""
    limit = recounted(warning.due_rule, handling().reminder_before)
    if limit is not None:
        set_due(warning, limit)
    return limit is not None


def count_whole(warning: Warning) -> bool:
    """The same for the limit of the whole."""
    limit = recounted(warning.overall_rule, handling().overall_reminder_before)
    if limit is not None:
        _set_whole(warning, limit)
    return limit is not None


def recounted(rule: dict[str, Any], before: int) -> Due | None:
    """The limit that a rule without an end now has: so many days from its day, and the working days
    it stood still besides. None where a year is unknown yet."""
    calendar = register().calendar
    assert calendar is not None
    days = 0 if "was_due" in rule else int(rule["working_days"])
    days += int(rule.get("still", 0))
    try:
        for first, last in rule.get("stood_still", ()):
            days += working_days_between(
                dt.date.fromisoformat(first), dt.date.fromisoformat(last), calendar
            )
    except UnknownYear:
        return None
    start = dt.date.fromisoformat(rule.get("was_due", rule["from"]))
    limit = due(end_of(start), days, calendar, remind_before=before)
    return limit if limit.at is not None else None


def hand_up_at(warning: Warning) -> dt.datetime | None:
    """When a warning whose limit of the whole has passed goes to the next line; None where the
    calendar does not reach."""
    return _so_long_after(warning.overall_due_at, warning.level)


def step_hand_up_at(warning: Warning) -> dt.datetime | None:
    """The same of the limit of a step; from the last desk it goes nowhere."""
    last = warning.desk == DESK_ORDER[-1]
    return None if last else _so_long_after(warning.due_at, warning.level)


def _so_long_after(due_at: dt.datetime | None, level: int) -> dt.datetime | None:
    if due_at is None:
        return None
    return counted(due_at, handling().consequences.hand_up_after[level]).at


def _set_whole(warning: Warning, limit: Due) -> None:
    warning.overall_due_at, warning.overall_rule = limit.at, limit.rule
    warning.overall_next_at = limit.remind_at
    if warning.overall_breached_at is not None and limit.at is not None:
        warning.overall_next_at = hand_up_at(warning)


def _whole(now: dt.datetime, days: int) -> Due:
    return _counted(now, days, handling().overall_reminder_before, None)


def _counted(now: dt.datetime, days: int, before: int, due_on: dt.date | None) -> Due:
    calendar = register().calendar
    assert calendar is not None
    if due_on is not None:
        return last_moment(due_on, now, calendar, remind_before=before)
    return due(now, days, calendar, remind_before=before)


def _later(rule: dict[str, Any], days: int) -> dict[str, Any]:
    return rule | {"still": int(rule.get("still", 0)) + days}


def _until_known(
    rule: dict[str, Any], at: dt.datetime | None, first: dt.date, last: dt.date, year: int
) -> dict[str, Any]:
    told = rule | {"unknown_year": max(year, int(rule.get("unknown_year", 0)))}
    if at is not None:
        told = told | {"was_due": day_of(at).isoformat(), "still": 0, "stood_still": []}
    return told | {
        "stood_still": [*told.get("stood_still", ()), [first.isoformat(), last.isoformat()]]
    }
