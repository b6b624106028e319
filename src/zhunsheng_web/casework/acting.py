"""How anything is done with a warning: permission, state, change, event, record — in that order.

Every verb is one function in ``casework/verbs``; each runs its change inside :func:`doing`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.glass import looked
from zhunsheng_web.access.models import Leave
from zhunsheng_web.access.policy import Hidden, Matter, decide, in_the_way, may_see
from zhunsheng_web.access.tokens import told_as
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.barriers import barriers_of, gone_of, handled_at
from zhunsheng_web.casework.conditions import obstacle
from zhunsheng_web.casework.deadlines import begin_whole, stretch_whole
from zhunsheng_web.casework.deadlines import counted as counted
from zhunsheng_web.casework.deadlines import set_due as set_due
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, Stale
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.lateness import in_time, limit_of_whole
from zhunsheng_web.casework.marks import count
from zhunsheng_web.casework.models import Attachment, Barrier, Event, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.refusals import refusal
from zhunsheng_web.casework.stages import BY_VERB, DESK_ORDER, OPEN, Desk, Stage, Verb
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import deed, note


@dataclass(slots=True)
class Doing:
    """An act under way. The body changes ``warning`` and fills in what its event tells.

    ``target``: another stage than the table's, one it allows. ``due_on``: the last day of the stage
    entered, where the act itself sets it. ``attachments``: tokens of files that came with it.
    ``then``: done with the event once it is written, still in the same transaction.
    """

    warning: Warning
    now: dt.datetime
    actor: Actor
    text: str = ""
    reason_code: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    target: Stage | None = None
    due_on: dt.date | None = None
    attachments: Sequence[str] = ()
    then: list[Callable[[Event], object]] = field(default_factory=list)
    event: Event | None = None


def matter_of(warning: Warning) -> Matter:
    """What the policy asks of a warning; three queries at most."""
    return Matter(
        secrecy=warning.secrecy,
        office_path=warning.office_path,
        handled_path=warning.handled_path,
        desk=warning.desk,
        assignee_id=warning.assignee_id,
        barriers=barriers_of(warning),
        hands=tuple(hands_of(warning)),
        token=warning.token,
    )


def hands_of(warning: Warning) -> list[tuple[str, int]]:
    """Who has taken which step with a warning; and with another, before its rows came here."""
    found: dict[tuple[str, int], None] = {}
    told = warning.events.exclude(actor=None).values_list("verb", "actor_id", "given__hands")
    for verb, person, before in told:
        found[verb, person] = None
        found.update(dict.fromkeys((verb, person) for verb, person in before or ()))
    return list(found)


def reach(token: str, *, actor: Actor, now: dt.datetime) -> Warning:
    """The warning, if the actor may know of it. Raises NotThere; a refusal is recorded, and so is
    a look by break-glass."""
    return reach_matter(token, actor=actor, now=now)[0]


def reach_matter(token: str, *, actor: Actor, now: dt.datetime) -> tuple[Warning, Matter]:
    """The same with what the policy asked of it, for whoever goes on asking."""
    named_so = told_as(token)
    # Asked for as a list is: what is hidden takes no longer than what is not there.
    asked = visible_warnings(actor).filter(token=named_so)
    warning = asked.select_related("yardstick", "office__parent").first()
    if warning is not None:
        return warning, matter_of(warning)
    if any(one.thing == named_so for one in actor.glass):
        known = Warning.objects.select_related("yardstick", "office__parent")
        found = known.filter(token=named_so).first()
        matter = matter_of(found) if found else None
        if found is not None and matter is not None and may_see(actor, matter).allowed:
            looked(actor, "warning", token, now=now)
            return found, matter
    note("warning.see", who=actor.code, on=("warning", named_so), now=now, result="denied",
         why=_why(named_so, actor))  # fmt: skip
    raise NotThere


def _why(token: str, actor: Actor) -> str:
    """Why it is not there for him, for the log; both questions are asked whatever the answers."""
    barred = in_the_way(actor, Barrier.objects.all()).filter(warning__token=token).exists()
    there = Warning.objects.filter(token=token).exists()
    return "barrier" if barred else "out-of-reach" if there else "unknown"


@contextmanager
def doing(
    verb: Verb,
    token: str,
    *,
    actor: Actor,
    now: dt.datetime,
    revision: int,
    once: str | None = None,
) -> Iterator[Doing]:
    """One act on one warning.

    ``revision``: what the actor saw; ``once``: the one-time name his form carried. Raises
    NotThere, NotAllowed, Stale, WrongState (and whatever the body raises): nothing is changed.
    AlreadyDone: the form was sent before. NotSealed: the record could not be written.
    """
    seen = reach(token, actor=actor, now=now)
    allow(verb, seen, actor=actor, now=now)
    main = actor.main
    with deed(
        f"warning.{verb}",
        who=actor.code,
        on=("warning", token),
        now=now,
        name=once or f"{token}|{revision}",
        post=main.role if main else None,
        why=seen.yardstick.standard,
    ) as act:
        warning = locked(seen)
        # What was judged above is what is changed here: nothing came in between.
        if warning.revision != revision or warning.revision != seen.revision:
            raise stale()
        hindrance = obstacle(verb, warning)
        if hindrance is not None:
            raise hindrance
        under_way = Doing(warning, now, actor)
        before = Before(warning)
        yield under_way
        target = under_way.target or BY_VERB[verb].target
        if target is not None and target != before.stage:
            enter(warning, target, now, due_on=under_way.due_on)
        act.texts["text"] = under_way.text
        under_way.event = write(verb, under_way, before, act.name)
        act.counts["revision"] = warning.revision
        for follow in under_way.then:
            follow(under_way.event)


def allow(verb: Verb, warning: Warning, *, actor: Actor, now: dt.datetime) -> None:
    """Raises NotAllowed, and records the denial, if the actor may not do this with it."""
    decision = decide(actor, verb, matter_of(warning))
    if not decision.allowed:
        note(f"warning.{verb}", who=actor.code, on=("warning", warning.token), now=now,
             result="denied", why=decision.code)  # fmt: skip
        raise NotAllowed(decision.code, refusal(decision.code))


def stale() -> Stale:
    """Somebody else was quicker."""
    return Stale(
        "stale",
        Text(
            "您打开页面之后，这件预警已有新的办理。请刷新后再办，已填内容仍保留在页面上。",
            "Something was done with this warning after you opened the page. Reload and "
            "go on; what you wrote is still on the page.",
        ),
    )


def locked(warning: Warning) -> Warning:
    """The row as it is now, held until the end of the transaction."""
    return (
        Warning.objects.select_for_update(of=("self",))
        .select_related("yardstick")
        .get(pk=warning.pk)
    )


class Before:
    """What a warning was like before an act; its event tells it."""

    __slots__ = ("began", "due_at", "facts", "level", "stage")

    def __init__(self, warning: Warning) -> None:
        self.stage, self.due_at, self.began = warning.stage, warning.due_at, warning.stage_at
        self.level = warning.level
        self.facts: tally.Facts | None = tally.facts_of(warning)


def write(verb: Verb, act: Doing, before: Before, name: str) -> Event:
    """Writes the event of an act, saves the warning and counts both."""
    warning, actor = act.warning, act.actor
    main = actor.main
    warning.revision += 1
    stepped = bool(actor.person_id) and before.stage != warning.stage
    event = Event.objects.create(
        warning=warning,
        verb=verb,
        actor_id=actor.person_id or None,
        role=main.role if main else "",
        office_path=main.path if main else "",
        at=act.now,
        source=before.stage,
        target=warning.stage,
        desk=warning.desk,
        reason_code=act.reason_code,
        text=act.text,
        given=act.given | was_level(before.level, warning) | limit_of_whole(warning, act.now),
        was_due_at=before.due_at,
        in_time=in_time(warning, before.due_at, act.now) if stepped else None,
        seconds=max(0, int((act.now - before.began).total_seconds())),
        deed=name,
    )
    if act.attachments:
        attach(event, act)
    warning.save()
    tally.moved([(before.facts, tally.facts_of(warning))])
    count(event, warning)
    if warning.assignee_id is not None and warning.due_at != before.due_at:
        _look_again(warning.assignee_id, day_of(act.now))
    return event


def _look_again(person_id: int, on: dt.date) -> None:
    """What could wait until somebody is back may fall due before that now: ``casework.handover``
    looks at his leave once more."""
    away = Leave.objects.filter(person_id=person_id, first__lte=on, last__gte=on)
    away.filter(passed_on_at__isnull=False).update(passed_on_at=None)


def was_level(before: int, warning: Warning) -> dict[str, int]:
    """What an event tells of a level it changed: reports say what held at a moment."""
    return {} if before == warning.level else {"was_level": before}


def attach(event: Event, act: Doing) -> None:
    """Ties files to the act they came with. Raises Incomplete for any that is not the actor's own
    and of this warning, or was sent with another act."""
    files = Attachment.objects.filter(
        token__in=act.attachments,
        warning=act.warning,
        added_by_id=act.actor.person_id,
        event=None,
    )
    if files.update(event=event) != len(set(act.attachments)):
        raise Incomplete(
            "attachments",
            Text(
                "有附件已不在，请重新上传。", "An attachment is not there any more; add it again."
            ),
        )


def enter(
    warning: Warning,
    stage: Stage,
    now: dt.datetime,
    *,
    barriers: Iterable[Hidden] | None = None,
    gone: Container[str] | None = None,
    due_on: dt.date | None = None,
) -> None:
    """Puts a warning at a stage: whose desk, where, by when. The limit is stored, not derived.

    ``barriers``: of a warning that is not saved yet; those of one that is are looked up. ``gone``:
    the offices that are closed, where somebody knows them already.
    ``due_on``: a last day that was set, instead of so many working days.
    """
    warning.stage, warning.stage_at = stage, now
    warning.reminded_at = warning.breached_at = None
    if stage not in OPEN:
        warning.due_at = warning.remind_at = None
        warning.suspended_at = warning.suspended_until = None
        warning.next_at = warning.overall_next_at = None
        warning.closed_at = now
        return
    warning.closed_at = None
    limit = handling().stages[stage][warning.level]
    closed = gone_of(warning.office_path, day_of(now)) if gone is None else gone
    seat(warning, higher(limit.desk, warning.floor), closed, barriers)
    set_due(warning, counted(now, limit.days, due_on))
    if not warning.overall_rule:
        begin_whole(warning, now)
    if due_on is not None:
        stretch_whole(warning, now)


def higher(desk: str, floor: str) -> str:
    """The later of two lines of defence; '' is none."""
    return desk if not floor else max(desk, floor, key=lambda one: DESK_ORDER.index(Desk(one)))


def seat(
    warning: Warning, desk: str, gone: Container[str], barriers: Iterable[Hidden] | None = None
) -> None:
    """Lays the warning on a desk, at the office where that desk is and may handle it; not at one of
    those that are ``gone``."""
    was = warning.desk
    kept_out = barriers_of(warning) if barriers is None else barriers
    warning.desk, warning.handled_path = handled_at(warning.office_path, desk, kept_out, gone)
    if warning.desk != was:  # whoever it was assigned to at one desk is nobody at the next
        warning.assignee = None
