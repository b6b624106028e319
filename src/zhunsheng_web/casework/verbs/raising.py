"""Handed up to the next line of defence, and reopened by another one."""

from __future__ import annotations

import datetime as dt

from zhunsheng_web.access.actor import Actor, within
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.casework.acting import Doing, counted, doing, higher, seat, set_due
from zhunsheng_web.casework.barriers import gone_of
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import DESK_ORDER, Desk, Stage, Verb
from zhunsheng_web.casework.verbs.handling import said
from zhunsheng_web.casework.verdicts import last_verdict
from zhunsheng_web.clock import day_of


def hand_up(
    token: str, *, text: str, reason_code: str = "", actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Lays it before the next line, which handles it from then on; its stage stays, its limit
    begins anew."""
    with doing(Verb.HAND_UP, token, actor=actor, now=now, revision=revision, once=once) as act:
        move_up(act)
        act.text, act.reason_code = said(text), reason_code
    return act.warning


def move_up(act: Doing) -> None:
    """Moves a warning to the next desk within an act. It must not be on the last one."""
    warning = act.warning
    was = warning.desk
    warning.floor = DESK_ORDER[DESK_ORDER.index(Desk(was)) + 1]
    warning.assignee = None
    seat(warning, warning.floor, gone_of(warning.office_path, day_of(act.now)))
    days = handling().stages[Stage(warning.stage)][warning.level].days
    if warning.suspended_at is None:
        set_due(warning, counted(act.now, days))
    act.given = {"from": was, "to": warning.desk}


def reopen(
    token: str, *, text: str, reason_code: str = "", actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Takes a closed warning up again, to be verified anew by the line that reopened it."""
    with doing(Verb.REOPEN, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.given = take_up_again(act)
        act.text, act.reason_code = said(text), reason_code
    return act.warning


def take_up_again(act: Doing) -> dict[str, object]:
    """Undoes a warning's conclusion within an act; what it was."""
    warning = act.warning
    was = {"disposal": warning.disposal, **last_verdict(warning, Verb.REVIEW, Verb.SETTLE)}
    warning.floor = higher(higher(warning.desk, warning.floor), line_of(act.actor, warning))
    warning.conclusion = warning.reason_code = warning.disposal = ""
    warning.rectify_by = warning.recovered = warning.assignee = None
    warning.overall_rule = {}
    return was


def line_of(actor: Actor, warning: Warning) -> str:
    """The last line of defence the actor stands in above the warning's office; '' if in none."""
    found = ""
    for desk in DESK_ORDER:
        if any(within(warning.office_path, place) for place in actor.places(*DESKS[desk])):
            found = desk
    return found
