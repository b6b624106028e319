"""A workbench to try things on: the simulated service's people, its run taken in, its accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from zhunsheng.flow import runs
from zhunsheng_web.casework.intake import take_in
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.filling.accounts import Given, busiest_section, make_accounts
from zhunsheng_web.filling.service import fill_service
from zhunsheng_web.record.deed import deed

DISTRICT, SEED = "6400", 2026
"""The service that ``zhunsheng demo`` simulates."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was filled in."""

    offices: int
    people: int
    intakes: tuple[Intake, ...]
    accounts: tuple[Given, ...]


def fill(practice: Path, *, district: str = DISTRICT, seed: int = SEED) -> Demonstration:
    """Fills an empty workbench; what is there already stays as it is."""
    taken = list(runs(settings.RUNS))
    if not taken:
        raise FileNotFoundError(settings.RUNS)
    with deed("service.fill", who="system", on=("service", district), now=_morning(-1)) as act:
        filled = fill_service(practice, register(), district=district, seed=seed)
        act.counts = {"offices": filled.offices, "people": filled.people}
    intakes = tuple(take_in(run.folder, now=_morning(at)) for at, run in enumerate(taken))
    section = busiest_section()
    assert section is not None
    officer = _officer_of(section)
    accounts = make_accounts(district, busy_section=section, officer=officer)
    return Demonstration(filled.offices, filled.people, intakes, tuple(accounts))


def _morning(day: int) -> dt.datetime:
    """Before work on the first working Monday after the simulated month, some days on."""
    first = dt.datetime(2026, 11, 2, 7, 30, tzinfo=ZoneInfo(settings.ZONE))
    return first + dt.timedelta(days=day)


def _officer_of(section: str) -> str:
    """The officer of a section whom most open warnings are about."""
    from django.db.models import Count

    from zhunsheng_web.casework.models import Concern

    row = (
        Concern.objects.filter(warning__office__code=section, warning__secrecy="open")
        .exclude(person=None)
        .values("code")
        .annotate(warnings=Count("pk"))
        .order_by("-warnings", "code")
        .first()
    )
    assert row is not None
    return str(row["code"])
