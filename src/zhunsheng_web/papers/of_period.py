"""What a report about an office and a period can say: figures over the warnings its maker may see.

A report is made on demand and counts the warnings of its period themselves, as they stood at the
end of it (``papers.as_of``): made again in a year it says the same, save that its maker counts what
he may see when he makes it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, within
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import lying_below
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.lateness import is_late
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import STAGE_TITLES
from zhunsheng_web.clock import beginning_of
from zhunsheng_web.papers.as_of import Stood, came, closed, standing_open
from zhunsheng_web.papers.composing import Filling
from zhunsheng_web.papers.saying import day, plain, share

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


@dataclass(frozen=True, slots=True)
class _Counted:
    """The warnings of a period as they stood at its end. ``late``: open then, past their limit."""

    fresh: list[Stood]
    ended: list[Stood]
    open: list[Stood]
    late: list[Stood]


def filling_of_period(period: Period, *, actor: Actor, now: dt.datetime) -> Filling:
    """The figures of a period, over what the actor may know of."""
    seen = visible_warnings(actor).filter(lying_below(period.office.path))
    start, end = period.span
    by = min(end, now)
    standing = standing_open(seen, end)
    counted = _Counted(
        came(seen, start, end),
        closed(seen, start, end),
        standing,
        [one for one in standing if is_late(one.due_at, one.whole_due_at, by)],
    )
    acts = _acts(seen, period)
    earlier = period.before.span
    concluded = Counter(one.conclusion for one in counted.ended)
    disposed = Counter(one.disposal for one in counted.ended)
    founded = concluded["founded"] + concluded["partly"]
    facts = {
        "office": period.office.title,
        "first": day(period.first),
        "last": day(period.last),
        "came_in": plain(len(counted.fresh)),
        "closed": plain(len(counted.ended)),
        "open": plain(len(counted.open)),
        "overdue": plain(len(counted.late)),
        "on_time_share": share(acts["on_time"], acts["due"]),
        "founded_share": share(founded, len(counted.ended)),
        "returned": plain(acts["return"]),
        "reopened": plain(acts["reopen"]),
        "extended": plain(acts["extend"]),
        "suspended": plain(acts["suspend"]),
        "second_looks": plain(acts["second-look"]),
        "signed_late": plain(acts["signed_late"]),
        "rubber": plain(acts["rubber"]),
        "before_came_in": plain(len(came(seen, *earlier))),
        "before_closed": plain(len(closed(seen, *earlier))),
    }
    facts |= {name: plain(concluded[name]) for name in _CONCLUSIONS}
    facts |= {fact: plain(disposed[name]) for name, fact in _DISPOSALS.items()}
    return Filling(
        facts,
        {
            "levels": _levels(counted),
            "domains": _domains(counted),
            "standards": _standards(counted),
            "offices": _offices(period, seen, counted),
            "overdue": _overdue(counted.late),
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
    told = done.filter(in_time__isnull=False).aggregate(
        due=Count("pk"),
        on_time=Count("pk", Q(in_time=True)),
        signed_late=Count("pk", Q(verb="sign", in_time=False)),
    )
    quick = done.filter(
        verb__in=("close", "settle"),
        seconds__lt=_RUBBER_SECONDS,
        given__conclusion="unfounded",
    )
    alike = quick.values("text").annotate(n=Count("pk")).filter(n__gt=1)
    counted.update(told)
    counted["rubber"] = sum(row["n"] for row in alike)
    return counted


def _levels(counted: _Counted) -> list[dict[str, Text]]:
    columns = {
        "came_in": counted.fresh,
        "closed": counted.ended,
        "open": counted.open,
        "overdue": counted.late,
    }
    by = {name: Counter(one.level for one in rows) for name, rows in columns.items()}
    return [
        {"label": level.title.text} | {name: plain(of[level.level]) for name, of in by.items()}
        for level in handling().levels
    ]


def _domains(counted: _Counted) -> list[dict[str, Text]]:
    return [
        {
            "label": label,
            "came_in": plain(fresh),
            "founded": plain(founded),
            "unfounded": plain(unfounded),
        }
        for label, fresh, founded, unfounded in _judged(counted, lambda one: one.domain)
    ]


def _standards(counted: _Counted) -> list[dict[str, Text]]:
    most = _judged(counted, lambda one: one.standard)[:15]
    return [
        {
            "place": plain(place),
            "label": label,
            "came_in": plain(fresh),
            "founded": plain(founded),
            "unfounded": plain(unfounded),
            "share": share(founded, founded + unfounded),
        }
        for place, (label, fresh, founded, unfounded) in enumerate(most, 1)
    ]


def _judged(counted: _Counted, of: Callable[[Stood], Text]) -> list[tuple[Text, int, int, int]]:
    """(label, came in, well-founded or partly, unfounded), most first."""
    fresh = Counter(of(one) for one in counted.fresh)
    founded = Counter(of(one) for one in counted.ended if one.conclusion in ("founded", "partly"))
    unfounded = Counter(of(one) for one in counted.ended if one.conclusion == "unfounded")
    labels = sorted(
        {of(one) for one in (*counted.fresh, *counted.ended)},
        key=lambda label: (-fresh[label], label.zh),
    )
    return [(label, fresh[label], founded[label], unfounded[label]) for label in labels]


def _offices(period: Period, seen: QuerySet[Warning], counted: _Counted) -> list[dict[str, Text]]:
    """The offices directly below, by the part of the path that leads to them."""
    below_it = list(Office.objects.filter(parent=period.office).order_by("code"))
    start, end = period.span
    done = Event.objects.filter(at__gte=start, at__lt=end, warning__in=seen.values("pk"))

    def told(rows: QuerySet[Event]) -> Counter[str]:
        counts = rows.values_list("warning__office_path").annotate(n=Count("pk")).order_by()
        return _at(below_it, dict(counts))

    def stood(rows: Iterable[Stood]) -> Counter[str]:
        return _at(below_it, Counter(one.office_path for one in rows))

    fresh, ended, overdue = stood(counted.fresh), stood(counted.ended), stood(counted.late)
    due, in_time = told(done.filter(in_time__isnull=False)), told(done.filter(in_time=True))
    returned = told(done.filter(verb="return"))
    return [
        {
            "label": one.title,
            "came_in": plain(fresh[one.path]),
            "closed": plain(ended[one.path]),
            "on_time": share(in_time[one.path], due[one.path]),
            "returned": plain(returned[one.path]),
            "overdue": plain(overdue[one.path]),
        }
        for one in below_it
        if fresh[one.path] or ended[one.path] or overdue[one.path] or due[one.path]
    ]


def _at(offices: Sequence[Office], counts: dict[str, int]) -> Counter[str]:
    """Counts by path, brought to the offices they lie below."""
    sums: Counter[str] = Counter()
    for path, count in counts.items():
        home = next((one.path for one in offices if within(path, one.path)), None)
        if home is not None:
            sums[home] += count
    return sums


def _overdue(late: Iterable[Stood]) -> list[dict[str, Text]]:
    first = sorted(late, key=lambda one: (one.first_due, one.number))[:50]
    return [
        {
            "place": plain(place),
            "number": plain(one.number),
            "standard": one.standard,
            "office": one.office,
            "stage": STAGE_TITLES[one.stage],
            "due": day(one.first_due),
        }
        for place, one in enumerate(first, 1)
    ]
