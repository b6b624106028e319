"""Figures over the warnings a reader may know of: kept ones, less what barriers hide from him.

Nothing is counted here that he may not see: cells of a secrecy he does not know of are not read,
and the few warnings in his reach that a barrier hides are taken off every figure (and the single
closed ones that he works on himself are added). What comes down
to nothing is left out, so that no empty line tells of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, Q, Sum

from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.policy import in_the_way, keeping, strays
from zhunsheng_web.boards.scope import Scope
from zhunsheng_web.casework.models import Barrier, TallyCell, Warning
from zhunsheng_web.casework.tally import MEASURES, Facts, Key, facts_of, week_of
from zhunsheng_web.record.service import as_the_service


class Figure(NamedTuple):
    """The measures of the kept figures (``casework.tally``), in their order."""

    standing: int = 0
    open: int = 0
    late: int = 0
    closed: int = 0
    founded: int = 0
    partly: int = 0
    unfounded: int = 0
    undetermined: int = 0
    rows: int = 0

    def plus(self, other: Figure) -> Figure:
        return Figure(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def concluded(self) -> int:
        """Those of which somebody said whether they were well-founded."""
        return self.founded + self.partly + self.unfounded

    @property
    def confirmed(self) -> int:
        return self.founded + self.partly


class Figures:
    """The figures of one scope for one reader."""

    def __init__(self, actor: Actor, scope: Scope) -> None:
        self._actor = actor
        self._scope = scope

    def by(
        self,
        *fields: str,
        grain: str,
        paths: Iterable[str] | None = None,
        topics: Iterable[str] | None = None,
    ) -> dict[tuple[str | int | dt.date, ...], Figure]:
        """Sums by columns of the cells (``path``, ``start``, ``topic``, ``level``). ``paths``: of
        these offices; of the scope's own without. ``topics``: of these alone; of all without."""
        wanted = frozenset(paths) if paths is not None else frozenset({self._scope.office.path})
        of = frozenset(topics) if topics is not None else None
        first = week_of(self._scope.first) if grain == "week" else self._scope.first
        rows = (
            TallyCell.objects.filter(
                path__in=wanted,
                **({} if of is None else {"topic__in": of}),
                grain=grain,
                start__gte=first,
                start__lte=self._scope.last,
                secrecy__in=self._scope.secrecies,
                level__in=self._scope.levels,
            )
            .values_list(*fields)
            .annotate(*(Sum(measure, default=0) for measure in MEASURES))
            .order_by()
        )
        split = len(fields)
        found = {tuple(row[:split]): Figure(*row[split:]) for row in rows}
        for facts, sign in self._apart:
            change = Figure(*(sign * value for value in facts.counts))
            for key in facts.keys():  # noqa: SIM118
                if (
                    key.grain == grain
                    and key.path in wanted
                    and (of is None or key.topic in of)
                    and self._covers(key, first)
                ):
                    place = tuple(getattr(key, name) for name in fields)
                    found[place] = found.get(place, Figure()).plus(change)
        return {place: figure for place, figure in found.items() if any(figure)}

    def total(self) -> Figure:
        """All of the scope together."""
        sums = self.by("level", grain="domain")
        whole = Figure()
        for figure in sums.values():
            whole = whole.plus(figure)
        return whole

    def _covers(self, key: Key, first: dt.date) -> bool:
        return first <= key.start <= self._scope.last and key.level in self._scope.levels

    @cached_property
    def _apart(self) -> list[tuple[Facts, int]]:
        """The few warnings for which the cells are not what he may see: taken off, those in reach
        that a barrier hides (about himself, his superiors, his own); added, the single ones he
        may see though their like is closed to him."""
        # In the service's name: to take off what is hidden from him, it has to be known.
        with as_the_service():
            near = Warning.objects.filter(
                below("office_path", self._scope.office.path),
                first_on__gte=week_of(self._scope.first),
                first_on__lte=self._scope.last + dt.timedelta(days=6),
            )
            barriers = Barrier.objects.all()
            hidden = near.filter(
                secrecy__in=self._scope.secrecies,
                pk__in=in_the_way(self._actor, barriers).values("warning_id"),
            )
            single = near.filter(strays(self._actor)).exclude(
                Q(secrecy__in=self._scope.secrecies) | Exists(keeping(self._actor, barriers))
            )
            apart = hidden.values("pk").union(single.values("pk"))
            found = Warning.objects.filter(pk__in=apart).select_related("yardstick")
            return [
                (facts_of(one), -1 if one.secrecy in self._scope.secrecies else 1) for one in found
            ]


def summed(figures: Iterable[tuple[str, Figure]]) -> dict[str, Figure]:
    """Adds up figures that go by the same name."""
    sums: dict[str, Figure] = defaultdict(Figure)
    for name, figure in figures:
        sums[name] = sums[name].plus(figure)
    return dict(sums)
