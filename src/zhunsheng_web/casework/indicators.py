"""How well warnings are handled: P03 to P07 of the catalogue, on our own use, and what to tune.

All figures come from the kept sums (``tallies.HandlingTally``) within what the reader may know of:
the warnings a barrier hides from him are taken off, so that a figure tells him nothing of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below, within
from zhunsheng_web.access.policy import in_the_way, spans
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.marks import MEASURES, recount
from zhunsheng_web.casework.models import Barrier, Event, Warning
from zhunsheng_web.casework.tallies import HandlingTally
from zhunsheng_web.record.service import as_the_service

Sums = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """``good`` of ``of``; ``value`` is None where there are too few to say anything
    (``handling.yaml``: ``indicators.least``)."""

    good: int
    of: int

    @property
    def enough(self) -> bool:
        return self.of >= handling().indicators.least

    @property
    def value(self) -> float | None:
        return self.good / self.of if self.enough else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the sums come to. Shares of steps, verdicts, or closings, as each says."""

    sums: Sums

    @property
    def on_time(self) -> Rate:
        """P03: steps taken in time, of all steps that had a limit; the strike-off is one of them,
        under the limit of the whole as well."""
        return Rate(self._("on_time"), self._("on_time") + self._("late"))

    @property
    def precision(self) -> Rate:
        """P04: confirmed in whole or part, of all that was concluded."""
        concluded = self._("founded") + self._("unfounded") + self._("undetermined")
        return Rate(self._("founded"), concluded)

    @property
    def rubber_stamped(self) -> Rate:
        """P05: passed as normal within two minutes of another, in the same words, of all passed as
        normal."""
        return Rate(self._("rubber"), self._("normal"))

    @property
    def self_found(self) -> Rate:
        """P06: problems the first line itself found, of all found."""
        return Rate(self._("by_line1"), self._("by_line1") + self._("by_others"))

    @property
    def rectified_late(self) -> Rate:
        """P07: rectifications struck off after their day, of all."""
        return Rate(self._("rectified_late"), self._("rectified"))

    @property
    def recurred(self) -> Rate:
        """P07: confirmed where the same was put right within six months, of all confirmed."""
        return Rate(self._("recurred"), self._("founded"))

    @property
    def second_looks_agreed(self) -> Rate:
        """Second looks that agreed, of all."""
        return Rate(self._("agreed"), self._("looked"))

    @property
    def reopened(self) -> Rate:
        """Reopened, set against what was closed meanwhile."""
        return Rate(self._("reopened"), self._("closed"))

    @property
    def returned(self) -> Rate:
        """Returned, set against what was concluded or closed at once."""
        concluded = self._("founded") + self._("unfounded") + self._("undetermined")
        return Rate(self._("returned"), concluded + self._("returned"))

    def _(self, name: str) -> int:
        return self.sums.get(name, 0)


def figures(
    actor: Actor,
    *,
    standard: str | None = None,
    office_path: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Figures:
    """Of everything the actor may know, of one standard, or at an office and below it; of the
    months from that of ``since`` up to and including that of ``until``."""
    found = _summed(actor, lambda _, __: "", standard, office_path, since, until)
    return Figures(found.get("", {}))


def by_standard(
    actor: Actor,
    *,
    office_path: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[str, Figures]:
    """The same for every standard that has figures."""
    found = _summed(actor, lambda standard, _: standard, None, office_path, since, until)
    return {standard: Figures(sums) for standard, sums in sorted(found.items())}


def by_office(
    actor: Actor,
    paths: Iterable[str],
    *,
    office_path: str | None = None,
    secrecy: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[str, Figures]:
    """The same for each of these offices with all below it; none of them lies within another.
    ``office_path``: which they all lie below; ``secrecy``: of open or of closed warnings alone."""
    places = sorted(paths)

    def place(_: str, path: str) -> str:
        return next((office for office in places if within(path, office)), "")

    found = _summed(actor, place, None, office_path, since, until, secrecy)
    return {path: Figures(found.get(path, {})) for path in places}


def advice(of: Figures) -> tuple[Text, ...]:
    """What the figures of one standard suggest, in words; nothing where there are too few."""
    told, found = handling().indicators, []
    if not of.precision.enough:
        return (
            Text(
                f"数据不足：已有结论 {of.precision.of} 件，满 {told.least} 件后再作评价。",
                f"Not enough data: {of.precision.of} concluded, {told.least} are needed.",
            ),
        )
    precision, rubber, agreed = (
        of.precision.value, of.rubber_stamped.value, of.second_looks_agreed.value,
    )  # fmt: skip
    if precision is not None and precision < told.precision:
        found.append(
            Text(
                f"有效率 {precision:.0%}，低于 {told.precision:.0%}：建议收紧条件或提高阈值，"
                "并在历史数据上试运行。",
                f"Precision is {precision:.0%}, below {told.precision:.0%}: narrow the conditions "
                "or raise the threshold, and try it on the past.",
            )
        )
    if rubber is not None and rubber > told.rubber_share:
        found.append(
            Text(
                f"{rubber:.0%} 的“不属实”在两分钟内以相同文字办结：有效率可能被低估，"
                "建议先抽查复看，再调整标准。",
                f"{rubber:.0%} of what was passed as normal was passed within two minutes in the "
                "same words: precision may be understated; look at a sample before tuning.",
            )
        )
    if agreed is not None and agreed < told.second_look_agreed:
        found.append(
            Text(
                f"抽查复看只有 {agreed:.0%} 同意原结论：建议停止即办即结，改为逐件核查。",
                f"Second looks agreed with {agreed:.0%} only: verify each instead of settling "
                "at once.",
            )
        )
    on_time = of.on_time.value
    if on_time is not None and on_time < told.on_time:
        found.append(
            Text(
                f"及时率 {on_time:.0%}，低于 {told.on_time:.0%}：核对承办人手与期限设置。",
                f"{on_time:.0%} on time, below {told.on_time:.0%}: look at staffing and limits.",
            )
        )
    if of.recurred.value:
        found.append(
            Text(
                f"整改后六个月内复发 {of.recurred.good} 件：建议提出制度建议，从源头堵塞漏洞。",
                f"{of.recurred.good} came back within six months of being put right: propose a "
                "change that closes the loophole.",
            )
        )
    return tuple(found) or (Text("各项指标正常，暂不需要调整。", "Nothing calls for tuning."),)


def _summed(
    actor: Actor,
    group: Callable[[str, str], str],
    standard: str | None,
    office_path: str | None,
    since: dt.date | None,
    until: dt.date | None,
    secrecy: str | None = None,
) -> dict[str, Counter[str]]:
    first = since.replace(day=1) if since else None
    last = until.replace(day=1) if until else None
    rows = HandlingTally.objects.filter(_reach(actor))
    if standard is not None:
        rows = rows.filter(standard=standard)
    if secrecy is not None:
        rows = rows.filter(secrecy=secrecy)
    if office_path is not None:
        rows = rows.filter(below("office_path", office_path))
    if first is not None:
        rows = rows.filter(month__gte=first)
    if last is not None:
        rows = rows.filter(month__lte=last)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    totals = rows.values_list("standard", "office_path").annotate(*(Sum(name) for name in MEASURES))
    for row_standard, path, *added in totals:
        total = sums[group(row_standard, path)]
        total.update(dict(zip(MEASURES, added, strict=True)))
    # In the service's name: to take off what is hidden from him, it has to be known.
    with as_the_service():
        hidden = recount(_hidden_events(actor))
    for (month, known, path, kind), kept in hidden.items():
        wanted = standard in (None, known) and secrecy in (None, kind)
        wanted = wanted and (office_path is None or within(path, office_path))
        if wanted and (first is None or month >= first) and (last is None or month <= last):
            sums[group(known, path)].subtract(kept)
    return {name: +total for name, total in sums.items() if name or any(total.values())}


def _reach(actor: Actor) -> Q:
    """The rows of the sums within which the actor sees everything save what a barrier hides."""
    condition = Q(pk__in=[])
    for path, secrecy in spans(actor):
        condition |= Q(secrecy=secrecy) & below("office_path", path)
    return condition


def _hidden_events(actor: Actor) -> QuerySet[Event]:
    """The events of the warnings within his reach that a barrier hides from him: few, and taken
    off the sums."""
    barred = in_the_way(actor, Barrier.objects.all()).values("warning_id")
    hidden = Warning.objects.filter(_reach(actor), pk__in=barred)
    return Event.objects.filter(warning__in=hidden).select_related("warning__yardstick")
