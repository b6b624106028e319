"""What passing time does: reminders, breaches, the next line taking over, standstills that end.

Each is done once, however often and however many at once :func:`tick` is run (``passing``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.casework.acting import Before, Doing, write
from zhunsheng_web.casework.aftermath import Lead
from zhunsheng_web.casework.crew import nearest
from zhunsheng_web.casework.deadlines import step_hand_up_at
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.late_looks import late_looks
from zhunsheng_web.casework.leads import matter_of_lead
from zhunsheng_web.casework.limits import ONE_DAY, SOON
from zhunsheng_web.casework.models import Inquiry, Mute, Warning
from zhunsheng_web.casework.overall import whole_all
from zhunsheng_web.casework.passing import (
    RUNNING,
    Passed,
    above,
    each,
    people_told,
    sealed,
    system,
    told,
)
from zhunsheng_web.casework.sampling import draw_days
from zhunsheng_web.casework.stages import DESK_ORDER, OPEN, Desk, Verb
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.casework.uncounted import count_all
from zhunsheng_web.casework.unsent import sweep
from zhunsheng_web.casework.untended import go_up, take_over_all
from zhunsheng_web.casework.verbs.raising import move_up
from zhunsheng_web.casework.verbs.standstill import go_on
from zhunsheng_web.clock import day_of


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many of each there were."""

    done: Mapping[str, int]

    def __str__(self) -> str:
        return ", ".join(f"{name} {n:,}" for name, n in self.done.items())


def tick(now: dt.datetime) -> Ticked:
    """Everything that is due at a moment."""
    from zhunsheng_web.casework.handover import hand_over_all

    return Ticked(
        {
            "handed over": hand_over_all(now),
            "taken over": take_over_all(now),
            "resumed": resume_all(now),
            "counted": count_all(now),
            **steps(now),
            "of the whole": whole_all(now),
            "unanswered": late_answers(now),
            "unsigned leads": late_leads(now),
            "drawn": draw_days(now),
            "unlooked": late_looks(now),
            "unsent files": sweep(now),
            "mutes ended": ended_mutes(now),
        }
    )


def steps(now: dt.datetime) -> dict[str, int]:
    """What is due by the limits of steps: a reminder before, the breach, and some days later the
    next line. How many of each."""
    done = {"reminded": 0, "breached": 0, "handed up": 0}

    def next_of(warning: Warning) -> None:
        assert warning.due_at is not None
        if now <= warning.due_at:
            done["reminded"] += _remind(warning, now)
        elif warning.breached_at is None:
            done["breached"] += _breach(warning, now)
        else:
            done["handed up"] += _hand_up(warning, now)

    each(RUNNING.filter(next_at__lte=now), next_of)
    return done


def _remind(warning: Warning, now: dt.datetime) -> int:
    """Tells whoever has to act that a limit is near; where nobody is there, it goes up."""
    assert warning.due_at is not None
    if warning.desk != DESK_ORDER[-1] and not people_told(warning, ("assignee",), day_of(now)):
        go_up(warning, now)
        return 0
    warning.reminded_at, warning.next_at = now, warning.due_at + SOON
    warning.save(update_fields=["reminded_at", "next_at"])
    told(warning, handling().consequences.reminder, "reminder", now,
         Text("预警 {number} 即将到期", "Warning {number} is due soon"))  # fmt: skip
    return 1


def _breach(warning: Warning, now: dt.datetime) -> int:
    """Writes down that a limit has passed, and tells those who are to know."""
    assert warning.due_at is not None
    with sealed(warning, Verb.BREACH, _name(warning), now) as record:
        act, before = Doing(warning, now, system(now)), Before(warning)
        warning.breached_at, warning.next_at = now, _hand_up_at(warning, now)
        act.given = {"due_at": warning.due_at.isoformat()}
        write(Verb.BREACH, act, before, record.name)
        who = handling().consequences.breach[warning.level]
        told(warning, who, "breach", now,
             Text("预警 {number} 已逾期", "Warning {number} is overdue"))  # fmt: skip
    return 1


def _hand_up(warning: Warning, now: dt.datetime) -> int:
    """What stays overdue for too long goes to the next line by itself."""
    comes_at = _hand_up_at(warning, now)
    if comes_at is None or comes_at > now:
        warning.next_at = comes_at
        warning.save(update_fields=["next_at"])
        return 0
    with sealed(warning, Verb.HAND_UP, _name(warning), now) as record:
        act, before = Doing(warning, now, system(now)), Before(warning)
        move_up(act)
        act.given["overdue"] = True
        write(Verb.HAND_UP, act, before, record.name)
        told(warning, ("assignee",), "hand-up", now,
             Text("预警 {number} 逾期未办，已上交到您处",
                  "Warning {number} was overdue for long and now waits with you"))  # fmt: skip
    return 1


def _hand_up_at(warning: Warning, now: dt.datetime) -> dt.datetime | None:
    """When a warning whose limit has passed goes up; None: it is on the last desk already. Where
    the year is unknown it is asked again tomorrow."""
    if warning.desk == DESK_ORDER[-1]:
        return None
    last = step_hand_up_at(warning)
    return now + ONE_DAY if last is None else last + SOON


def _name(warning: Warning) -> str:
    assert warning.due_at is not None
    return f"{warning.token}|{warning.due_at.isoformat()}|{warning.stage_at}"


def resume_all(now: dt.datetime) -> int:
    """What stood still until yesterday goes on today."""

    def resume(warning: Warning) -> None:
        if warning.suspended_until is None or warning.suspended_until >= day_of(now):
            raise Passed
        name = f"{warning.token}|{warning.suspended_at}"
        with sealed(warning, Verb.RESUME, name, now) as record:
            act, before = Doing(warning, now, system(now)), Before(warning)
            go_on(act)
            write(Verb.RESUME, act, before, record.name)
            told(warning, ("assignee",), "resumed", now,
                  Text("预警 {number} 中止期满，已恢复办理",
                       "Warning {number} stood still long enough and goes on"))  # fmt: skip

    still = Warning.objects.filter(stage__in=OPEN, suspended_at__isnull=False)
    return each(still.filter(suspended_until__lt=day_of(now)), resume)


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
    return each(found.select_related("person", "asked_by", "warning"), late)


def late_leads(now: dt.datetime) -> int:
    """Tells the head of discipline inspection's office that a lead was not signed for in time."""

    def late(lead: Lead) -> None:
        lead.breached_at = now
        lead.save(update_fields=["breached_at"])
        matter, on = matter_of_lead(lead), day_of(now)
        people = [
            *nearest(DESKS[Desk.DISCIPLINE], lead.handled_path, matter, on),
            *nearest(DESKS[Desk.DISCIPLINE], above(lead.handled_path), matter, on),
        ]
        tell(dict.fromkeys(people), kind="lead", cause=f"late-lead:{lead.token}", now=now,
             link=reverse("desk:today"),
             title=Text("移交线索逾期未签收", "A lead was not signed for in time"))  # fmt: skip

    return each(Lead.objects.filter(received_at=None, due_at__lt=now, breached_at=None), late)


def ended_mutes(now: dt.datetime) -> int:
    """Tells author and approver that a mute has ended: findings make warnings again."""

    def ended(mute: Mute) -> None:
        mute.told_at = now
        mute.save(update_fields=["told_at"])
        people = [person for person in (mute.author, mute.approved_by) if person]
        tell(dict.fromkeys(people), kind="mute", cause=f"mute-ended:{mute.token}", now=now,
             link=reverse("desk:today"),
             title=Text("静默期已满，恢复预警", "A mute has ended; warnings are made again"),
             )  # fmt: skip

    over = Mute.objects.filter(told_at=None, ended_at=None, valid_to__lt=day_of(now))
    approved = over.filter(approved_by__isnull=False)
    return each(approved.select_related("author", "approved_by"), ended)
