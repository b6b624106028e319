"""Muting a standard for a scope: proposed by one person, approved by another, for so long, with a
reason; never for what is closed to the section. ``taking.muting`` asks what stands.
"""

from __future__ import annotations

import datetime as dt
import re

from django.db.models import Q, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below, within
from zhunsheng_web.access.models import PATH_LENGTH, Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.access.tokens import MALFORMED, told_as
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, WrongState
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.limits import ONE_DAY
from zhunsheng_web.casework.models import Mute
from zhunsheng_web.casework.refusals import refusal
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import deed, note

MOST_LISTED = 500
_PATH = re.compile(rf"(?=.{{1,{PATH_LENGTH}}}$)([0-9A-Za-z-]{{1,10}}\.)+")


def make(
    standard: str, office_path: str, *, reason: str, valid_from: dt.date, valid_to: dt.date,
    subject_id: str = "", actor: Actor, now: dt.datetime, once: str | None = None,
) -> Mute:  # fmt: skip
    """Proposes a mute from a day up to and including another; it holds when it is approved.

    ``subject_id``: for this subject alone ('' for all). Raises NotAllowed, Incomplete.
    """
    _allowed("mute.make", office_path, actor, now)
    _of_another("mute.make", office_path, subject_id, actor, now)
    _checked(standard, office_path, subject_id, reason, valid_from, valid_to, now)
    mute = Mute(
        standard=standard,
        office_path=office_path,
        subject_id=subject_id,
        reason=reason.strip(),
        author_id=actor.person_id,
        made_at=now,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    with deed("mute.make", who=actor.code, on=("mute", mute.token), now=now,
              name=once or mute.token,
              why=standard) as act:  # fmt: skip
        act.texts["text"] = mute.reason
        mute.save()
    return mute


def approve(token: str, *, actor: Actor, now: dt.datetime, once: str | None = None) -> Mute:
    """Puts a mute into force. Raises NotThere, NotAllowed (nobody approves his own), WrongState."""
    seen = reach_mute(token, actor=actor, now=now)
    _allowed("mute.approve", seen.office_path, actor, now)
    _of_another("mute.approve", seen.office_path, seen.subject_id, actor, now)
    if seen.author_id == actor.person_id:
        note("mute.approve", who=actor.code, on=("mute", token), now=now, result="denied",
             why="four-eyes")  # fmt: skip
        raise NotAllowed(
            "four-eyes",
            Text("本人提出的静默应由他人批准。", "Somebody else approves what you have proposed."),
        )
    name = once or token
    with deed("mute.approve", who=actor.code, on=("mute", token), now=now, name=name):
        mute = Mute.objects.select_for_update().get(pk=seen.pk)
        if mute.approved_by_id is not None or _over(mute, now):
            raise WrongState(
                "not-open",
                Text(
                    "这项静默已经批准或已经终止。", "This mute was approved already, or has ended."
                ),
            )
        mute.approved_by_id = actor.person_id
        mute.save(update_fields=["approved_by"])
    return mute


def end(
    token: str, *, reason: str, actor: Actor, now: dt.datetime, once: str | None = None
) -> Mute:
    """Ends a mute before its day, or turns down one that was proposed."""
    seen = reach_mute(token, actor=actor, now=now)
    if seen.author_id != actor.person_id:
        _allowed("mute.approve", seen.office_path, actor, now)
    if not reason.strip():
        raise Incomplete("reason", Text("请写明终止理由。", "Say why it ends."))
    name = once or token
    with deed("mute.end", who=actor.code, on=("mute", token), now=now, name=name) as act:
        mute = Mute.objects.select_for_update().get(pk=seen.pk)
        if _over(mute, now):
            raise WrongState("over", Text("这项静默已经终止。", "This mute has ended already."))
        act.texts["text"] = reason.strip()
        mute.ended_at, mute.ended_by_id, mute.end_reason = now, actor.person_id, reason.strip()
        mute.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return mute


def reach_mute(token: str, *, actor: Actor, now: dt.datetime) -> Mute:
    """A mute, if the actor may know of it. Raises NotThere; the refusal is recorded."""
    mute = Mute.objects.filter(token=told_as(token)).select_related("author", "approved_by").first()
    if mute is None or not _sees(actor, mute):
        note("mute.see", who=actor.code, on=("mute", told_as(token)), now=now, result="denied")
        raise NotThere
    return mute


def mutes_of(actor: Actor, *, now: dt.datetime, running: bool = True) -> list[Mute]:
    """The mutes of the actor's offices, the latest first: those proposed or in force, or those that
    are over."""
    near = Q(author_id=actor.person_id)
    for place in _places(actor):
        near |= below("office_path", place)
    still = Q(ended_at=None, valid_to__gte=day_of(now))
    found = Mute.objects.filter(near).filter(still if running else ~still)
    people = ("author", "approved_by", "ended_by")
    return list(found.select_related(*people).order_by("-made_at")[:MOST_LISTED])


def to_approve(actor: Actor, now: dt.datetime) -> QuerySet[Mute]:
    """What was proposed by others and is his to approve."""
    near = Q(pk__in=[])
    for place in actor.places(*rules().may["mute.approve"]):
        near |= below("office_path", place)
    waiting = Mute.objects.filter(near, approved_by=None, ended_at=None, valid_to__gte=day_of(now))
    return waiting.exclude(author_id=actor.person_id)


def standing(on: dt.date) -> Q:
    """The condition that a mute holds on a day, the last of its days included."""
    return Q(approved_by__isnull=False, ended_at=None, valid_from__lte=on, valid_to__gte=on)


def _of_another(what: str, path: str, subject_id: str, actor: Actor, now: dt.datetime) -> None:
    """Nobody has a part in whether he himself is warned about."""
    if subject_id and subject_id == actor.code:
        note(what, who=actor.code, on=("office", path), now=now, result="denied",
             why="own-matter")  # fmt: skip
        raise NotAllowed(
            "own-matter",
            Text(
                "涉及本人的静默应由他人提出和批准。",
                "A mute that concerns you is for others to propose and approve.",
            ),
        )


def _checked(
    standard: str, office_path: str, subject_id: str, reason: str, valid_from: dt.date,
    valid_to: dt.date, now: dt.datetime,
) -> None:  # fmt: skip
    wrong: dict[str, Text] = {}
    if standard not in {one.id for one in register().standards}:
        wrong["standard"] = Text("没有这项内控标准。", "There is no such standard.")
    if not Office.objects.filter(path=office_path[:PATH_LENGTH]).exists():
        wrong["office_path"] = Text("没有这个单位。", "There is no such office.")
    if len(subject_id) > Mute._meta.get_field("subject_id").max_length:  # type: ignore[operator]
        wrong["subject_id"] = Text("对象编号过长。", "The subject's number is too long.")
    if not reason.strip():
        wrong["reason"] = Text("请写明理由。", "Say why.")
    most = handling().mute.most_days
    if valid_from < day_of(now):
        wrong["valid_from"] = Text("不能早于今天。", "Today at the earliest.")
    if not valid_from <= valid_to < valid_from + most * ONE_DAY:
        wrong["valid_to"] = Text(
            "静默应有截止日期，最长 {n} 天。", "A mute has an end, after {n} days at most."
        ).fill(n=most)
    if wrong:
        first = next(iter(wrong))
        raise Incomplete(first, wrong[first], wrong)


def _allowed(what: str, path: str, actor: Actor, now: dt.datetime) -> None:
    decision = may(actor, what, path)
    if not decision.allowed:
        place = path if _PATH.fullmatch(path) else MALFORMED
        note(what, who=actor.code, on=("office", place), now=now, result="denied",
             why=decision.code)  # fmt: skip
        raise NotAllowed(decision.code, refusal(decision.code))


def _places(actor: Actor) -> list[str]:
    mine = {standing.path for standing in actor.standings}
    return [
        path
        for path in sorted(mine)
        if may(actor, "mute.make", path).allowed or may(actor, "mute.approve", path).allowed
    ]


def _sees(actor: Actor, mute: Mute) -> bool:
    near = any(within(mute.office_path, place) for place in _places(actor))
    return near or mute.author_id == actor.person_id


def _over(mute: Mute, now: dt.datetime) -> bool:
    return mute.ended_at is not None or mute.valid_to < day_of(now)
