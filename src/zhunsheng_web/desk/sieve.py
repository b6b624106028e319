"""What a list is narrowed to, as the address says it: ``?level=2&domain=duty&late=1``.

What an address says that makes no sense narrows nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below, within
from zhunsheng_web.access.models import Office, in_force
from zhunsheng_web.access.policy import lying_below
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.lateness import late_at
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.queue import Parts
from zhunsheng_web.casework.stages import OPEN, STAGE_TITLES, Stage

WHEN = ("late", "soon", "new")
MOST_OFFICES = 300


@dataclass(frozen=True, slots=True)
class Sieve:
    """``office``: its path; ``when``: overdue, about to lapse, or come in since ``since``."""

    level: int | None = None
    domain: str = ""
    office: Office | None = None
    stage: str = ""
    when: str = ""

    @property
    def narrows(self) -> bool:
        """Does it leave anything out?"""
        return self != Sieve()

    def apply(self, warnings: Parts, now: dt.datetime, since: dt.datetime) -> Parts:
        """Those that pass."""
        asked = Q()
        if self.level is not None:
            asked &= Q(level=self.level)
        if self.domain:
            asked &= Q(yardstick__domain=self.domain)
        if self.office is not None:
            asked &= lying_below(self.office.path)
        if self.stage:
            asked &= Q(stage=self.stage)
        if self.when == "late":
            asked &= late_at(now)
        elif self.when == "soon":
            asked &= Q(due_at__gte=now, remind_at__lte=now) & ~late_at(now)
        elif self.when == "new":
            asked &= Q(stage_at__gte=since)
        return warnings.filter(asked)

    def address(self, **changes: object) -> str:
        """The query of an address that narrows like this, with some of it changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        told = {
            "when": other.when,
            "level": other.level or "",
            "domain": other.domain,
            "office": other.office.code if other.office else "",
            "stage": other.stage,
        }
        return urlencode({key: value for key, value in told.items() if value})


def sieve_of(given: Mapping[str, str], offices: tuple[Office, ...]) -> Sieve:
    """Reads an address. ``offices``: those the reader may narrow to."""
    level = given.get("level", "")
    domain, stage, when = given.get("domain", ""), given.get("stage", ""), given.get("when", "")
    code = given.get("office", "")
    return Sieve(
        level=int(level) if level in {str(one.level) for one in handling().levels} else None,
        domain=domain if domain in domains() else "",
        office=next((office for office in offices if office.code == code), None),
        stage=stage if stage in set(Stage) else "",
        when=when if when in WHEN else "",
    )


def offices_of(actor: Actor) -> tuple[Office, ...]:
    """The offices a reader may narrow to: his own and two steps below, in the order of the tree.

    They are his by his posts alone, whatever warnings there are: a list made from warnings would
    tell of those he may not see.
    """
    if not actor.standings:
        return ()
    mine = Q(pk__in=[])
    for standing in actor.standings:
        mine |= below("path", standing.path)
    found = Office.objects.filter(mine, in_force(actor.on)).order_by("path")[: MOST_OFFICES * 4]
    tops = [standing.path for standing in actor.standings]
    near = (
        office
        for office in found
        if any(
            within(office.path, top) and office.path.count(".") <= top.count(".") + 2
            for top in tops
        )
    )
    return tuple(office for office, _ in zip(near, range(MOST_OFFICES), strict=False))


@lru_cache(maxsize=1)
def domains() -> dict[str, Text]:
    """The register's domains; not those of existing warnings, which would tell of hidden ones."""
    table = next((one for one in register().codes if one.id == "domains"), None)
    return {code.id: code.title for code in table.codes} if table else {}


def stages() -> tuple[tuple[str, Text], ...]:
    """The stages that wait for somebody."""
    return tuple((str(stage), STAGE_TITLES[stage]) for stage in OPEN)
