"""Standing still, going on, and taking longer. Limits move; what they were stays on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import F, Max

from zhunsheng.model.counting import UnknownYear
from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.acting import Doing, doing
from zhunsheng_web.casework.conditions import too_late_to_extend
from zhunsheng_web.casework.deadlines import (
    counted,
    move_step,
    move_whole,
    set_due,
    stood_still,
    stretch_whole,
)
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.limits import ONE_DAY, working_days_between
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs.handling import said
from zhunsheng_web.clock import day_of


def suspend(
    token: str, *, until: dt.date, text: str, reason_code: str = "", actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """The warning stands still until a day at the latest; then it goes on by itself."""
    with doing(Verb.SUSPEND, token, actor=actor, now=now, revision=revision, once=once) as act:
        first = day_of(now)
        most = first + handling().suspension.most_days * ONE_DAY
        if not first < until <= most:
            raise Incomplete(
                "until",
                Text(
                    "中止的截止日期应晚于今天，最迟为{most}。",
                    "It stands still until a day after today, and until {most} at the latest.",
                ).fill(most=most.isoformat()),
            )
        act.warning.suspended_at, act.warning.suspended_until = now, until
        act.text, act.reason_code = said(text), reason_code
        act.given = {"until": until.isoformat()}
    return act.warning


def resume(
    token: str, *, text: str = "", actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """It goes on; its limits move by the working days it stood still."""
    with doing(Verb.RESUME, token, actor=actor, now=now, revision=revision, once=once) as act:
        go_on(act)
        act.text = text
    return act.warning


def go_on(act: Doing) -> None:
    """Ends a standstill within an act, and says in its event how far the limits moved."""
    warning = act.warning
    assert warning.suspended_at is not None
    was = {"due_at": warning.due_at, "overall_due_at": warning.overall_due_at}
    first, last = day_of(warning.suspended_at), day_of(act.now)
    warning.suspended_at = warning.suspended_until = None
    calendar = register().calendar
    assert calendar is not None
    try:
        days = working_days_between(first, last, calendar)
    except UnknownYear as missing:
        # A length that cannot be counted is not guessed: there is no limit until it can be.
        stood_still(warning, first, last, missing.year)
        act.given = {"unknown_year": missing.year, **_told("was", was)}
        return
    if days:
        move_step(warning, days)
        move_whole(warning, days)
        _rectify_later(warning, was["due_at"])
    now_is = {"due_at": warning.due_at, "overall_due_at": warning.overall_due_at}
    act.given = {"working_days": days, **_told("was", was), **_told("is", now_is)}


def extend(
    token: str, *, until: dt.date, text: str, reason_code: str = "", actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Moves the limit of this stage to the end of a later day; how far and how often is data."""
    with doing(Verb.EXTEND, token, actor=actor, now=now, revision=revision, once=once) as act:
        warning = act.warning
        assert warning.due_at is not None
        if warning.due_at < now:
            raise too_late_to_extend()
        rules = handling().extension
        before = _extended(warning)
        if before >= rules.most_times:
            raise Incomplete(
                "until",
                Text(
                    "这一步已延期 {n} 次，不能再延期；请办理，或者上交。",
                    "The limit of this step was moved {n} times and cannot be moved again; go on "
                    "with it, or hand it up.",
                ).fill(n=before),
            )
        latest = counted(warning.due_at, rules.most_days)
        due_day = day_of(warning.due_at)
        if until <= due_day or (latest.at is not None and until > day_of(latest.at)):
            raise Incomplete(
                "until",
                Text(
                    "新的期限应晚于原期限 {due}，且不超过其后 {days} 个工作日。",
                    "The new limit lies after {due}, by {days} working days at most.",
                ).fill(due=due_day.isoformat(), days=rules.most_days),
            )
        was = {"due_at": warning.due_at, "overall_due_at": warning.overall_due_at}
        set_due(warning, counted(now, 0, until))
        stretch_whole(warning, now)
        _rectify_later(warning, was["due_at"])
        now_is = {"due_at": warning.due_at, "overall_due_at": warning.overall_due_at}
        act.text, act.reason_code = said(text), reason_code
        act.given = {**_told("was", was), **_told("is", now_is)}
    return act.warning


def _extended(warning: Warning) -> int:
    """How often the limit of this stage was moved; not by the clock alone, which may stand still
    between the end of one stage and the beginning of the next."""
    entered = warning.events.exclude(source=F("target")).aggregate(last=Max("pk"))["last"]
    moved = warning.events.filter(verb=Verb.EXTEND, at__gte=warning.stage_at)
    return moved.filter(pk__gt=entered or 0).count()


def _rectify_later(warning: Warning, was_due_at: dt.datetime | None) -> None:
    """What is to be put right by the limit of the step is to be put right by the new one; whoever
    keeps to a limit that was moved on record is not late (P07)."""
    if was_due_at is None or warning.due_at is None or day_of(was_due_at) != warning.rectify_by:
        return
    warning.rectify_by = day_of(warning.due_at)


def _told(when: str, moments: Mapping[str, dt.datetime | None]) -> dict[str, str | None]:
    return {f"{when}_{name}": at.isoformat() if at else None for name, at in moments.items()}
