"""Leads for discipline inspection: handed over without a trace on the warning, signed for there."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below, prefixes
from zhunsheng_web.access.policy import DESKS, Hidden, Matter, in_the_way, reach_of
from zhunsheng_web.access.tokens import told_as
from zhunsheng_web.casework.acting import counted
from zhunsheng_web.casework.aftermath import Lead
from zhunsheng_web.casework.barriers import barriers_of, gone_of, handled_at
from zhunsheng_web.casework.crew import nearest
from zhunsheng_web.casework.faults import Incomplete, NotThere, WrongState
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Barrier, Warning
from zhunsheng_web.casework.stages import Desk
from zhunsheng_web.casework.telling import tell
from zhunsheng_web.record.deed import deed, note


def hand_over(warning: Warning, facts: str, *, by: Actor, now: dt.datetime) -> Lead:
    """Makes the lead and tells discipline inspection; within the transaction of an act."""
    limit = counted(now, handling().lead_days[warning.level])
    gone = gone_of(warning.office_path, by.on)
    _, handled = handled_at(warning.office_path, Desk.DISCIPLINE, barriers_of(warning), gone)
    lead = Lead.objects.create(
        warning=warning,
        facts=facts.strip(),
        office_path=warning.office_path,
        handled_path=handled,
        handed_by_id=by.person_id,
        handed_at=now,
        due_at=limit.at,
        due_rule=limit.rule,
    )
    matter = matter_of_lead(lead)
    tell(
        nearest(DESKS[Desk.DISCIPLINE], lead.handled_path, matter, by.on),
        kind="lead",
        cause=f"lead:{lead.token}",
        title=Text("收到一件移交线索，请签收", "A lead was handed over; please sign for it"),
        link=reverse("desk:today"),
        now=now,
    )
    return lead


def matter_of_lead(lead: Lead) -> Matter:
    """A lead is as hidden as a closed warning: from the person, his section and his chain up to
    the office that handles it."""
    warning = lead.warning
    chain = [p for p in prefixes(lead.office_path) if len(p) > len(lead.handled_path)]
    hidden = [Hidden("area", path=lead.office_path), *(Hidden("command", path=p) for p in chain)]
    return Matter(
        secrecy="closed",
        office_path=warning.office_path,
        handled_path=lead.handled_path,
        desk=Desk.DISCIPLINE,
        assignee_id=warning.assignee_id,
        barriers=(*barriers_of(warning), *hidden),
        token=warning.token,
    )


def visible_leads(actor: Actor) -> QuerySet[Lead]:
    """Every lead the actor may read: :func:`matter_of_lead` as a condition of the database, so that
    what is hidden is asked for exactly as what is not there."""
    reach = reach_of(actor)
    near, seen, hidden = Q(pk__in=[]), Q(pk__in=[]), Q(office_path__in=reach.areas)
    for place in actor.places(*DESKS[Desk.DISCIPLINE]):
        near |= below("handled_path", place)
    for path, kind in reach.spans:
        if kind == "closed":
            seen |= below("office_path", path)
    for path in reach.assigned:
        seen |= below("office_path", path) & Q(warning__assignee_id=actor.person_id)
    seen |= Q(warning__token__in=[one.thing for one in actor.glass if one.kind == "warning"])
    for path in reach.commands:
        hidden |= below("office_path", path) & ~below("handled_path", path)
    kept = in_the_way(actor, Barrier.objects.filter(warning_id=OuterRef("warning_id")))
    return Lead.objects.filter(near, seen).exclude(hidden).exclude(Exists(kept))


def leads_of(actor: Actor, *, received: bool | None = None) -> list[Lead]:
    """The leads the actor may read, what is due first on top; capped at 200."""
    if not actor.places(*DESKS[Desk.DISCIPLINE]):
        return []
    found = visible_leads(actor)
    if received is not None:
        found = found.filter(received_at__isnull=not received)
    # One after the other: asked for at once, a planner may begin with the standards.
    found = found.prefetch_related("warning__yardstick", "warning__office")
    return list(found.order_by("due_at", "pk")[:200])


def reach_lead(token: str, *, actor: Actor, now: dt.datetime) -> Lead:
    """The lead, if the actor may know of it; the reading is recorded. Raises NotThere."""
    asked = visible_leads(actor).filter(token=told_as(token))
    lead = asked.select_related("warning__yardstick").first()
    if lead is None:
        note("lead.see", who=actor.code, on=("lead", told_as(token)), now=now, result="denied")
        raise NotThere
    note("lead.see", who=actor.code, on=("lead", told_as(token)), now=now)
    return lead


def receive(
    token: str, *, text: str, actor: Actor, now: dt.datetime, once: str | None = None
) -> Lead:
    """Signs for a lead. Raises NotThere, Incomplete, WrongState (signed for already)."""
    seen = reach_lead(token, actor=actor, now=now)
    if not text.strip():
        raise Incomplete("text", Text("请写明拟办意见。", "Say what is going to be done."))
    name = once or token
    with deed("lead.receive", who=actor.code, on=("lead", token), now=now, name=name) as act:
        lead = Lead.objects.select_for_update().get(pk=seen.pk)
        if lead.received_at is not None:
            raise WrongState(
                "received", Text("这件线索已有人签收。", "Somebody has signed for it already.")
            )
        lead.received_by_id, lead.received_at = actor.person_id, now
        lead.receipt = act.texts["text"] = text.strip()
        lead.save()
    return lead
