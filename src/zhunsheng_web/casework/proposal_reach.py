"""Which proposals somebody may know of: those of his customs, and no warning behind them hidden."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.queue import visible_warnings


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """The actor's own, and those his posts make, try or approve at the customs that decides; never
    one that rests on a warning he may not know of."""
    allowed = rules().may
    roles = allowed["proposal.make"] | allowed["proposal.try"] | allowed["proposal.approve"]
    reach = Q(author_id=actor.person_id)
    for place in actor.places(*roles):
        reach |= below("office_path", place)
    through = Proposal.warnings.through.objects
    seen = visible_warnings(actor).filter(pk=OuterRef("warning_id"))
    hidden = through.filter(~Exists(seen), proposal_id=OuterRef("pk"))
    return Proposal.objects.filter(reach).exclude(Exists(hidden))


def sees_trials(actor: Actor, path: str) -> bool:
    """May the actor read what a trial on history came to? It tells of records all over the
    customs, which a section has no business with."""
    return may(actor, "proposal.try", path).allowed or may(actor, "proposal.approve", path).allowed
