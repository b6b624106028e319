"""A workbench to try things on: the simulated service's people, its month judged and taken in by
weeks, the handling of those weeks, its accounts, and a clock that stands where they end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from zhunsheng.durable import write_file
from zhunsheng.flow import runs
from zhunsheng_web.access.models import Posting, in_force
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Concern, Inquiry, Notice, Warning
from zhunsheng_web.casework.stages import OPEN
from zhunsheng_web.clock import day_of
from zhunsheng_web.filling.accounts import busiest_section, make_accounts
from zhunsheng_web.filling.figures import fill_figures
from zhunsheng_web.filling.measures import Measures
from zhunsheng_web.filling.playing import Weeks
from zhunsheng_web.filling.publishing import fill_book
from zhunsheng_web.filling.service import fill_service
from zhunsheng_web.filling.weekly import judge_by_week
from zhunsheng_web.record.deed import deed

DISTRICT, SEED = "6400", 2026
"""The service that ``zhunsheng demo`` simulates."""
BEGINS = dt.datetime(2026, 11, 2, 7, 30)
"""Before work on the first Monday after the simulated month."""
ENDS = dt.datetime(2026, 11, 24, 9, 10)
"""Where the demonstration's clock stands when it is first opened: the morning after the last week
of the month has come in."""
WEEKS = 4


@dataclass(frozen=True, slots=True)
class Demonstration:
    """How many there are of each."""

    offices: int
    people: int
    warnings: int
    acts: int


def fill(
    practice: Path, *, district: str = DISTRICT, seed: int = SEED, say: Callable[[str], object]
) -> Demonstration:
    """Fills an empty workbench: people, warnings, weeks of work, accounts."""
    zone = ZoneInfo(settings.ZONE)
    begin, end = BEGINS.replace(tzinfo=zone), ENDS.replace(tzinfo=zone)
    set_clock(end)
    say("装入单位和人员…… / offices and people…")
    before = begin - dt.timedelta(days=1)
    with deed("service.fill", who="system", on=("service", district), now=before) as act:
        filled = fill_service(practice, register(), district=district, seed=seed)
        act.counts = {"offices": filled.offices, "people": filled.people}
    say("按周比对…… / judging week by week…")
    arrivals = [begin + dt.timedelta(weeks=week) for week in range(WEEKS)]
    weekly = Path(settings.HOME) / "runs"
    come = judge_by_week(
        runs(settings.RUNS)[-1],
        register=settings.REGISTER,
        trace=settings.TRACE,
        folder=weekly,
        at=arrivals,
    )
    settings.RUNS = weekly
    say("演练三周的接收和办理…… / three weeks of taking in and handling…")
    weeks = Weeks(begin, end, seed)
    acts = weeks.play(come) + Measures(district, begin).take()
    _read_notices(before=end - dt.timedelta(days=1))
    set_clock(end)
    make_accounts(district, busy_section=busiest_section(end) or "", officer=asked_officer(end))
    say("统计作业量和流程走法…… / counting the work and its ways…")
    fill_figures(district, begin=begin, end=end)
    say("试行一项建议，发布案例和公告…… / trying a proposal, publishing…")
    fill_book(begin=begin, end=end)
    return Demonstration(filled.offices, filled.people, Warning.objects.count(), acts)


def set_clock(stands_at: dt.datetime) -> None:
    """Moves the clock of this demonstration so that it is this moment now."""
    shift = (stands_at - timezone.now()).total_seconds()
    write_file(Path(settings.HOME) / "clock", f"{shift:.0f}")
    settings.CLOCK = shift


def _read_notices(before: dt.datetime) -> None:
    """Whoever was told something has read it within a few hours."""
    read = F("made_at") + dt.timedelta(hours=3)
    Notice.objects.filter(seen_at=None, made_at__lt=before).update(seen_at=read)


def asked_officer(now: dt.datetime) -> str:
    """An officer and nothing else, with most questions put to him, one of them still to be answered
    in time; else whom most open warnings are about."""
    parts = Posting.objects.filter(in_force(day_of(now)), person=OuterRef("person"))
    more = Exists(parts.exclude(role=Role.OFFICER))
    asked = (
        Inquiry.objects.filter(~more, answered_at=None, due_at__gt=now)
        .values("person__code")
        .annotate(all=Count("person__inquiries"))
        .order_by("-all", "person__code")
        .first()
    )
    if asked is not None:
        return str(asked["person__code"])
    concerned = (
        Concern.objects.filter(~more, warning__secrecy="open", warning__stage__in=OPEN)
        .exclude(person=None)
        .values("code")
        .annotate(warnings=Count("pk"))
        .order_by("-warnings", "code")
        .first()
    )
    return str(concerned["code"]) if concerned else ""
