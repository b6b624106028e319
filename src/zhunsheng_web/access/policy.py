"""Who may do what with which warning: decided here, and nowhere else.

Two forms of one rule: :func:`decide` for one warning, from plain facts; :func:`visible` for lists,
as a condition of the database. Tests hold them to be the same on random worlds, and the second wall
(``access.walls``) is given the same :class:`Reach`.

A warning is reached through an office (the actor holds a role at or above the place of the acts),
and kept from by barriers, which beat every reach: a person sees nothing about himself, his section
or whoever directs him, save that the head of a section handles open warnings about others. Which
role reaches what is the service's choice: ``rules.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from zhunsheng_web.access.actor import Actor, below, prefixes, within
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.rules import rules

M = TypeVar("M", bound=Model)
DESKS = rules().desks
"""Desk → the roles that work at it."""
SECRECIES = ("open", "closed")
_DISTRICT = 2
"""Steps in the path of a district."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One barrier of a warning: a ``person``; everybody posted at or below a path (``area``);
    whoever directs exactly the office of a path (``command``)."""

    kind: str
    person_id: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What the policy has to know of a warning. ``hands``: who did what: verb → person ids."""

    secrecy: str
    office_path: str
    handled_path: str
    desk: str
    assignee_id: int | None
    barriers: tuple[Hidden, ...]
    hands: tuple[tuple[str, int], ...] = ()
    token: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """``code`` says why not; for the log and for the person who may know."""

    allowed: bool
    code: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody sees. ``spans``: (path, secrecy) within which he sees all that no barrier
    hides; ``assigned``: paths within which he sees closed ones that are assigned to him; ``areas``
    and ``commands``: the barriers of these paths keep him out."""

    person_id: int
    spans: tuple[tuple[str, str], ...]
    assigned: tuple[str, ...]
    areas: tuple[str, ...]
    commands: tuple[str, ...]


ALLOWED = Decision(True, "allowed")


def reach_of(actor: Actor) -> Reach:
    """How far the actor sees by the posts he holds."""
    sees = rules().sees
    roles = {"open": sees.open, "closed": sees.closed}
    return Reach(
        person_id=actor.person_id,
        spans=tuple((path, kind) for kind in SECRECIES for path in _outermost(actor, roles[kind])),
        assigned=_outermost(actor, sees.closed_when_assigned),
        areas=_under(actor),
        commands=actor.commands,
    )


def may_see(actor: Actor, matter: Matter) -> Decision:
    """May the actor know that there is such a warning? ``glass``: by an opening for minutes."""
    reach = reach_of(actor)
    if _kept_from(reach, matter.barriers):
        return Decision(False, "barrier")
    if any(matter.secrecy == kind and within(matter.office_path, p) for p, kind in reach.spans):
        return ALLOWED
    if _by_order(actor, matter):
        return ALLOWED
    if any(one.kind == "warning" and one.thing == matter.token for one in actor.glass):
        return Decision(True, "glass")
    return Decision(False, "out-of-reach")


def decide(actor: Actor, verb: str, matter: Matter) -> Decision:
    """May the actor do this now? Seeing is the least; the stage is not asked here."""
    seen = may_see(actor, matter)
    if not seen.allowed:
        return seen
    told = rules()
    by_office, by_order = _by_office(actor, matter), _by_order(actor, matter)
    if seen.code == "glass" or not (by_office | by_order) - told.reads_only:
        return Decision(False, "reads-only")
    if verb == "note":
        return ALLOWED
    if verb == "supersede":
        return Decision(False, "system-only")
    if verb in told.from_anywhere:
        fit = by_office & told.from_anywhere[verb]
        return ALLOWED if fit else Decision(False, "not-your-desk")
    assigned = matter.assignee_id == actor.person_id and verb in told.by_assignee
    another = matter.assignee_id is not None and verb in told.by_assignee and not assigned
    here = _at_desk(actor, matter, matter.desk)
    if verb in ("reopen", "second-look"):
        above = told.lines_above[matter.desk]
        may_here = here if verb == "second-look" else frozenset()
        here = may_here.union(*(_at_desk(actor, matter, desk) for desk in above))
    if not assigned and not (here and by_office):
        return Decision(False, "not-your-desk")
    if verb in told.reserved and not here & told.reserved[verb]:
        return Decision(False, "reserved")
    if another and not here & told.steps_in:
        return Decision(False, "assigned-to-another")
    earlier = told.four_eyes[matter.secrecy].get(verb, frozenset())
    if any(hand in earlier and who == actor.person_id for hand, who in matter.hands):
        return Decision(False, "four-eyes")
    return ALLOWED


def assignable(person: Actor, matter: Matter) -> Decision:
    """May the warning be assigned to this person? He must be able to see it and to take a step."""
    assigned = replace(matter, assignee_id=person.person_id)
    fitting = _at_desk(person, matter, matter.desk) | _by_order(person, assigned)
    if may_see(person, assigned) != ALLOWED or not fitting:
        return Decision(False, "not-assignable")
    return ALLOWED


def may(actor: Actor, what: str, path: str | None = None) -> Decision:
    """May the actor do something that is not the handling of one warning (``rules.yaml``), at the
    office of ``path``? Without a path: anywhere."""
    places = actor.places(*rules().may[what])
    if path is None:
        return ALLOWED if places else Decision(False, "not-your-post")
    near = any(within(path, place) for place in places)
    return ALLOWED if near else Decision(False, "not-your-post")


def visible(actor: Actor, warnings: QuerySet[M], barriers: QuerySet[Any]) -> QuerySet[M]:
    """Those of the warnings the actor may see. ``barriers``: all rows of barriers. What is open to
    him for minutes alone is in no list."""
    condition = strays(actor)
    for one in _ways(actor):
        condition |= one
    return warnings.filter(condition).exclude(Exists(keeping(actor, barriers)))


def visible_in_parts(
    actor: Actor, warnings: QuerySet[M], barriers: QuerySet[Any]
) -> tuple[list[QuerySet[M]], list[QuerySet[M]]]:
    """The same, each way he sees them by apart: of one, a database finds the first few in any order
    there is an index for; of several at once it has to sort them all. A warning may be in two.
    First what he sees by his offices, then the few that are assigned to him."""
    kept = ~Exists(keeping(actor, barriers))
    by_order = [strays(actor)] if reach_of(actor).assigned else []
    by_offices, few = (
        [warnings.filter(one).filter(kept) for one in ways] for ways in (_ways(actor), by_order)
    )
    return by_offices, few


def lying_below(path: str) -> Q:
    """The condition that the acts of a warning were at an office or below it. Of a district or all
    of the service there may be very many: of them an index knows every order they are listed in."""
    if path.count(".") == _DISTRICT:
        return Q(district=path)
    return below("office_path", path)


def handled_below(path: str) -> Q:
    """The condition that a warning waits at an office or below it: there, or above it in the line
    of the office where the acts were."""
    if path.count(".") == _DISTRICT:
        return Q(district=path) & ~Q(handled_path=next(prefixes(path)))
    return below("handled_path", path)


def spans(actor: Actor) -> tuple[tuple[str, str], ...]:
    """(path, secrecy) within which he sees everything save what a barrier hides."""
    return reach_of(actor).spans


def strays(actor: Actor) -> Q:
    """The condition of the single closed warnings he may see though no span of his covers them."""
    places = Q(pk__in=[])
    for path in reach_of(actor).assigned:
        places |= below("office_path", path)
    return Q(secrecy="closed", assignee_id=actor.person_id) & places


def _ways(actor: Actor) -> list[Q]:
    """Each condition under which he sees, by his offices, a warning that no barrier hides."""
    found = spans(actor)
    ways = []
    for path in dict.fromkeys(path for path, _ in found):
        kinds = [kind for kind in SECRECIES if (path, kind) in found]
        narrower = Q() if len(kinds) == len(SECRECIES) else Q(secrecy=kinds[0])
        ways.append(narrower & lying_below(path))
    return ways


def keeping(actor: Actor, barriers: QuerySet[Any]) -> QuerySet[Any]:
    """The barriers that keep the actor from the warning of an outer query."""
    return in_the_way(actor, barriers).filter(warning_id=OuterRef("pk"))


def in_the_way(actor: Actor, barriers: QuerySet[Any]) -> QuerySet[Any]:
    """Every barrier that keeps the actor from something."""
    reach = reach_of(actor)
    return barriers.filter(
        Q(kind="person", person_id=reach.person_id)
        | Q(kind="area", path__in=reach.areas)
        | Q(kind="command", path__in=reach.commands)
    )


def _kept_from(reach: Reach, barriers: Iterable[Hidden]) -> bool:
    return any(
        (one.kind == "person" and one.person_id == reach.person_id)
        or (one.kind == "area" and one.path in reach.areas)
        or (one.kind == "command" and one.path in reach.commands)
        for one in barriers
    )


def _by_office(actor: Actor, matter: Matter) -> frozenset[Role]:
    """The roles by which he sees the warning, whoever it is assigned to."""
    sees = rules().sees
    roles = sees.closed if matter.secrecy == "closed" else sees.open
    return roles.intersection(s.role for s in actor.standings if within(matter.office_path, s.path))


def _by_order(actor: Actor, matter: Matter) -> frozenset[Role]:
    """The roles by which he sees a closed warning because it is assigned to him."""
    if matter.secrecy != "closed" or matter.assignee_id != actor.person_id:
        return frozenset()
    roles = rules().sees.closed_when_assigned
    return roles.intersection(s.role for s in actor.standings if within(matter.office_path, s.path))


def _at_desk(actor: Actor, matter: Matter, desk: str) -> frozenset[Role]:
    """The roles in which he works at this desk for the place that handles the warning."""
    return frozenset(
        standing.role
        for standing in actor.standings
        if standing.role in rules().desks[desk] and within(matter.handled_path, standing.path)
    )


def _outermost(actor: Actor, roles: frozenset[Role]) -> tuple[str, ...]:
    """Where he holds one of these roles, without what lies below another such place."""
    places = sorted(set(actor.places(*roles)))
    return tuple(p for p in places if not any(within(p, q) for q in places if q != p))


def _under(actor: Actor) -> tuple[str, ...]:
    """Every office he belongs to, with all above it. Who was sent in to headquarters from outside
    is under nobody there."""
    found: dict[str, None] = {}
    for standing in actor.standings:
        way = list(prefixes(standing.path))
        if len(way) > 1 or standing.role not in rules().sent_in:
            found.update(dict.fromkeys(way))
    return tuple(found)
