"""What waits for somebody: the warnings whose next step is his, what is due first on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import DESKS, handled_below, visible, visible_in_parts
from zhunsheng_web.casework.models import Barrier, Warning

BY_DUE = ("due_at", "level", "token")
NEWEST = ("-created_at", "-token")


def visible_warnings(actor: Actor) -> QuerySet[Warning]:
    """Every warning the actor may know of: where all lists and counts begin."""
    return visible(actor, Warning.objects.all(), Barrier.objects.all())


@dataclass(frozen=True, slots=True)
class Parts:
    """One list, asked for in parts; a warning may be in several. Only the first few of it can be
    read, which is what a page shows. ``parts`` may be long: of each an index gives the order.
    ``few``: those which are soon read whole."""

    parts: tuple[QuerySet[Warning], ...]
    few: tuple[QuerySet[Warning], ...] = ()

    def filter(self, *conditions: Q, **fields: Any) -> Parts:
        """Those to which the conditions apply."""
        return self._each(lambda part: part.filter(*conditions, **fields))

    def annotate(self, **columns: Any) -> Parts:
        """With columns worked out by the database."""
        return self._each(lambda part: part.annotate(**columns))

    def first(self, many: int, order: Sequence[str]) -> list[int]:
        """Which are the first ``many`` in an ``order`` of columns without nulls, ``-`` before those
        that fall."""
        names = [name.lstrip("-") for name in order]
        listed = list(_heads((*self.parts, *self.few), many, order, names).items())
        for place, name in reversed(list(enumerate(order))):
            listed.sort(key=lambda row: row[1][place], reverse=name.startswith("-"))
        return [pk for pk, _ in listed[:many]]

    def first_due(self, many: int) -> list[int]:
        """Which are the first by due moment; see :meth:`rows_by_due`."""
        return [pk for (pk,) in self.rows_by_due(many, "pk")]

    def rows_by_due(self, many: int, *columns: str) -> list[tuple[Any, ...]]:
        """Some columns of the first by due moment; those without one (the calendar does not reach)
        come last."""
        names = (*BY_DUE, *columns)
        last = F("due_at").asc(nulls_last=True)
        found = _heads(self.few, many, (last, *BY_DUE[1:]), names)
        # No index has the nulls where both databases want them: they are asked for apart.
        found |= _heads(self.filter(due_at__isnull=False).parts, many, BY_DUE, names)
        if sum(row[0] is not None for row in found.values()) < many:
            found |= _heads(self.filter(due_at__isnull=True).parts, many, BY_DUE, names)
        listed = sorted(found.values(), key=lambda row: (row[0] is None, *row[: len(BY_DUE)]))
        return [row[len(BY_DUE) :] for row in listed[:many]]

    def _each(self, change: Callable[[QuerySet[Warning]], QuerySet[Warning]]) -> Parts:
        return Parts(tuple(map(change, self.parts)), tuple(map(change, self.few)))


def _heads(
    parts: Iterable[QuerySet[Warning]], many: int, order: Sequence[Any], columns: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    """Some columns of the first ``many`` of each part, by row number."""
    return {
        row[0]: row[1:]
        for part in parts
        for row in part.order_by(*order).values_list("pk", *columns)[:many]
    }


def seen_in_parts(actor: Actor) -> Parts:
    """Every warning the actor may know of, for the first page of a long list."""
    parts, few = visible_in_parts(actor, Warning.objects.all(), Barrier.objects.all())
    return Parts(tuple(parts), tuple(few))


def queue_of(actor: Actor) -> Parts:
    """The open warnings the actor can take the next step with."""
    desks = [
        Q(desk=desk) & handled_below(place)
        for desk, roles in DESKS.items()
        for place in actor.places(*roles)
    ]
    steps = Q(stage__in=("assigned", "explained"))
    for one in desks:
        steps |= one
    # By name first: of all that is open little is his.
    his = Warning.objects.filter(assignee_id=actor.person_id).values("pk")
    mine = visible_warnings(actor).filter(steps, pk__in=his)
    others = Q(assignee__isnull=True) | ~Q(stage="assigned")
    parts = [part.filter(one, others) for part in seen_in_parts(actor).parts for one in desks]
    return Parts(tuple(parts), (mine,)).filter(state="open", suspended_at__isnull=True)


def loaded(names: Iterable[int]) -> list[Warning]:
    """The warnings of a cut list, with standard, office and the one above it: first which they are,
    then the rows.

    Asked for at once, a planner may begin with the standards and read every warning of each.
    """
    return loaded_together(names)[0]


def loaded_together(*lists: Iterable[int]) -> list[list[Warning]]:
    """The same for several lists, whose rows are read once."""
    lists = tuple(list(names) for names in lists)
    found = Warning.objects.select_related("yardstick", "office__parent").in_bulk(
        [name for some in lists for name in some]
    )
    return [[found[name] for name in some if name in found] for some in lists]
