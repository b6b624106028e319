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
    # By name first: of all that is at these stages little is his.
    his = Warning.objects.filter(assignee_id=actor.person_id).values("pk")
    mine = Q(pk__in=his, stage__in=("assigned", "explained"))
    for desk, roles in DESKS.items():
        for place in actor.places(*roles):
            mine |= Q(desk=desk, stage__in=OPEN) & below("handled_path", place)
    return (
        visible_warnings(actor)
        .filter(mine, stage__in=OPEN, suspended_at__isnull=True)
        .filter(Q(assignee__isnull=True) | Q(assignee_id=actor.person_id) | ~Q(stage="assigned"))
        .order_by(F("due_at").asc(nulls_last=True), "level", "pk")
    )


def loaded(rows: QuerySet[Warning]) -> list[Warning]:
    """The warnings of a cut list, with standard, office and the one above it: first which they are,
    then the rows.

    Asked for at once, a planner may begin with the standards and read every warning of each.
    """
    return loaded_together(rows)[0]


def loaded_together(*lists: QuerySet[Warning]) -> list[list[Warning]]:
    """The same for several lists, whose rows are read once."""
    names = [
        list(rows.select_related(None).prefetch_related(None).values_list("pk", flat=True))
        for rows in lists
    ]
    found = Warning.objects.select_related("yardstick", "office__parent").in_bulk(
        [name for some in names for name in some]
    )
    return [[found[name] for name in some if name in found] for some in names]
