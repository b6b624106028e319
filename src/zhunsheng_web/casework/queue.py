"""What waits for somebody: the warnings whose next step is his, what is due first on top."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.policy import DESKS, visible
from zhunsheng_web.casework.models import Barrier, Warning
from zhunsheng_web.casework.stages import OPEN


def visible_warnings(actor: Actor) -> QuerySet[Warning]:
    """Every warning the actor may know of: where all lists and counts begin."""
    return visible(actor, Warning.objects.all(), Barrier.objects.all())


def queue_of(actor: Actor) -> QuerySet[Warning]:
    """The open warnings the actor can take the next step with."""
    mine = Q(assignee_id=actor.person_id, stage__in=("assigned", "explained"))
    for desk, roles in DESKS.items():
        for place in actor.places(*roles):
            mine |= Q(desk=desk) & below("handled_path", place)
    return (
        visible_warnings(actor)
        .filter(mine, stage__in=OPEN, suspended_at__isnull=True)
        .filter(Q(assignee__isnull=True) | Q(assignee_id=actor.person_id) | ~Q(stage="assigned"))
        .select_related("yardstick", "office")
        .order_by(F("due_at").asc(nulls_last=True), "level", "pk")
    )
