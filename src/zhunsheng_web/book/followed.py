"""Did it help? How often the breach recurs before and after a change took effect."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.book.measured import BEFORE_DAYS, aim_of, counted, entries, standards_of
from zhunsheng_web.book.rates import MONTH, Rate, rate
from zhunsheng_web.book.shelf import Entry
from zhunsheng_web.casework.drafts import SystemChange
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.observed import observed

ENOUGH_DAYS = 60
"""After fewer days than these it is too early to say anything."""
ENOUGH_EXPECTED = 5.0
"""So too where, had nothing changed, fewer warnings than these would have come."""
STEP, HEIGHT, BASE = 18, 72, 76
"""The drawing: one month's width, the highest bar, the line they stand on."""


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
    """``verdict``: nothing-yet, nothing-before, too-early, fewer, more or no-difference, with what
    to say of it. ``edge``: where in the drawing it took effect. ``standards``: whose warnings are
    counted. ``aimed``: what may be said of the aim of a system change; None for other changes."""

    before: Rate
    after: Rate
    verdict: str
    said: Text
    bars: tuple[Bar, ...]
    standards: tuple[Entry, ...]
    aimed: Text | None

    @property
    def width(self) -> int:
        return STEP * len(self.bars)

    @property
    def edge(self) -> int:
        return STEP * sum(not bar.is_after for bar in self.bars) - 2


_SAID = {
    "nothing-yet": Text(
        "施行以后的记录尚未比对，暂不能判断。",
        "No records from the time since it took effect have been judged yet.",
    ),
    "nothing-before": Text(
        "施行以前没有可比对的记录，无从比较。",
        "There are no judged records from before, and nothing to compare with.",
    ),
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
    """The warnings of the standards before and since, as far as the reader may know of them, by the
    day the acts happened, over the days of which there are judged records; None before it takes
    effect, or where it concerns no standard."""
    start = proposal.effective_on
    judged = observed()
    if start is None or judged is None or actor.on <= start:
        return None
    if not (standards := standards_of(proposal)):
        return None
    eve, last = start - dt.timedelta(days=1), min(actor.on, judged.last)
    before_days = judged.days(start - dt.timedelta(days=BEFORE_DAYS), min(eve, last))
    first = min(eve, last) - dt.timedelta(days=before_days - 1)
    known = counted(standards, first, last, actor)
    sums = known.aggregate(
        before=Count("pk", filter=Q(first_on__lt=start)),
        after=Count("pk", filter=Q(first_on__gte=start)),
    )
    before = rate(sums["before"], before_days)
    after = rate(sums["after"], judged.days(start, last))
    told = verdict(before, after)
    by_month = known.annotate(month=TruncMonth("first_on")).values_list("month")
    months = dict(by_month.annotate(n=Count("pk")).order_by("month"))
    return Followed(
        before,
        after,
        told,
        _SAID[told],
        _bars(months, first, max(last, start), start),
        entries(standards),
        _aimed(aim_of(proposal), start, after),
    )


def _aimed(aim: SystemChange | None, start: dt.date, after: Rate) -> Text | None:
    """Whether the draft's own aim is reached, once the time it gives itself is over."""
    if aim is None:
        return None
    due = start + dt.timedelta(days=aim.after_days)
    if after.days < aim.after_days:
        said = Text(
            "预期：每月不超过 {n} 件；{day} 起判断是否达到。",
            "Expected: at most {n} a month; to be judged from {day}.",
        )
    elif after.high <= aim.at_most:
        said = Text("已达到预期：每月不超过 {n} 件。", "As expected: at most {n} a month.")
    elif after.low > aim.at_most:
        said = Text(
            "未达到预期：每月应不超过 {n} 件。",
            "Not as expected: it was to be at most {n} a month.",
        )
    else:
        said = Text(
            "预期每月不超过 {n} 件；区间跨过该数，尚不能断定。",
            "Expected: at most {n} a month; the interval lies on both sides of it, so it cannot be "
            "told yet.",
        )
    return said.fill(n=f"{aim.at_most:g}", day=due.isoformat())


def verdict(before: Rate, after: Rate) -> str:
    """What may be said of the two."""
    if not after.days:
        return "nothing-yet"
    if not before.days:
        return "nothing-before"
    expected = before.per_month * after.days / MONTH
    if after.days < ENOUGH_DAYS or max(expected, after.count) < ENOUGH_EXPECTED:
        return "too-early"
    if after.high < before.low:
        return "fewer"
    if after.low > before.high:
        return "more"
    return "no-difference"


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
