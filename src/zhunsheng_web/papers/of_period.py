"""What a report about an office and a period can say: figures over the warnings its maker may see.

A report is made on demand and counts the warnings of its period themselves, so that every figure
can be opened to the warnings; it is not a page people turn over.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.models import Office
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import OPEN, STAGE_TITLES, Stage
from zhunsheng_web.clock import beginning_of
from zhunsheng_web.papers.composing import Filling
from zhunsheng_web.papers.saying import day, plain, share

_GONE = (Stage.MERGED, Stage.SUPERSEDED)
_RUBBER_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Period:
    """``office`` with all below it, from ``first`` to ``last``, both included."""

    office: Office
    first: dt.date
    last: dt.date

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        return beginning_of(self.first), beginning_of(self.last + dt.timedelta(days=1))

    @property
    def before(self) -> Period:
        """The period of the same length just before."""
        length = self.last - self.first + dt.timedelta(days=1)
        return Period(self.office, self.first - length, self.last - length)

    @property
    def thing(self) -> str:
        """How its papers are known."""
        return f"{self.office.code}~{self.first}~{self.last}"


def filling_of_period(period: Period, *, actor: Actor, now: dt.datetime) -> Filling:
    """The figures of a period, over what the actor may know of."""
    seen = visible_warnings(actor).filter(below("office_path", period.office.path))
    seen = seen.exclude(stage__in=_GONE)
    start, end = period.span
    came = seen.filter(created_at__gte=start, created_at__lt=end)
    ended = seen.filter(closed_at__gte=start, closed_at__lt=end, stage=Stage.CLOSED)
    late = seen.filter(stage__in=OPEN, due_at__lt=now)
    judged = ended.aggregate(
        all=Count("pk"),
        **{name: Count("pk", Q(conclusion=name)) for name in _CONCLUSIONS},
        **{f"by_{name}": Count("pk", Q(disposal=name)) for name in _DISPOSALS},
    )
    acts = _acts(seen, period)
    earlier = period.before.span
    facts = {
        "office": period.office.title,
        "first": day(period.first),
        "last": day(period.last),
        "came_in": plain(came.count()),
        "closed": plain(judged["all"]),
        "open": plain(seen.filter(stage__in=OPEN).count()),
        "overdue": plain(late.count()),
        "on_time_share": share(acts["on_time"], acts["due"]),
        "founded_share": share(judged["founded"] + judged["partly"], judged["all"]),
        "returned": plain(acts["return"]),
        "reopened": plain(acts["reopen"]),
        "extended": plain(acts["extend"]),
        "suspended": plain(acts["suspend"]),
        "second_looks": plain(acts["second-look"]),
        "signed_late": plain(acts["signed_late"]),
        "rubber": plain(acts["rubber"]),
        "before_came_in": plain(
            seen.filter(created_at__gte=earlier[0], created_at__lt=earlier[1]).count()
        ),
        "before_closed": plain(
            seen.filter(
                closed_at__gte=earlier[0], closed_at__lt=earlier[1], stage=Stage.CLOSED
            ).count()
        ),
    }
    facts |= {name: plain(judged[name]) for name in _CONCLUSIONS}
    facts |= {fact: plain(judged[f"by_{name}"]) for name, fact in _DISPOSALS.items()}
    return Filling(
        facts,
        {
            "levels": _levels(came, ended, seen, late),
            "domains": _domains(came, ended),
            "standards": _standards(came, ended),
            "offices": _offices(period, seen, came, ended, late),
            "overdue": _overdue(late),
        },
    )


_CONCLUSIONS = ("founded", "partly", "unfounded", "undetermined")
_DISPOSALS = {
    "reminder": "reminders",
    "rectification": "rectifications",
    "tax": "taxes",
    "proposal": "proposals",
    "referral": "referrals",
}


def _acts(seen: QuerySet[Warning], period: Period) -> Counter[str]:
    """How often what was done, how often in time."""
    start, end = period.span
    done = Event.objects.filter(at__gte=start, at__lt=end, warning__in=seen.values("pk"))
    counted: Counter[str] = Counter(dict(done.values_list("verb").annotate(n=Count("pk"))))
    moved = done.exclude(source=F("target")).filter(was_due_at__isnull=False)
    told = moved.aggregate(
        due=Count("pk"),
        on_time=Count("pk", Q(at__lte=F("was_due_at"))),
        signed_late=Count("pk", Q(verb="sign", at__gt=F("was_due_at"))),
    )
    quick = done.filter(
        verb__in=("close", "settle"),
        seconds__lt=_RUBBER_SECONDS,
        warning__conclusion="unfounded",
    )
    alike = quick.values("text").annotate(n=Count("pk")).filter(n__gt=1)
    counted.update(told)
    counted["rubber"] = sum(row["n"] for row in alike)
    return counted


def _levels(
    came: QuerySet[Warning],
    ended: QuerySet[Warning],
    seen: QuerySet[Warning],
    late: QuerySet[Warning],
) -> list[dict[str, Text]]:
    counted = [
        dict(one.values_list("level").annotate(n=Count("pk")).order_by())
        for one in (came, ended, seen.filter(stage__in=OPEN), late)
    ]
    names = ("came_in", "closed", "open", "overdue")
    return [
        {"label": level.title.text}
        | {name: plain(by.get(level.level, 0)) for name, by in zip(names, counted, strict=True)}
        for level in handling().levels
    ]


def _domains(came: QuerySet[Warning], ended: QuerySet[Warning]) -> list[dict[str, Text]]:
    names = ("yardstick__domain_zh", "yardstick__domain_en")
    fresh = {
        (zh, en): n for zh, en, n in came.values_list(*names).annotate(n=Count("pk")).order_by()
    }
    judged = _judged(ended, names)
    return [
        {
            "label": Text(*key),
            "came_in": plain(fresh.get(key, 0)),
            "founded": plain(judged.get(key, (0, 0))[0]),
            "unfounded": plain(judged.get(key, (0, 0))[1]),
        }
        for key in sorted(set(fresh) | set(judged), key=lambda one: (-fresh.get(one, 0), one))
    ]


def _standards(came: QuerySet[Warning], ended: QuerySet[Warning]) -> list[dict[str, Text]]:
    names = ("yardstick__title_zh", "yardstick__title_en")
    fresh = {
        (zh, en): n for zh, en, n in came.values_list(*names).annotate(n=Count("pk")).order_by()
    }
    judged = _judged(ended, names)
    ordered = sorted(set(fresh) | set(judged), key=lambda one: (-fresh.get(one, 0), one))[:15]
    return [
        {
            "place": plain(place),
            "label": Text(*key),
            "came_in": plain(fresh.get(key, 0)),
            "founded": plain(judged.get(key, (0, 0))[0]),
            "unfounded": plain(judged.get(key, (0, 0))[1]),
            "share": share(judged.get(key, (0, 0))[0], sum(judged.get(key, (0, 0)))),
        }
        for place, key in enumerate(ordered, 1)
    ]


def _judged(
    ended: QuerySet[Warning], names: tuple[str, str]
) -> dict[tuple[str, str], tuple[int, int]]:
    """(well-founded or partly, unfounded) by what the names name."""
    rows = (
        ended.values_list(*names)
        .annotate(
            founded=Count("pk", Q(conclusion__in=("founded", "partly"))),
            unfounded=Count("pk", Q(conclusion="unfounded")),
        )
        .order_by()
    )
    return {(zh, en): (founded, unfounded) for zh, en, founded, unfounded in rows}


def _offices(
    period: Period,
    seen: QuerySet[Warning],
    came: QuerySet[Warning],
    ended: QuerySet[Warning],
    late: QuerySet[Warning],
) -> list[dict[str, Text]]:
    """The offices directly below, by the part of the path that leads to them."""
    below_it = list(Office.objects.filter(parent=period.office).order_by("code"))
    if not below_it:
        return []
    start, end = period.span
    done = Event.objects.filter(at__gte=start, at__lt=end, warning__in=seen.values("pk"))
    moved = done.exclude(source=F("target")).filter(was_due_at__isnull=False)
    lengths = {len(one.path) for one in below_it}

    def by_office(rows: QuerySet[Warning]) -> Counter[str]:
        counted: Counter[str] = Counter()
        for length in lengths:
            cut = rows.annotate(at_=Substr("office_path", 1, length)).values_list("at_")
            counted.update(dict(cut.annotate(n=Count("pk")).order_by()))
        return counted

    def acts_of(rows: QuerySet[Event]) -> Counter[str]:
        counted: Counter[str] = Counter()
        for length in lengths:
            cut = rows.annotate(at_=Substr("warning__office_path", 1, length)).values_list("at_")
            counted.update(dict(cut.annotate(n=Count("pk")).order_by()))
        return counted

    fresh, closed, overdue = by_office(came), by_office(ended), by_office(late)
    due, in_time = acts_of(moved), acts_of(moved.filter(at__lte=F("was_due_at")))
    returned = acts_of(done.filter(verb="return"))
    return [
        {
            "label": one.title,
            "came_in": plain(fresh[one.path]),
            "closed": plain(closed[one.path]),
            "on_time": share(in_time[one.path], due[one.path]),
            "returned": plain(returned[one.path]),
            "overdue": plain(overdue[one.path]),
        }
        for one in below_it
        if fresh[one.path] or closed[one.path] or overdue[one.path] or due[one.path]
    ]


def _overdue(late: QuerySet[Warning]) -> list[dict[str, Text]]:
    found = late.select_related("yardstick", "office").order_by("due_at", "pk")[:50]
    return [
        {
            "place": plain(place),
            "number": plain(one.number),
            "standard": one.yardstick.title,
            "office": one.office.title,
            "stage": STAGE_TITLES[Stage(one.stage)],
            "due": day(one.due_at),
        }
        for place, one in enumerate(found, 1)
    ]
