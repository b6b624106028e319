"""Posts: proposed by one administrator, decided by another; what is not decided gives nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.administering import administering, homes, lock, lock_office, required
from zhunsheng_web.access.exclusive import clash, overlapping
from zhunsheng_web.access.faults import Incomplete, WrongState
from zhunsheng_web.access.models import Leave, Office, Person, Posting, PostingRequest
from zhunsheng_web.access.moves import moved
from zhunsheng_web.access.roles import TITLES, Role

LEAVES = {
    "annual": Text("年休假", "Annual leave"),
    "sick": Text("病假", "Sick leave"),
    "training": Text("培训", "Training"),
    "secondment": Text("借调", "Secondment"),
    "other": Text("其他", "Other"),
}


_WAITING = PostingRequest.objects.filter(granted__isnull=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post as it is proposed. ``valid_to``: the first day it is no longer held; None: open."""

    office: Office
    role: Role
    valid_from: dt.date
    valid_to: dt.date | None = None
    post: str = ""
    command: bool = False
    acting_for: Person | None = None


def propose_posting(
    person: Person,
    wanted: Wanted,
    reason: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> PostingRequest:
    """Proposes a post; it gives nothing until somebody else has granted it. Raises Incomplete (the
    office is not there on all of its days), WrongState (posts that nobody may hold together),
    NotAllowed."""
    told = required("reason", reason, 500)
    if wanted.valid_to is not None and wanted.valid_to <= wanted.valid_from:
        raise Incomplete(
            "valid_to", Text("结束日期须晚于开始日期。", "The end has to be after the beginning.")
        )
    if wanted.acting_for is not None:
        if wanted.valid_to is None:
            raise Incomplete("valid_to", Text("代职须有结束日期。", "Acting posts have an end."))
        if wanted.acting_for.pk == person.pk:
            raise Incomplete("acting_for", Text("不能代替本人。", "Nobody stands in for himself."))
    with administering(
        "posting.propose",
        actor=actor,
        now=now,
        person=person,
        office=wanted.office,
        paths=(wanted.office.path,),
        reason=told,
        once=once,
    ) as act:
        _stands(lock_office(wanted.office), wanted.valid_from, wanted.valid_to)
        lock(person)
        _apart(person, wanted.role, wanted.valid_from, wanted.valid_to, waiting=True)
        _not_twice(person, wanted, (Posting.objects.all(), _WAITING))
        request = PostingRequest.objects.create(
            person=person,
            office=wanted.office,
            role=wanted.role,
            post=wanted.post,
            command=wanted.command,
            acting_for=wanted.acting_for,
            valid_from=wanted.valid_from,
            valid_to=wanted.valid_to,
            reason=told,
            proposed_by_id=actor.person_id,
            proposed_at=now,
        )
        act.given = _told(request)
    return request


def grant_posting(
    request: PostingRequest, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> Posting:
    """Grants what another proposed: from now on it counts on its days. What has changed since it
    was proposed is asked again; raises as :func:`propose_posting` does."""
    with administering(
        "posting.approve", act="posting.grant", actor=actor, now=now, person=request.person,
        office=request.office, paths=(request.office.path,),
        not_by=request.proposed_by_id, once=once,
    ) as act:  # fmt: skip
        held = _undecided(request)
        _stands(lock_office(held.office), held.valid_from, held.valid_to)
        lock(held.person)
        _apart(held.person, Role(held.role), held.valid_from, held.valid_to, waiting=False)
        _not_twice(held.person, held, (Posting.objects.all(),))
        posting = Posting.objects.create(
            person=held.person,
            office=held.office,
            role=held.role,
            post=held.post,
            command=held.command,
            acting_for=held.acting_for,
            valid_from=held.valid_from,
            valid_to=held.valid_to,
        )
        held.posting, held.granted = posting, True
        held.decided_by_id, held.decided_at = actor.person_id, now
        held.save()
        act.given = _told(held)
        moved.send(sender=Posting, person_id=held.person_id, now=now)
    return posting


def refuse_posting(
    request: PostingRequest,
    reason: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Refuses it, with the reason."""
    told = required("reason", reason, 500)
    with administering(
        "posting.approve", act="posting.refuse", actor=actor, now=now, person=request.person,
        office=request.office, paths=(request.office.path,),
        not_by=request.proposed_by_id, reason=told, once=once,
    ) as act:  # fmt: skip
        held = _undecided(request)
        held.granted, held.refusal = False, told
        held.decided_by_id, held.decided_at = actor.person_id, now
        held.save()
        act.given = _told(held)


def end_posting(
    posting: Posting,
    valid_to: dt.date,
    reason: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Ends a post from a day on; from today on it is gone at the next request. Taking away needs
    no second person. Raises Incomplete where it would last longer than before."""
    told = required("reason", reason, 500)
    person, office = posting.person, posting.office
    with administering(
        "posting.end", actor=actor, now=now, person=person, office=office, paths=(office.path,),
        reason=told, once=once,
    ) as act:  # fmt: skip
        held = Posting.objects.select_for_update().get(pk=posting.pk)
        if held.valid_to is not None and valid_to > held.valid_to:
            raise Incomplete(
                "valid_to",
                Text(
                    "不能借此延长任职；延长请另行提出并经审批。",
                    "A post is not prolonged this way: propose a new one.",
                ),
            )
        held.valid_to = max(valid_to, held.valid_from)
        held.save(update_fields=["valid_to"])
        act.given = {"role": held.role, "valid_to": held.valid_to.isoformat()}
        moved.send(sender=Posting, person_id=person.pk, now=now)


def enter_leave(
    person: Person,
    first: dt.date,
    last: dt.date,
    reason: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> Leave:
    """Days on which somebody is away: his posts give him nothing then. ``reason``: of LEAVES."""
    if reason not in LEAVES:
        raise Incomplete("leave", Text("请选择请假类别。", "Choose the kind of leave."))
    if last < first:
        raise Incomplete("last", Text("结束日期早于开始日期。", "It ends before it begins."))
    with administering(
        "people.manage", act="leave.enter", actor=actor, now=now, person=person,
        paths=homes(person), once=once,
    ) as act:  # fmt: skip
        leave = Leave.objects.create(person=person, first=first, last=last, reason=reason)
        act.given = {"first": first.isoformat(), "last": last.isoformat(), "reason": reason}
        moved.send(sender=Leave, person_id=person.pk, now=now)
    return leave


def end_leave(
    leave: Leave,
    last: dt.date,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """He is back early: ``last`` is the last day he is away, before the one that was entered; a
    last day before the first takes the leave back. Raises Incomplete."""
    person = leave.person
    with administering(
        "people.manage", act="leave.end", actor=actor, now=now, person=person,
        paths=homes(person), once=once,
    ) as act:  # fmt: skip
        held = Leave.objects.select_for_update().get(pk=leave.pk)
        if last >= held.last:
            raise Incomplete(
                "last",
                Text(
                    "须早于原定最后一天（{day}）；延长请假请另行登记。",
                    "It has to be before the last day entered ({day}); enter further leave "
                    "to make it longer.",
                ).fill(day=held.last.isoformat()),
            )
        act.given = {"first": held.first.isoformat(), "last": last.isoformat()}
        if last < held.first:
            held.delete()
        else:
            held.last = last
            held.save(update_fields=["last"])
        moved.send(sender=Leave, person_id=person.pk, now=now)


def _undecided(request: PostingRequest) -> PostingRequest:
    held = (
        PostingRequest.objects.select_for_update(of=("self",))
        .select_related("person", "office", "acting_for")
        .get(pk=request.pk)
    )
    if held.granted is not None:
        raise WrongState("decided", Text("此件已有决定。", "This was decided already."))
    return held


def _stands(office: Office, first: dt.date, end: dt.date | None) -> None:
    """A post is held at an office that is there on every one of its days."""
    if first < office.valid_from:
        raise Incomplete(
            "valid_from",
            Text(
                "“{office}”自 {day} 起设立，任职不能早于该日。",
                "“{office}” is there from {day}; the post cannot begin before that day.",
            ).fill(office=office.title, day=office.valid_from.isoformat()),
        )
    if office.valid_to is None:
        return
    if first >= office.valid_to:
        raise Incomplete(
            "office",
            Text(
                "“{office}”自 {day} 起撤销，不能再任职；请改填承接其工作的单位。",
                "“{office}” is closed from {day}, and nobody can be posted there; choose the "
                "office that has taken over its work.",
            ).fill(office=office.title, day=office.valid_to.isoformat()),
        )
    if end is None or end > office.valid_to:
        raise Incomplete(
            "valid_to",
            Text(
                "“{office}”自 {day} 起撤销，任职须在该日或之前结束。",
                "“{office}” is closed from {day}; let the post end on that day or before.",
            ).fill(office=office.title, day=office.valid_to.isoformat()),
        )


def _apart(
    person: Person, role: Role, first: dt.date, end: dt.date | None, *, waiting: bool
) -> None:
    other = clash(person, role, first, end, waiting=waiting)
    if other is not None:
        raise WrongState(
            "kept-apart",
            Text(
                "“{role}”不得与“{other}”由同一人在同一时期担任（含代职和待审批的任职）。",
                "“{role}” is not held together with “{other}” by one person on any day, acting "
                "and undecided posts included.",
            ).fill(role=TITLES[role], other=TITLES[other]),
        )


def _not_twice(
    person: Person, wanted: Wanted | PostingRequest, among: Iterable[QuerySet[Any]]
) -> None:
    """The same post is not held, or asked for, twice on one day: whoever ended one of them would
    believe that it is gone."""
    same = overlapping(wanted.valid_from, wanted.valid_to) & Q(
        person=person, office=wanted.office, role=wanted.role, acting_for=wanted.acting_for
    )
    if any(rows.filter(same).exists() for rows in among):
        raise WrongState(
            "held-already",
            Text(
                "此人在该单位的同一任职已在册或正待审批，日期有重叠；请先结束原任职，或改日期。",
                "This post is his already on some of these days, or waits to be decided. End that "
                "one first, or choose other days.",
            ),
        )


def _told(request: PostingRequest) -> dict[str, str]:
    return {
        "role": request.role,
        "office": request.office.code,
        "from": request.valid_from.isoformat(),
        "to": request.valid_to.isoformat() if request.valid_to else "",
        "acting_for": request.acting_for.code if request.acting_for else "",
    }
