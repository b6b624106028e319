"""Did it help? How often the breach recurs before and after a change took effect."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import sqrt

from django.db.models import Count
from django.db.models.functions import TruncMonth

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Stage

BEFORE_DAYS = 365
"""How far back the time before is looked at."""
ENOUGH_DAYS = 60
"""After fewer days than these it is too early to say anything."""
ENOUGH_EXPECTED = 5.0
"""So too where, had nothing changed, fewer warnings than these would have come."""
MONTH = 365.25 / 12
_Z = 1.959964
STEP, HEIGHT, BASE = 18, 72, 76
"""The drawing: one month's width, the highest bar, the line they stand on."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Warnings in a stretch of days; per month, with its 95 % interval."""

    count: int
    days: int
    per_month: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A month and its bar, in the drawing's own units. ``is_after``: it had taken effect."""

    month: str
    count: int
    is_after: bool
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Followed:
    """``verdict``: too-early, fewer, more or no-difference, with what to say of it. ``edge``: where
    in the drawing it took effect."""

    before: Rate
    after: Rate
    verdict: str
    said: Text
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        return STEP * len(self.bars)

    @property
    def edge(self) -> int:
        return STEP * sum(not bar.is_after for bar in self.bars) - 2


_SAID = {
    "too-early": Text(
        "施行时间尚短或预计数量太少，暂不能判断。",
        "Too early to say: too few days, or too few warnings to be expected.",
    ),
    "fewer": Text("施行后明显减少。", "Clearly fewer since it took effect."),
    "more": Text(
        "施行后明显增多，请查明原因。", "Clearly more since it took effect; find out why."
    ),
    "no-difference": Text(
        "前后区间重叠，看不出差别。", "The intervals overlap: no difference can be told."
    ),
}


def followed(proposal: Proposal, actor: Actor) -> Followed | None:
    """The warnings of the standard before and since, as far as the reader may know of them, by the
    day the acts happened; None before it takes effect, or where it concerns no standard."""
    start = proposal.effective_on
    standard = _standard(proposal)
    if start is None or standard is None or actor.on <= start:
        return None
    first = start - dt.timedelta(days=BEFORE_DAYS)
    counted = (
        visible_warnings(actor)
        .filter(yardstick__standard=standard, first_on__gte=first, first_on__lte=actor.on)
        .exclude(stage__in=(Stage.MERGED, Stage.SUPERSEDED))
    )
    before = rate(counted.filter(first_on__lt=start).count(), BEFORE_DAYS)
    after = rate(counted.filter(first_on__gte=start).count(), (actor.on - start).days)
    told = verdict(before, after)
    by_month = counted.annotate(month=TruncMonth("first_on")).values_list("month")
    months = dict(by_month.annotate(n=Count("pk")).order_by("month"))
    return Followed(before, after, told, _SAID[told], _bars(months, first, actor.on, start))


def rate(count: int, days: int) -> Rate:
    """Byar's approximation to the exact Poisson interval (Breslow & Day 1987, p. 69)."""
    months = max(days, 1) / MONTH
    low = 0.0
    if count:
        low = count * (1 - 1 / (9 * count) - _Z / (3 * sqrt(count))) ** 3
    more = count + 1
    high = more * (1 - 1 / (9 * more) + _Z / (3 * sqrt(more))) ** 3
    return Rate(count, days, count / months, max(low, 0.0) / months, high / months)


def verdict(before: Rate, after: Rate) -> str:
    """What may be said of the two."""
    expected = before.per_month * after.days / MONTH
    if after.days < ENOUGH_DAYS or max(expected, after.count) < ENOUGH_EXPECTED:
        return "too-early"
    if after.high < before.low:
        return "fewer"
    if after.low > before.high:
        return "more"
    return "no-difference"


def _standard(proposal: Proposal) -> str | None:
    """The standard it is to help with: its own, or that of the warnings behind it."""
    if proposal.kind == ProposalKind.STANDARD:
        return proposal.target
    return proposal.warnings.values_list("yardstick__standard", flat=True).first()


def _bars(
    counts: dict[dt.date, int], first: dt.date, last: dt.date, start: dt.date
) -> tuple[Bar, ...]:
    most = max(counts.values(), default=0) or 1
    month = first.replace(day=1)
    found: list[Bar] = []
    while month <= last:
        n = counts.get(month, 0)
        height = max(round(HEIGHT * n / most), int(n > 0))
        is_after = (month + dt.timedelta(days=31)).replace(day=1) > start
        found.append(Bar(f"{month:%Y-%m}", n, is_after, STEP * len(found), BASE - height, height))
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return tuple(found)
