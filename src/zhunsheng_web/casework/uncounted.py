"""Limits that could not be counted because the calendar of a year was not known are counted once it
is: from the day they began, and on record. Until then there is none; nothing is guessed."""

from __future__ import annotations

import datetime as dt

from zhunsheng_web.casework.acting import Before, Doing, write
from zhunsheng_web.casework.aftermath import Lead, SecondLook
from zhunsheng_web.casework.deadlines import count_step, count_whole, recounted
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.passing import RUNNING, Passed, each, sealed, system
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.record.deed import deed


def count_all(now: dt.datetime) -> int:
    """Counts what can be counted now; for how many warnings, inquiries, leads and looks."""
    calendar = register().calendar
    years = [year.year for year in calendar.years] if calendar is not None else []
    if not years:
        return 0
    last = max(years)
    rows = {"due_at": None, "due_rule__unknown_year__lte": last}
    # Asked for apart: of either there is an index, of both at once there is none.
    whole = RUNNING.filter(overall_due_at=None)
    done = each(RUNNING.filter(state="open", **rows), lambda warning: _count(warning, now))
    done += each(
        whole.filter(overall_rule__unknown_year__lte=last), lambda warning: _count(warning, now)
    )
    done += each(Inquiry.objects.filter(answered_at=None, **rows), lambda one: _row(one, now))
    done += each(Lead.objects.filter(received_at=None, **rows), lambda one: _row(one, now))
    done += each(SecondLook.objects.filter(looked_at=None, **rows), lambda one: _row(one, now))
    return done


def _count(warning: Warning, now: dt.datetime) -> None:
    name = f"{warning.token}|{warning.revision}"
    with sealed(warning, Verb.COUNT, name, now) as record:
        act, before = Doing(warning, now, system(now)), Before(warning)
        step = "unknown_year" in warning.due_rule and count_step(warning)
        whole = "unknown_year" in warning.overall_rule and count_whole(warning)
        if not (step or whole):
            raise Passed
        limits = {"due_at": warning.due_at, "overall_due_at": warning.overall_due_at}
        act.given = {key: at.isoformat() for key, at in limits.items() if at is not None}
        write(Verb.COUNT, act, before, record.name)


def _row(one: Inquiry | Lead | SecondLook, now: dt.datetime) -> None:
    limit = recounted(one.due_rule, handling().reminder_before)
    if limit is None:
        raise Passed
    kind = type(one).__name__.lower()
    with deed("limit.count", who="system", on=(kind, one.token), now=now,
              name=one.token):  # fmt: skip
        one.due_at, one.due_rule = limit.at, limit.rule
        if isinstance(one, SecondLook):
            one.remind_at = one.next_at = limit.remind_at
        one.save()
