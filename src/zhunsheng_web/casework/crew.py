"""Who sits at a desk: the people of a line of defence who may see a warning, nearest first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from zhunsheng_web.access.actor import Actor, actors_of, prefixes
from zhunsheng_web.access.models import Person, Posting, in_force
from zhunsheng_web.access.policy import DESKS, Matter, assignable, may_see
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.barriers import barriers_of
from zhunsheng_web.casework.models import Warning

MOST = 50
"""A desk of more people than this is told through its first fifty."""


def assignable_people(desk: str, path: str, matter: Matter, on: dt.date) -> list[Person]:
    """Whom a warning can be assigned to at a desk, at the office of ``path`` or above it."""
    people = list(_posted(DESKS[desk], path, on))[:MOST]
    actors = actors_of(people, on)
    return [p for p, actor in zip(people, actors, strict=True) if assignable(actor, matter).allowed]


def takers(warnings: Sequence[Warning], on: dt.date) -> list[tuple[Person, int]]:
    """Whom any of these warnings can be assigned to, and how many of them; a handful of queries for
    each place they wait at, which are few: they lie in one person's list."""
    found: Counter[Person] = Counter()
    alike = Counter(
        Matter(w.secrecy, w.office_path, w.handled_path, w.desk, w.assignee_id, barriers_of(w))
        for w in warnings
    )
    crews: dict[tuple[str, str], list[tuple[Person, Actor]]] = {}
    for matter, many in alike.items():
        place = matter.desk, matter.handled_path
        if place not in crews:
            people = list(_posted(DESKS[matter.desk], matter.handled_path, on))[:MOST]
            crews[place] = list(zip(people, actors_of(people, on), strict=True))
        for person, actor in crews[place]:
            if assignable(actor, matter).allowed:
                found[person] += many
    return list(found.items())


def nearest(roles: Iterable[Role], path: str, matter: Matter, on: dt.date) -> list[Person]:
    """Those holding a role at the lowest office, from ``path`` upwards, that has any who may see
    the warning."""
    found = _posted(roles, path, on)
    allowed = {person.pk for person in _allowed(found, matter, on)}
    for place in reversed(list(prefixes(path))):
        here = [p for p, at in found.items() if at == place and p.pk in allowed]
        if here:
            return here
    return []


def heads(path: str, matter: Matter, on: dt.date) -> list[Person]:
    """Who directs the office of ``path``, or the nearest one above it, and may see the warning."""
    found: dict[Person, str] = {}
    for posting in _postings(path, on).filter(command=True):
        found.setdefault(posting.person, posting.office.path)
    allowed = _allowed(found, matter, on)
    deepest = max((found[person] for person in allowed), key=len, default="")
    return [person for person in allowed if found[person] == deepest]


def _posted(roles: Iterable[Role], path: str, on: dt.date) -> dict[Person, str]:
    found: dict[Person, str] = {}
    for posting in _postings(path, on).filter(role__in=list(roles)):
        found.setdefault(posting.person, posting.office.path)
    return found


def _postings(path: str, on: dt.date) -> QuerySet[Posting]:
    return (
        Posting.objects.filter(in_force(on), office__path__in=list(prefixes(path)))
        .select_related("person", "office")
        .order_by("-office__path", "person__code")
    )


def _allowed(found: Iterable[Person], matter: Matter, on: dt.date) -> list[Person]:
    people = list(found)[:MOST]
    actors = actors_of(people, on)
    return [p for p, actor in zip(people, actors, strict=True) if may_see(actor, matter).allowed]
