"""What passing time does: reminders, breaches, the next line taking over, standstills that end.

Each is done once, however often and however many at once :func:`tick` is run: every one is a
transaction of its own that looks again at the row it holds, and is sealed under a name made of its
cause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.acting import Before, Doing, counted, matter_of, write
from zhunsheng_web.casework.aftermath import Lead
from zhunsheng_web.casework.barriers import barriers_of, handled_at
from zhunsheng_web.casework.crew import heads, nearest
from zhunsheng_web.casework.handling import Told, handling
from zhunsheng_web.casework.leads import matter_of_lead
from zhunsheng_web.casework.models import Inquiry, Mute, Warning
from zhunsheng_web.casework.stages import DESK_ORDER, OPEN, Desk, Verb
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.casework.verbs.raising import move_up
from zhunsheng_web.casework.verbs.standstill import go_on
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import AlreadyDone, Deed, deed

M = TypeVar("M", bound=Model)
_MUTES_TOLD = dt.timedelta(days=30)
_RUNNING = Warning.objects.filter(stage__in=OPEN, suspended_at=None)


class _Passed(Exception):
    """Meanwhile there is nothing to be done any more."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many of each there were."""

    done: Mapping[str, int]

    def __str__(self) -> str:
        return ", ".join(f"{name} {n:,}" for name, n in self.done.items())


def tick(now: dt.datetime) -> Ticked:
    """Everything that is due at a moment."""
    from zhunsheng_web.casework.handover import hand_over_all
    from zhunsheng_web.casework.sampling import draw_days

    return Ticked(
        {
            "handed over": hand_over_all(now),
            "resumed": resume_all(now),
            "reminded": remind_all(now),
            "breached": breach_all(now),
            "handed up": hand_up_all(now),
            "unanswered": late_answers(now),
            "unsigned leads": late_leads(now),
            "drawn": draw_days(now),
            "mutes ended": ended_mutes(now),
        }
    )


def system(now: dt.datetime) -> Actor:
    """Who acts where nobody does."""
    return Actor(0, "system", Text("系统", "The system"), (), day_of(now))


def remind_all(now: dt.datetime) -> int:
    """Tells whoever has to act that a limit is near."""

    def remind(warning: Warning) -> None:
        if warning.reminded_at is not None or warning.suspended_at is not None:
            raise _Passed
        warning.reminded_at = now
        warning.save(update_fields=["reminded_at"])
        _tell(warning, handling().consequences.reminder, "reminder", now,
              Text("预警 {number} 即将到期", "Warning {number} is due soon"))  # fmt: skip

    near = _RUNNING.filter(remind_at__lte=now, due_at__gt=now, reminded_at=None)
    return _each(near, remind)


def breach_all(now: dt.datetime) -> int:
    """Writes down that a limit has passed, and tells those who are to know."""

    def breach(warning: Warning) -> None:
        assert warning.due_at is not None
        name = f"{warning.token}|{warning.due_at.isoformat()}|{warning.stage_at}"
        with _sealed(warning, Verb.BREACH, name, now) as sealed:
            act, before = Doing(warning, now, system(now)), Before(warning)
            warning.breached_at = now
            act.given = {"due_at": warning.due_at.isoformat()}
            write(Verb.BREACH, act, before, sealed.name)
            told = handling().consequences.breach[warning.level]
            _tell(warning, told, "breach", now,
                  Text("预警 {number} 已逾期", "Warning {number} is overdue"))  # fmt: skip

    return _each(_RUNNING.filter(due_at__lt=now, breached_at=None), breach)


def hand_up_all(now: dt.datetime) -> int:
    """What stays overdue for too long goes to the next line by itself."""

    def hand_up(warning: Warning) -> None:
        assert warning.due_at is not None
        days = handling().consequences.hand_up_after[warning.level]
        last = counted(warning.due_at, days).at
        if last is None or last >= now:
            raise _Passed
        name = f"{warning.token}|{warning.due_at.isoformat()}|{warning.stage_at}"
        with _sealed(warning, Verb.HAND_UP, name, now) as sealed:
            act, before = Doing(warning, now, system(now)), Before(warning)
            move_up(act)
            act.given["overdue"] = True
            write(Verb.HAND_UP, act, before, sealed.name)
            _tell(warning, ("assignee",), "hand-up", now,
                  Text("预警 {number} 逾期未办，已上交到您处",
                       "Warning {number} was overdue for long and now waits with you"))  # fmt: skip

    late = _RUNNING.filter(breached_at__lt=now).exclude(desk=DESK_ORDER[-1])
    return _each(late, hand_up)


def resume_all(now: dt.datetime) -> int:
    """What stood still until yesterday goes on today."""

    def resume(warning: Warning) -> None:
        if warning.suspended_until is None or warning.suspended_until >= day_of(now):
            raise _Passed
        name = f"{warning.token}|{warning.suspended_at}"
        with _sealed(warning, Verb.RESUME, name, now) as sealed:
            act, before = Doing(warning, now, system(now)), Before(warning)
            go_on(act)
            write(Verb.RESUME, act, before, sealed.name)
            _tell(warning, ("assignee",), "resumed", now,
                  Text("预警 {number} 中止期满，已恢复办理",
                       "Warning {number} stood still long enough and goes on"))  # fmt: skip

    still = Warning.objects.filter(stage__in=OPEN, suspended_at__isnull=False)
    return _each(still.filter(suspended_until__lt=day_of(now)), resume)


def late_answers(now: dt.datetime) -> int:
    """Tells an officer and whoever asked him that the answer is overdue."""

    def late(inquiry: Inquiry) -> None:
        inquiry.breached_at = now
        inquiry.save(update_fields=["breached_at"])
        cause = f"late-answer:{inquiry.token}"
        tell([inquiry.person], kind="inquiry", cause=cause, now=now, link=reverse("desk:mine"),
             title=Text("要求您说明的事项已逾期", "Your explanation is overdue"))  # fmt: skip
        tell([inquiry.asked_by], kind="inquiry", cause=cause, now=now,
             link=page_of(inquiry.warning),
             title=Text("经办人逾期未说明", "An officer has not answered in time"))  # fmt: skip

    found = Inquiry.objects.filter(answered_at=None, due_at__lt=now, breached_at=None)
    return _each(found.select_related("person", "asked_by", "warning"), late)


def late_leads(now: dt.datetime) -> int:
    """Tells the head of discipline inspection's office that a lead was not signed for in time."""

    def late(lead: Lead) -> None:
        lead.breached_at = now
        lead.save(update_fields=["breached_at"])
        matter, on = matter_of_lead(lead), day_of(now)
        people = [
            *nearest(DESKS[Desk.DISCIPLINE], lead.handled_path, matter, on),
            *nearest(DESKS[Desk.DISCIPLINE], _above(lead.handled_path), matter, on),
        ]
        tell(dict.fromkeys(people), kind="lead", cause=f"late-lead:{lead.token}", now=now,
             link=reverse("desk:today"),
             title=Text("移交线索逾期未签收", "A lead was not signed for in time"))  # fmt: skip

    return _each(Lead.objects.filter(received_at=None, due_at__lt=now, breached_at=None), late)


def ended_mutes(now: dt.datetime) -> int:
    """Tells author and approver that a mute has ended: findings make warnings again."""
    today = day_of(now)
    ended = Mute.objects.filter(
        approved_by__isnull=False,
        ended_at=None,
        valid_to__lt=today,
        valid_to__gte=today - _MUTES_TOLD,
    ).select_related("author", "approved_by")
    found = list(ended)
    for mute in found:
        people = [person for person in (mute.author, mute.approved_by) if person]
        tell(dict.fromkeys(people), kind="mute", cause=f"mute-ended:{mute.token}", now=now,
             link=reverse("desk:today"),
             title=Text("静默期已满，恢复预警", "A mute has ended; warnings are made again"),
             )  # fmt: skip
    return len(found)


def _each(found: QuerySet[M], act: Callable[[M], None]) -> int:
    """Does it with each row, held, in a transaction of its own; how many times it was done."""
    done = 0
    for pk in list(found.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows = found.select_for_update(of=("self",)).filter(pk=pk)
                row = rows.first()
                if row is None:
                    continue
                act(row)
        except (_Passed, AlreadyDone):
            continue
        done += 1
    return done


def _sealed(
    warning: Warning, verb: Verb, name: str, now: dt.datetime
) -> AbstractContextManager[Deed]:
    return deed(f"warning.{verb}", who="system", on=("warning", warning.token), now=now, name=name)


def _tell(warning: Warning, who: Iterable[Told], kind: str, now: dt.datetime, title: Text) -> None:
    tell(
        people_told(warning, who, day_of(now)),
        kind=kind,
        cause=f"{kind}:{warning.token}:{warning.stage_at:%Y%m%d%H%M%S}:{_due(warning)}",
        title=title.fill(number=warning.number),
        link=page_of(warning),
        now=now,
    )


def _due(warning: Warning) -> str:
    return f"{warning.due_at:%Y%m%d}" if warning.due_at else ""


def people_told(warning: Warning, who: Iterable[Told], on: dt.date) -> list[Person]:
    """Those of a warning who are named in the rules: only people who may see it."""
    matter = matter_of(warning)
    found: dict[Person, None] = {}
    for one in who:
        match one:
            case "assignee" if warning.assignee is not None:
                found[warning.assignee] = None
            case "assignee" | "desk":
                people = nearest(DESKS[warning.desk], warning.handled_path, matter, on)
                found.update(dict.fromkeys(people))
            case "desk-head":
                found.update(dict.fromkeys(heads(warning.handled_path, matter, on)))
            case "next-line":
                desk, path = _next(warning)
                found.update(dict.fromkeys(nearest(DESKS[desk], path, matter, on)))
            case "leader":
                found.update(
                    dict.fromkeys(nearest((Role.LEADER,), warning.handled_path, matter, on))
                )
    return list(found)


def _next(warning: Warning) -> tuple[str, str]:
    """The desk after this one; after the last, the same one an office higher."""
    at = DESK_ORDER.index(Desk(warning.desk)) + 1
    if at == len(DESK_ORDER):
        return warning.desk, _above(warning.handled_path)
    return handled_at(warning.office_path, DESK_ORDER[at], barriers_of(warning))


def _above(path: str) -> str:
    """The office above; the root itself for the root."""
    shorter = path[: path.rstrip(".").rfind(".") + 1]
    return shorter or path
