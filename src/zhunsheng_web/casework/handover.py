"""Hand-over (交接): what somebody leaves open when a post of his ends or he goes on leave.

Each warning that is assigned to him, and that he can no longer handle, goes to whoever stands in
for him, or to the nearest person at its desk; giver and taker read the same list. On leave only
what falls due before he is back is passed on. Done at once when a posting is ended or leave
entered, and by ``tick`` when the day comes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, actor_of, actors_of
from zhunsheng_web.access.models import Leave, Person, Posting, in_force
from zhunsheng_web.access.policy import Matter, assignable, decide
from zhunsheng_web.access.tokens import new_token, told_as
from zhunsheng_web.casework.acting import Before, Doing, matter_of, write
from zhunsheng_web.casework.aftermath import Handover
from zhunsheng_web.casework.crew import assignable_people, heads
from zhunsheng_web.casework.faults import NotThere, WrongState
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import OPEN, Stage, Verb
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.casework.untended import tell_above
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import AlreadyDone, deed, note
from zhunsheng_web.record.service import as_the_service

DAY = dt.timedelta(days=1)
_SLICE = 5_000
"""Values in one condition."""
_NEXT = {Stage.ASSIGNED: Verb.EXPLAIN, Stage.EXPLAINED: Verb.VERIFY}


def hand_over_all(now: dt.datetime) -> int:
    """What everybody leaves whose post has ended or whose leave has begun since this was last done;
    how many warnings were passed on."""
    on = day_of(now)
    ended = Posting.objects.filter(valid_to__lte=on, passed_on_at=None)
    begun = Leave.objects.filter(first__lte=on, passed_on_at=None)
    left = list(ended.values_list("pk", "role", "office__path"))
    done = _all_of(ended, now) + _all_of(begun, now)
    tell_above({(role, path) for _, role, path in left}, now)
    return done


def _all_of(rows: QuerySet[Posting] | QuerySet[Leave], now: dt.datetime) -> int:
    done = 0
    found = list(rows.values_list("pk", "person_id"))
    for some in (found[at : at + _SLICE] for at in range(0, len(found), _SLICE)):
        left = Warning.objects.filter(assignee__in={who for _, who in some}, state="open")
        for person in Person.objects.filter(pk__in=left.values("assignee")).order_by("pk"):
            done += hand_over(person, now=now)
        rows.filter(pk__in=[pk for pk, _ in some]).update(passed_on_at=now)
    return done


def hand_over(person: Person, *, now: dt.datetime) -> int:
    """Passes on what the person can no longer handle; how many warnings. Raises NotSealed."""
    with as_the_service(), transaction.atomic():
        try:
            return _handed_over(person, now)
        except AlreadyDone:  # by somebody else at this very moment
            return 0


def handovers_of(actor: Actor) -> QuerySet[Handover]:
    """What the actor gave and took, the latest first."""
    return (
        Handover.objects.filter(Q(giver_id=actor.person_id) | Q(taker_id=actor.person_id))
        .select_related("giver", "taker")
        .order_by("-made_at", "-pk")
    )


def reach_handover(token: str, *, actor: Actor, now: dt.datetime) -> Handover:
    """The hand-over, for giver and taker; the reading is recorded. Raises NotThere."""
    asked = told_as(token)
    found = handovers_of(actor).filter(token=asked).first()
    note("handover.see", who=actor.code, on=("handover", asked), now=now,
         result="done" if found else "denied")  # fmt: skip
    if found is None:
        raise NotThere
    return found


def receive_handover(
    token: str, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> Handover:
    """The taker says that he has it. Raises NotThere, WrongState (said already)."""
    seen = reach_handover(token, actor=actor, now=now)
    if seen.taker_id != actor.person_id:
        note("handover.receive", who=actor.code, on=("handover", token), now=now,
             result="denied", why="not-yours")  # fmt: skip
        raise NotThere
    with deed(
        "handover.receive", who=actor.code, on=("handover", token), now=now, name=once or token
    ):
        held = Handover.objects.select_for_update().get(pk=seen.pk)
        if held.received_at is not None:
            raise WrongState("received", Text("您已确认接手。", "You took this over already."))
        held.received_at = now
        held.save(update_fields=["received_at"])
    return held


def _handed_over(person: Person, now: dt.datetime) -> int:
    on = day_of(now)
    actor = actor_of(person, on)
    leave = Leave.objects.filter(person=person, first__lte=on, last__gte=on).order_by("-last")
    away = leave.first()
    back = actor_of(person, away.last + DAY) if away else None
    left: dict[Person | None, list[Warning]] = {}
    held = Warning.objects.select_for_update(of=("self",)).filter(assignee=person, stage__in=OPEN)
    stand_ins = _stand_ins(person, on)
    for warning in held.select_related("yardstick").order_by("pk"):
        matter = matter_of(warning)
        if assignable(actor, matter).allowed:
            continue
        if away and back and _can_wait(warning, away.last) and assignable(back, matter).allowed:
            continue
        left.setdefault(_taker(warning, matter, person, stand_ins, on), []).append(warning)
    for taker, warnings in left.items():
        _pass_on(warnings, person, taker, away, now)
    return sum(len(warnings) for warnings in left.values())


def _can_wait(warning: Warning, last: dt.date) -> bool:
    """Is nothing due before he is back? What has no limit cannot be said to wait."""
    if warning.suspended_at is not None:
        return warning.suspended_until is not None and warning.suspended_until > last
    return warning.due_at is not None and day_of(warning.due_at) > last


def _stand_ins(person: Person, on: dt.date) -> list[Person]:
    held = Posting.objects.filter(in_force(on), acting_for=person).select_related("person")
    return [one.person for one in held.order_by("pk")]


def _taker(
    warning: Warning, matter: Matter, giver: Person, stand_ins: Iterable[Person], on: dt.date
) -> Person | None:
    """Who stands in; else whoever directs the place, or is nearest: first one who may take the
    very next step."""
    free = replace(matter, assignee_id=None)
    path = warning.handled_path
    near = assignable_people(warning.desk, path, free, on)
    able = [one for one in heads(path, free, on) if one in near]
    people = [one for one in dict.fromkeys([*stand_ins, *able, *near]) if one.pk != giver.pk]
    verb = _NEXT.get(Stage(warning.stage))
    fallback = None
    for one, actor in zip(people, actors_of(people, on), strict=True):
        if not assignable(actor, free).allowed:
            continue
        if verb is None or decide(actor, verb, replace(matter, assignee_id=one.pk)).allowed:
            return one
        fallback = fallback or one
    return fallback


def _pass_on(
    warnings: list[Warning],
    giver: Person,
    taker: Person | None,
    away: Leave | None,
    now: dt.datetime,
) -> None:
    items = [
        {
            "token": one.token,
            "number": one.number,
            "stage": one.stage,
            "due_at": one.due_at.isoformat() if one.due_at else None,
        }
        for one in warnings
    ]
    token = new_token()
    name = "|".join(f"{one.token}.{one.revision}" for one in warnings)
    by = Actor(0, "system", Text("系统", "The system"), (), day_of(now))
    with deed("handover.make", who="system", on=("handover", token), now=now, name=name) as act:
        for warning in warnings:
            doing, before = Doing(warning, now, by), Before(warning)
            warning.assignee = taker
            doing.given = {"from": giver.token, "assignee": taker.token if taker else ""}
            write(Verb.PASS_ON, doing, before, act.name)
        act.counts["warnings"] = len(warnings)
        act.texts["items"] = json.dumps(items, sort_keys=True)
        act.texts["between"] = f"{giver.code}>{taker.code if taker else ''}"
        Handover.objects.create(
            token=token,
            giver=giver,
            taker=taker,
            why="leave" if away else "post",
            back_on=away.last + DAY if away else None,
            items=items,
            made_at=now,
            deed=act.name,
        )
        _tell_of_it(token, warnings, giver, taker, "leave" if away else "post", now)


_PASSED_ON = {
    "leave": Text("{who}请假，{n}件预警交您接手",
                  "{who} is on leave; warnings handed over to you: {n}"),
    "post": Text("{who}任职变动，{n}件预警交您接手",
                 "{who} has changed posts; warnings handed over to you: {n}"),
}  # fmt: skip
_NOBODY = {
    "leave": Text("{who}请假，{n}件预警无人接手，请安排代职",
                  "{who} is on leave and nobody can take over; warnings: {n}. "
                  "Somebody has to stand in"),
    "post": Text("{who}任职变动，{n}件预警无人接手，请安排人员",
                 "{who} has changed posts and nobody can take over; warnings: {n}. "
                 "Somebody has to be posted"),
}  # fmt: skip
_GIVEN = {
    "leave": Text("您请假，{n}件预警已交接", "You are on leave; warnings handed over: {n}"),
    "post": Text("您任职变动，{n}件预警已交接", "Your post has changed; warnings handed over: {n}"),
}


def _tell_of_it(
    token: str,
    warnings: list[Warning],
    giver: Person,
    taker: Person | None,
    why: str,
    now: dt.datetime,
) -> None:
    """The giver, and who takes over; where nobody does, whoever has to see to it."""
    link, on = reverse("desk:handover", args=[token]), day_of(now)
    if taker is not None:
        others, title, page = [taker], _PASSED_ON[why], link
    else:
        above = [one for w in warnings for one in heads(w.handled_path, matter_of(w), on)]
        others = [one for one in dict.fromkeys(above) if one.pk != giver.pk]
        title, page = _NOBODY[why], page_of(warnings[0])
    for people, said, leads_to in ((others, title, page), ([giver], _GIVEN[why], link)):
        tell(
            people,
            kind="handover",
            cause=f"handover:{token}",
            title=said.fill(who=giver.name, n=str(len(warnings))),
            link=leads_to,
            now=now,
        )
