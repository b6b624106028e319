"""By what it will be seen whether a proposal helped: which standards' warnings, how many of them
there are now, and how many are still expected afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import yaml
from django.db.models import QuerySet

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.book.rates import Rate, rate
from zhunsheng_web.book.shelf import Entry, shelf
from zhunsheng_web.casework.drafts import SystemChange, system_change
from zhunsheng_web.casework.models import Proposal, Warning
from zhunsheng_web.casework.observed import observed
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Stage

BEFORE_DAYS = 365
"""How far back the time before is looked at."""
MOST = 40
"""Standards that are followed for one proposal: those of the power a chart is drawn for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """``standards``: whose warnings are counted. ``now``: how many came in the last year, or since
    there are records, as far as the reader may know. ``aim``: what the draft of a system change
    expects; None for others."""

    standards: tuple[Entry, ...]
    now: Rate
    aim: SystemChange | None


def measured(proposal: Proposal, actor: Actor) -> Measured | None:
    """What would be measured, while it has not taken effect; None where no standard watches it, or
    nothing has been judged yet."""
    standards = standards_of(proposal)
    if not standards:
        return None
    judged = observed()
    if judged is None:
        return None
    last = min(actor.on, judged.last)
    first = last - dt.timedelta(days=BEFORE_DAYS - 1)
    days = judged.days(first, last)
    count = counted(standards, last - dt.timedelta(days=days - 1), last, actor).count()
    return Measured(entries(standards), rate(count, days), aim_of(proposal))


def aim_of(proposal: Proposal) -> SystemChange | None:
    """What a change of a business system is to come to."""
    return system_change(proposal.draft) if proposal.kind == ProposalKind.SYSTEM else None


def entries(standards: Iterable[str]) -> tuple[Entry, ...]:
    """Those of the register."""
    found = (shelf().entry("standards", one) for one in standards)
    return tuple(one for one in found if one is not None)


def counted(
    standards: Iterable[str], first: dt.date, last: dt.date, actor: Actor
) -> QuerySet[Warning]:
    """The warnings of the standards whose acts happened between the days, both included."""
    return (
        visible_warnings(actor)
        .filter(yardstick__standard__in=list(standards), first_on__gte=first, first_on__lte=last)
        .exclude(stage__in=(Stage.MERGED, Stage.SUPERSEDED))
    )


def standards_of(proposal: Proposal) -> tuple[str, ...]:
    """The standards it is to help with: its own, the one its draft names, those of the warnings
    behind it; where there are none, those of the power whose chart or grant is to change."""
    if proposal.kind == ProposalKind.STANDARD:
        return (proposal.target,)
    aim = aim_of(proposal)
    if aim is not None:
        return (aim.measured_by,)
    known = proposal.warnings.order_by("yardstick__standard").values_list("yardstick__standard")
    behind = tuple(name for (name,) in known.distinct())
    if behind or proposal.kind == ProposalKind.SYSTEM:
        return behind[:MOST]
    return _of_powers(_powers(proposal))[:MOST]


def _powers(proposal: Proposal) -> frozenset[str]:
    if proposal.kind == ProposalKind.CHART:
        powers = shelf().register.powers
        return frozenset(one.id for one in powers if one.chart == proposal.target)
    told = yaml.safe_load(proposal.draft) if proposal.draft else None
    return frozenset({str(told["power"])} if isinstance(told, dict) and "power" in told else ())


def _of_powers(powers: frozenset[str]) -> tuple[str, ...]:
    return tuple(one.id for one in shelf().register.standards if one.power in powers)
