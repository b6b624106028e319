"""Which proposals somebody may know of, and what he can do with one.

Those of his customs, and never one that rests on a warning hidden to him.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.access.tokens import is_token
from zhunsheng_web.casework.faults import NotAllowed, NotDone, NotThere
from zhunsheng_web.casework.models import Proposal, ProposalEvent, Warning
from zhunsheng_web.casework.proposal_stages import (
    STEP_OF,
    TRIED,
    ProposalStage,
    ProposalStep,
    ProposalVerb,
)
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.refusals import REFUSALS
from zhunsheng_web.record.deed import note

_WROTE_IT = Text(
    "这项建议由您起草或提交，须由他人决定。",
    "You wrote this proposal or sent it up; somebody else decides on it.",
)


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """The actor's own, and those his posts make, try or approve at the customs that decides; never
    one that rests on a warning he may not know of."""
    allowed = rules().may
    roles = allowed["proposal.make"] | allowed["proposal.try"] | allowed["proposal.approve"]
    reach = Q(author_id=actor.person_id)
    for place in actor.places(*roles):
        reach |= below("office_path", place)
    seen = visible_warnings(actor).filter(pk=OuterRef("warning_id"))
    linked = Proposal.warnings.through.objects.filter(Exists(seen), proposal_id=OuterRef("pk"))
    grouped: QuerySet[Any, Any] = linked.order_by().values("proposal_id")
    counted = grouped.annotate(n=Count("pk")).values("n")
    return (
        Proposal.objects.filter(reach)
        .alias(seen=Coalesce(Subquery(counted), 0))
        .filter(seen__gte=F("resting"))
    )


def to_decide(actor: Actor) -> QuerySet[Proposal]:
    """What was sent up and is his to approve or refuse; what was sent first on top."""
    step, near = STEP_OF[ProposalVerb.APPROVE], Q(pk__in=[])
    for place in actor.places(*rules().may[step.needs]):
        near |= below("office_path", place)
    own = ProposalEvent.objects.filter(actor_id=actor.person_id, verb__in=step.not_by)
    return (
        visible_proposals(actor)
        .filter(near, stage__in=step.sources)
        .exclude(Exists(own.filter(proposal=OuterRef("pk"))))
        .order_by("pk")
    )


def sees_trials(actor: Actor, path: str) -> bool:
    """May the actor read what a trial on history came to? It tells of records all over the
    customs, which a section has no business with."""
    return may(actor, "proposal.try", path).allowed or may(actor, "proposal.approve", path).allowed


def proposal_of(token: str, *, actor: Actor, now: dt.datetime) -> Proposal:
    """The proposal, if the actor may know of it. Raises NotThere; a refusal is recorded."""
    if not is_token(token):
        raise NotThere
    seen = visible_proposals(actor).select_related("author", "approved_by")
    found = seen.filter(token=token).first()
    if found is None:
        note("proposal.see", who=actor.code, on=("proposal", token), now=now, result="denied",
             why="out-of-reach")  # fmt: skip
        raise NotThere
    return found


def possible(proposal: Proposal, actor: Actor) -> tuple[ProposalVerb, ...]:
    """What the actor can do with it next."""
    done = hands(proposal)
    return tuple(
        step.verb
        for step in STEP_OF.values()
        if ProposalStage(proposal.stage) in step.sources
        and refusal_of(step, proposal, actor, done) is None
        and not (step.verb is ProposalVerb.TRY and proposal.kind not in TRIED)
    )


def is_tried(proposal: Proposal) -> bool:
    """Has this very draft been tried on history?"""
    told = proposal.trial
    return bool(told.get("state") == "done" and told.get("draft") == digest(proposal.draft))


def digest(draft: str) -> str:
    """What tells one text of a draft from another: SHA-256, hex."""
    return hashlib.sha256(draft.encode()).hexdigest()


def resting_on(proposal: Proposal) -> QuerySet[Warning]:
    """The warnings behind it; whoever sees the proposal sees them all."""
    return proposal.warnings.select_related("yardstick", "office").order_by("-created_at", "pk")


def refusal_of(
    step: ProposalStep, proposal: Proposal, actor: Actor, done: frozenset[tuple[str, int]]
) -> NotDone | None:
    if any((verb, actor.person_id) in done for verb in step.not_by):
        return NotAllowed("four-eyes", _WROTE_IT)
    if may(actor, step.needs, proposal.office_path).allowed:
        return None
    own = step.by_author and proposal.author_id == actor.person_id
    if own and may(actor, "proposal.make").allowed:
        return None
    return NotAllowed("not-your-post", REFUSALS["not-your-post"])


def hands(proposal: Proposal) -> frozenset[tuple[str, int]]:
    return frozenset(proposal.events.values_list("verb", "actor_id"))
