"""How anything is done with a warning: permission, state, change, event, record — in that order.

Every verb is one function in ``casework/verbs``; each runs its change inside :func:`doing`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import Decision, Hidden, Matter, decide, may_see
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.barriers import barriers_of, handled_at
from zhunsheng_web.casework.faults import NotAllowed, NotThere, Stale, WrongState
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.limits import due
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.refusals import REFUSALS
from zhunsheng_web.casework.stages import BY_VERB, OPEN, STAGE_TITLES, VERB_TITLES, Stage, Verb
from zhunsheng_web.record.deed import deed, note


@dataclass(slots=True)
class Doing:
    """An act under way. The body changes ``warning`` and fills in what its event tells."""

    warning: Warning
    now: dt.datetime
    actor: Actor
    text: str = ""
    reason_code: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    target: Stage | None = None
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
        hands=tuple(warning.events.exclude(actor=None).values_list("verb", "actor_id")),
        token=warning.token,
    )


def reach(token: str, *, actor: Actor, now: dt.datetime) -> Warning:
    """The warning, if the actor may know of it. Raises NotThere; a refusal is recorded."""
    warning = Warning.objects.filter(token=token).select_related("yardstick", "office").first()
    decision = may_see(actor, matter_of(warning)) if warning else Decision(False, "unknown")
    if warning is None or not decision.allowed:
        note("warning.see", who=actor.code, on=("warning", token), now=now, result="denied",
             why=decision.code)  # fmt: skip
        raise NotThere
    return warning


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
    decision = decide(actor, verb, matter_of(seen))
    if not decision.allowed:
        note(f"warning.{verb}", who=actor.code, on=("warning", token), now=now, result="denied",
             why=decision.code)  # fmt: skip
        raise NotAllowed(decision.code, REFUSALS[decision.code])
    main = actor.main
    with deed(
        f"warning.{verb}",
        who=actor.code,
        on=("warning", token),
        now=now,
        name=once,
        post=main.role if main else None,
        why=seen.yardstick.standard,
    ) as act:
        warning = Warning.objects.select_for_update().get(pk=seen.pk)
        warning.yardstick = seen.yardstick
        counted = tally.facts_of(warning)
        transition = BY_VERB[verb]
        if warning.revision != revision:
            raise Stale(
                "stale",
                Text(
                    "您打开页面之后，这件预警已有新的办理。请刷新后再办，已填内容仍保留在页面上。",
                    "Something was done with this warning after you opened the page. Reload and "
                    "go on; what you wrote is still on the page.",
                ),
            )
        if Stage(warning.stage) not in transition.sources:
            raise WrongState(
                "wrong-state",
                Text(
                    "这件预警现在“{stage}”，不能办理“{verb}”。",
                    "This warning is “{stage}” now; “{verb}” cannot be done.",
                ).fill(stage=STAGE_TITLES[Stage(warning.stage)], verb=VERB_TITLES[verb]),
            )
        under_way = Doing(warning, now, actor)
        source, was_due = warning.stage, warning.due_at
        began = warning.stage_at
        yield under_way
        target = under_way.target or transition.target
        if target is not None and target != source:
            enter(warning, target, now)
        warning.revision += 1
        act.texts["text"] = under_way.text
        act.counts["revision"] = warning.revision
        under_way.event = Event.objects.create(
            warning=warning,
            verb=verb,
            actor_id=actor.person_id,
            role=main.role if main else "",
            office_path=main.path if main else "",
            at=now,
            source=source,
            target=warning.stage,
            desk=warning.desk,
            reason_code=under_way.reason_code,
            text=under_way.text,
            given=under_way.given,
            was_due_at=was_due,
            seconds=max(0, int((now - began).total_seconds())),
            deed=act.name,
        )
        warning.save()
        tally.moved([(counted, tally.facts_of(warning))])


def enter(
    warning: Warning, stage: Stage, now: dt.datetime, *, barriers: Iterable[Hidden] | None = None
) -> None:
    """Puts a warning at a stage: whose desk, where, by when. The limit is stored, not derived.

    ``barriers``: of a warning that is not saved yet; those of one that is are looked up.
    """
    warning.stage, warning.stage_at = stage, now
    warning.reminded_at = warning.breached_at = None
    if stage not in OPEN:
        warning.due_at = warning.remind_at = None
        warning.closed_at = now
        return
    rules = handling()
    limit = rules.stages[stage][warning.level]
    if barriers is None:
        barriers = barriers_of(warning)
    desk, warning.handled_path = handled_at(warning.office_path, limit.desk, barriers)
    if desk != warning.desk:  # whoever it was assigned to at one desk is nobody at the next
        warning.desk, warning.assignee = desk, None
    calendar = register().calendar
    assert calendar is not None
    counted = due(now, limit.days, calendar, remind_before=rules.reminder_before)
    warning.due_at, warning.remind_at = counted.at, counted.remind_at
    warning.due_rule = counted.rule
