"""How well units handle warnings, against their peers: 绩效评估.

What is published counts open warnings alone, without those a barrier keeps from anybody who reads
evaluations: a circular goes to the units themselves, and must tell nobody of what is hidden from
him. How the closed ones (levels 1 and 2) of the same units were handled is shown beside it to those
alone who see all closed ones there (:func:`closed_units_of`), and never published. Both come from
sums kept in the transaction of each step, by the month of the step: a month that is over says the
same in a year. Units are never ranked: each is held against the rest of its group, and where the
intervals overlap the two cannot be told apart. Persons are never evaluated.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below, within
from zhunsheng_web.access.models import Office, Posting
from zhunsheng_web.access.policy import lying_below, spans
from zhunsheng_web.access.rules import rules
from zhunsheng_web.boards.intervals import Share, share_of
from zhunsheng_web.boards.models import Exposure
from zhunsheng_web.boards.scope import end_of
from zhunsheng_web.casework.indicators import Figures, Rate, by_office
from zhunsheng_web.casework.marks import MEASURES, recount
from zhunsheng_web.casework.models import Barrier, Event, TallyCell, Warning
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.casework.tallies import HandlingTally
from zhunsheng_web.record.service import as_the_service

GROUPS = {
    "coast": Text("沿海", "Coast"),
    "border": Text("沿边", "Border"),
    "inland": Text("内陆", "Inland"),
    "": Text("未分组", "No group"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One column. ``more_is_better``: None where neither is (it only describes)."""

    id: str
    title: Text
    more_is_better: bool | None
    per_thousand: bool = False


MEASURED = (
    Measure("on_time", Text("按时办理率", "Steps on time"), True),
    Measure("precision", Text("核查属实率", "Confirmed"), None),
    Measure("returned", Text("退回率", "Returned"), False),
    Measure("reopened", Text("重新办理率", "Reopened"), False),
    Measure("rubber_stamped", Text("走过场办结率", "Rubber-stamped"), False),
    Measure("second_looks_agreed", Text("复看一致率", "Second looks agreed"), True),
    Measure("rectified_late", Text("整改逾期率", "Rectified late"), False),
    Measure("recurred", Text("整改后复发率", "Recurred"), False),
    Measure("warnings", Text("每千次作业预警", "Warnings per 1,000 acts"), None, True),
)
HANDLED = tuple(one for one in MEASURED if not one.per_thousand)
"""Those that say how warnings were handled."""
Counted = tuple[int, int]
"""Hits and cases of a measure."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's month: ``counts`` by measure."""

    path: str
    code: str
    title: Text
    group: str
    counts: Mapping[str, Counted]

    def stored(self) -> dict[str, Any]:
        """As an edition keeps it."""
        return {
            "path": self.path, "code": self.code, "zh": self.title.zh, "en": self.title.en,
            "group": self.group, "counts": {name: list(pair) for name, pair in self.counts.items()},
        }  # fmt: skip


def restored(stored: Mapping[str, Any]) -> Unit:
    """What :meth:`Unit.stored` gave."""
    counts = {name: (int(pair[0]), int(pair[1])) for name, pair in stored["counts"].items()}
    title = Text(stored["zh"], stored["en"])
    return Unit(stored["path"], stored["code"], title, stored["group"], counts)


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's share of one measure and how it stands to the rest of its group: a key of ``SAID``;
    ``alike`` where the two cannot be told apart."""

    measure: Measure
    share: Share
    said: str


SAID = {
    "better": Text("优于同组", "better than the rest"),
    "worse": Text("不如同组", "worse than the rest"),
    "more": Text("高于同组", "more than the rest"),
    "less": Text("低于同组", "fewer than the rest"),
    "alike": Text("无法区分", "no clear difference"),
    "few": Text("数据不足", "not enough data"),
}


def units_of(office: Office, month: dt.date) -> list[Unit]:
    """The units directly below an office in a month (its first day). Five queries."""
    children = list(Office.objects.filter(parent=office, level__in=_LEVELS).order_by("path"))
    paths = [child.path for child in children]
    # In the service's name: what is held back from everybody has to be known to be left out.
    with as_the_service():
        handled, standing = _handled(office, month, paths), _standing(office, month, paths)
    acts = dict(
        Exposure.objects.filter(path__in=paths, month=month)
        .values_list("path")
        .annotate(Sum("acts"))
    )
    units = []
    for child in children:
        figures = Figures(handled.get(child.path, Counter()))
        counts = _counts(figures)
        worked = int(acts.get(child.path, 0))
        counts["warnings"] = (min(standing.get(child.path, 0), worked), worked)
        units.append(Unit(child.path, child.code, child.title, child.group, counts))
    return units


def closed_units_of(office: Office, month: dt.date, actor: Actor) -> list[Unit] | None:
    """The same units by how their closed warnings were handled, as far as the actor may know of
    them; None for whoever does not see closed ones there. Three queries."""
    if not any(secrecy == "closed" and within(office.path, path) for path, secrecy in spans(actor)):
        return None
    children = list(Office.objects.filter(parent=office, level__in=_LEVELS).order_by("path"))
    paths = [child.path for child in children]
    found = by_office(
        actor, paths, office_path=office.path, secrecy="closed", since=month, until=month
    )
    return [
        Unit(one.path, one.code, one.title, one.group, _counts(found[one.path])) for one in children
    ]


_LEVELS = ("district", "subordinate")


def _counts(figures: Figures) -> dict[str, Counted]:
    return {one.id: _pair(getattr(figures, one.id)) for one in HANDLED}


Peers = list[tuple[Text, list[tuple[Unit, list["Standing"]]]]]
"""By group: the units of each, with how they stand."""


def against_peers(units: Sequence[Unit], measured: Sequence[Measure] = MEASURED) -> Peers:
    """The units by group, each measure held against the rest of the group together."""
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.group].append(unit)
    ordered = sorted(groups, key=lambda name: list(GROUPS).index(name) if name in GROUPS else 9)
    return [
        (
            GROUPS.get(name) or Text(name, name),
            [
                (unit, [_stands(unit, one, groups[name]) for one in measured])
                for unit in groups[name]
            ],
        )
        for name in ordered
    ]


def _stands(unit: Unit, measure: Measure, peers: Sequence[Unit]) -> Standing:
    share = share_of(*unit.counts.get(measure.id, (0, 0)))
    others = [peer.counts.get(measure.id, (0, 0)) for peer in peers if peer.path != unit.path]
    rest = share_of(sum(hits for hits, _ in others), sum(cases for _, cases in others))
    if share.low is None or share.high is None or rest.low is None or rest.high is None:
        return Standing(measure, share, "few")
    if share.low <= rest.high and rest.low <= share.high:
        return Standing(measure, share, "alike")
    more = share.low > rest.high
    if measure.more_is_better is None:
        return Standing(measure, share, "more" if more else "less")
    return Standing(measure, share, "better" if more == measure.more_is_better else "worse")


def _pair(rate: Rate) -> Counted:
    # A verdict taken back in a later month can leave less than nothing in this one.
    cases = max(0, rate.of)
    return min(max(0, rate.good), cases), cases


def _handled(office: Office, month: dt.date, units: Sequence[str]) -> dict[str, Counter[str]]:
    rows = (
        HandlingTally.objects.filter(below("office_path", office.path), month=month, secrecy="open")
        .values_list("office_path")
        .annotate(*(Sum(name) for name in MEASURES))
    )
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for path, *added in rows:
        sums[_unit(path, units)].update(dict(zip(MEASURES, added, strict=True)))
    hidden = Event.objects.filter(
        warning__in=held_back(office), at__date__gte=month, at__date__lte=end_of(month)
    ).select_related("warning__yardstick")
    for (of, _, path, _), kept in recount(hidden).items():
        if of == month:
            sums[_unit(path, units)].subtract(kept)
    return sums


def _standing(office: Office, month: dt.date, units: Sequence[str]) -> dict[str, int]:
    found: Counter[str] = Counter(
        dict(
            TallyCell.objects.filter(path__in=units, grain="domain", start=month, secrecy="open")
            .values_list("path")
            .annotate(Sum("standing"))
        )
    )
    hidden = (
        held_back(office)
        .filter(first_on__gte=month, first_on__lte=end_of(month))
        .exclude(stage__in=(Stage.MERGED, Stage.SUPERSEDED))
    )
    found.subtract(
        Counter(_unit(path, units) for path in hidden.values_list("office_path", flat=True))
    )
    return dict(found)


def _unit(path: str, units: Sequence[str]) -> str:
    return next((unit for unit in units if within(path, unit)), "")


def held_back(office: Office) -> QuerySet[Warning]:
    """Open warnings that a barrier keeps from somebody who reads evaluations: about a head, or a
    person who holds such a post himself."""
    may = rules().may
    readers = Posting.objects.filter(role__in=may["evaluation.see"] | may["evaluation.reply"])
    kept = Barrier.objects.filter(
        Q(kind__in=("area", "command")) | Q(kind="person", person__in=readers.values("person_id"))
    )
    return Warning.objects.filter(
        lying_below(office.path), secrecy="open", pk__in=kept.values("warning_id")
    )
