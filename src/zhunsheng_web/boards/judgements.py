"""How often each standard was judged, by office and month: what breaches are held against.

A run accounts for each standard: pass + fail + not evaluated. By office it does not; but the acts
its judgements hang on can be asked of the trace (``boards.anchored``), and counted by office and
month. They are kept so only where they add up to the run's own accounting; for every other standard
the run's number alone is kept, for all offices and the whole time together.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.db.models import Q, Sum

from zhunsheng.flow import Run, plan_of, read_run
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.register import Register
from zhunsheng.trace import Store
from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.boards.anchored import Strands, anchored, strands_of
from zhunsheng_web.boards.models import Judged
from zhunsheng_web.boards.scope import MOST_MONTHS, Scope, month_before
from zhunsheng_web.casework.bounded.clock import clock_of
from zhunsheng_web.casework.models import Intake

Place = tuple[str, dt.date]
"""Code of an office, first day of a month."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """Cases (or acts) by place; those of no known month or office are in ``total`` alone."""

    places: Mapping[Place, int]
    total: int
    first: dt.date | None
    last: dt.date | None


def judged_by(scope: Scope, standards: Iterable[str]) -> dict[str, int]:
    """Judgements by these standards in the scope; one of which that is not known is left out. One
    query."""
    rows = (
        Judged.objects.filter(path=scope.office.path, standard__in=list(standards))
        .filter(
            Q(month__gte=scope.first, month__lte=scope.last)
            | Q(month=None, first__gte=scope.first, last__lte=scope.last)
        )
        .values_list("standard")
        .annotate(Sum("judged"))
    )
    return dict(rows)


def latest_run(runs: Path) -> Run | None:
    """The latest run that was taken in, if its folder is still there and whole."""
    taken = Intake.objects.order_by("-sequence", "-pk").values_list("run", flat=True).first()
    try:
        return read_run(runs / taken) if taken else None
    except ZhunshengError:
        return None


def judgements(
    register: Register, store: Store, run: Run, paths: Mapping[str, str]
) -> list[Judged]:
    """What to keep. ``paths``: of offices by code."""
    told = {one.standard: one.passed + one.failed + one.not_evaluated for one in run.standards}
    plan = plan_of(register, store)
    offices: set[str] = set()
    made: list[Judged] = []
    wholes: list[tuple[str, _Counted]] = []
    for standard, ways in _counted(plan, store, told):
        rough = ways[0]
        fitting = next((one for one in ways if one.total == told[standard]), None)
        if fitting is not None:
            made += _by_place(standard, fitting, paths)
        else:
            wholes.append((standard, rough))
        offices |= {office for office, _ in rough.places}
    shared = _shared([paths[office] for office in offices if office in paths])
    made += [
        Judged(path=path, standard=name, judged=told[name], first=way.first, last=way.last)
        for name, way in wholes
        for path in shared
    ]
    return made


def _by_place(standard: str, counted: _Counted, paths: Mapping[str, str]) -> Iterable[Judged]:
    last = max((month for _, month in counted.places), default=dt.date.min)
    sums: Counter[tuple[str, dt.date]] = Counter()
    for (office, month), count in counted.places.items():
        if office in paths and month > month_before(last, MOST_MONTHS):
            for path in prefixes(paths[office]):
                sums[path, month] += count
    for (path, month), count in sums.items():
        yield Judged(path=path, standard=standard, month=month, judged=count)


def _shared(paths: Sequence[str]) -> tuple[str, ...]:
    """The offices that have all of these at or below them."""
    ways = [tuple(prefixes(path)) for path in paths]
    return tuple(step for step in ways[0] if all(step in way for way in ways)) if ways else ()


def _counted(
    plan: Plan, store: Store, told: Mapping[str, int]
) -> Iterator[tuple[str, list[_Counted]]]:
    """Standard → what it may be judging, from rough to fine, as far as the first that adds up."""
    of: dict[str, list[Rule]] = {}
    for rule in plan.rules:
        if rule.anchor in rule.steps and told.get(rule.standard):
            of.setdefault(rule.standard, []).append(rule)
    known: dict[str, _Counted] = {}
    strands: dict[str, Strands | None] = {}
    with duckdb.connect() as base:
        for standard, rules in sorted(of.items()):
            subject = rules[0].subject
            if subject not in strands:
                files = [str(file) for file in store.strand_files(subject)]
                strands[subject] = strands_of(base, files) if files else None
            if (own := strands[subject]) is None:
                continue
            ways: list[_Counted] = []
            for text in _texts(plan, rules, own):
                if text not in known:
                    known[text] = _kept(base, text)
                ways.append(known[text])
                if known[text].total == told[standard]:
                    break
            yield standard, ways


def _texts(plan: Plan, rules: Sequence[Rule], strands: Strands) -> Iterator[str]:
    """A standard judges a case once, by its first act, or every act."""
    for acts in anchored(plan, rules, strands):
        yield (
            "SELECT arg_min(office, moment) AS office, min(moment) AS moment "
            f"FROM ({acts}) GROUP BY subject"
        )
        yield acts


def _kept(base: duckdb.DuckDBPyConnection, text: str) -> _Counted:
    day = f"CAST({clock_of('moment')} AS DATE)"
    rows = base.execute(
        f"SELECT office, CAST(date_trunc('month', {day}) AS DATE), count(*), min({day}), "
        f"max({day}) FROM ({text}) GROUP BY 1, 2"
    ).fetchall()
    return _Counted(
        {(office, month): count for office, month, count, _, _ in rows if office and month},
        sum(row[2] for row in rows),
        min((row[3] for row in rows if row[3]), default=None),
        max((row[4] for row in rows if row[4]), default=None),
    )
