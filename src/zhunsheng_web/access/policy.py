"""Who may do what with which warning: decided here, and nowhere else.

Two forms of one rule: :func:`decide` for one warning, from plain facts; :func:`visible` for lists,
as a condition of the database. Tests hold them to be the same on random worlds.

A warning is reached through an office (the actor holds a role at or above the place that handles
it), and kept from by barriers, which beat every reach: a person sees nothing about himself, his
section or whoever directs him, save that the head of a section handles open warnings about others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from zhunsheng_web.access.actor import Actor, below, within
from zhunsheng_web.access.roles import Role

M = TypeVar("M", bound=Model)
LINE1 = frozenset({Role.SECTION_HEAD, Role.LIAISON, Role.OFFICE_HEAD})
LINE2 = frozenset({Role.FUNCTIONAL, Role.FUNCTIONAL_HEAD})
AUDIT = frozenset({Role.AUDIT, Role.AUDIT_HEAD})
DISCIPLINE = frozenset({Role.DISCIPLINE, Role.POLICE_SUPERVISION})
DESKS = {"line1": LINE1, "line2": LINE2, "audit": AUDIT, "discipline": DISCIPLINE}
SEES_OPEN = LINE1 | LINE2 | AUDIT | DISCIPLINE | {Role.LEADER, Role.LEGAL, Role.ANALYST}
SEES_CLOSED = AUDIT | DISCIPLINE | {Role.LEADER}
READS_ONLY = frozenset({Role.LEADER, Role.LEGAL, Role.ANALYST})


@dataclass(frozen=True, slots=True)
class Hidden:
    """One barrier of a warning: ``person``, ``area`` or ``command``."""

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


@dataclass(frozen=True, slots=True)
class Decision:
    """``code`` says why not; for the log and for the person who may know."""

    allowed: bool
    code: str


ALLOWED = Decision(True, "allowed")


def may_see(actor: Actor, matter: Matter) -> Decision:
    """May the actor know that there is such a warning?"""
    roles = SEES_CLOSED if matter.secrecy == "closed" else SEES_OPEN
    if not any(within(matter.office_path, place) for place in actor.places(*roles)):
        return Decision(False, "out-of-reach")
    if _kept_from(actor, matter.barriers):
        return Decision(False, "barrier")
    return ALLOWED


def decide(actor: Actor, verb: str, matter: Matter) -> Decision:
    """May the actor do this now? Seeing is the least; the stage is not asked here."""
    seen = may_see(actor, matter)
    if not seen.allowed:
        return seen
    if verb == "note":
        return ALLOWED if actor.roles - READS_ONLY else Decision(False, "reads-only")
    desk = DESKS[matter.desk]
    if not any(within(matter.handled_path, place) for place in actor.places(*desk)):
        return Decision(False, "not-your-desk")
    if verb == "review" and ("verify", actor.person_id) in matter.hands:
        return Decision(False, "four-eyes")
    return ALLOWED


def may(actor: Actor, what: str, path: str | None = None) -> Decision:
    """May the actor do something that is not the handling of one warning (``rules.yaml``), at the
    office of ``path``? Without a path: anywhere."""
    places = actor.places(*rules()[what])
    if path is None:
        return ALLOWED if places else Decision(False, "not-your-post")
    near = any(within(path, place) for place in places)
    return ALLOWED if near else Decision(False, "not-your-post")


@lru_cache(maxsize=1)
def rules() -> dict[str, frozenset[Role]]:
    """What may be done → the roles that may."""
    told = yaml.safe_load((Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8"))
    return {what: frozenset(Role(role) for role in roles) for what, roles in told["may"].items()}


def _kept_from(actor: Actor, barriers: Iterable[Hidden]) -> bool:
    lineage, commands = actor.lineage, actor.commands
    return any(
        (one.kind == "person" and one.person_id == actor.person_id)
        or (one.kind == "area" and one.path in lineage)
        or (one.kind == "command" and one.path in commands)
        for one in barriers
    )


def visible(actor: Actor, warnings: QuerySet[M], barriers: QuerySet[Any]) -> QuerySet[M]:
    """Those of the warnings the actor may see. ``barriers``: all rows of barriers."""
    reach = Q(pk__in=[])
    for place in actor.places(*SEES_CLOSED):
        reach |= below("office_path", place)
    for place in actor.places(*(SEES_OPEN - SEES_CLOSED)):
        reach |= Q(secrecy="open") & below("office_path", place)
    return warnings.filter(reach).exclude(Exists(keeping(actor, barriers)))


def keeping(actor: Actor, barriers: QuerySet[Any]) -> QuerySet[Any]:
    """The barriers that keep the actor from the warning of an outer query."""
    return barriers.filter(
        Q(kind="person", person_id=actor.person_id)
        | Q(kind="area", path__in=actor.lineage)
        | Q(kind="command", path__in=actor.commands),
        warning_id=OuterRef("pk"),
    )
