"""How often each standard was judged, by office and month: what breaches are held against.

A run accounts for each standard: pass + fail + not evaluated. By office it does not; but where a
standard asks nothing more of the act it hangs on, the cases with that act are its judgements, and
can be counted by the office and month of that act. They are kept so only where they add up to the
run's own accounting; for every other standard the run's number alone is kept, for all offices
and the whole time together.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.db.models import Q, Sum

from zhunsheng.flow import Run, plan_of, read_run
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.model.plan import Plan
from zhunsheng.model.register import Register
from zhunsheng.trace import Store
from zhunsheng_web.access.actor import prefixes
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
    counted = {name: ways for name, ways in _counted(plan, store) if told.get(name)}
    offices = {office for ways in counted.values() for office, _ in ways[0].places}
    shared = _shared([paths[office] for office in offices if office in paths])
    made: list[Judged] = []
    for standard, ways in counted.items():
        judged = told[standard]
        fitting = next((one for one in ways if one.total == judged), None)
        if fitting is not None:
            made += _by_place(standard, fitting, paths)
            continue
        first, last = ways[0].first, ways[0].last
        made += [
            Judged(path=path, standard=standard, judged=judged, first=first, last=last)
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


def _counted(plan: Plan, store: Store) -> Iterable[tuple[str, tuple[_Counted, _Counted]]]:
    """Standard → its cases and its acts, as they may be what it judges."""
    of: dict[str, tuple[str, set[str]]] = {}
    for rule in plan.rules:
        if rule.anchor in rule.steps:
            step = plan.steps[rule.steps[rule.anchor] - 1]
            of.setdefault(rule.standard, (rule.subject, set()))[1].update(step.activities)
    known: dict[tuple[str, tuple[str, ...]], tuple[_Counted, _Counted]] = {}
    with duckdb.connect() as base:
        for standard, (subject, activities) in sorted(of.items()):
            files = [str(file) for file in store.strand_files(subject)]
            if not files or not activities:
                continue
            key = subject, tuple(sorted(activities))
            if key not in known:
                known[key] = _cases(base, files, key[1]), _acts(base, files, key[1])
            yield standard, known[key]


def _cases(
    base: duckdb.DuckDBPyConnection, files: Sequence[str], activities: Sequence[str]
) -> _Counted:
    return _kept(
        base,
        "SELECT arg_min(office, moment) AS office, min(moment) AS moment FROM ("
        f"{_STRAND}) GROUP BY subject",
        files,
        activities,
    )


def _acts(
    base: duckdb.DuckDBPyConnection, files: Sequence[str], activities: Sequence[str]
) -> _Counted:
    return _kept(base, f"SELECT office, moment FROM ({_STRAND})", files, activities)


_STRAND = (
    "SELECT subject, office, moment FROM read_parquet(?, union_by_name = true) "
    "WHERE activity IN (SELECT unnest(?))"
)


def _kept(
    base: duckdb.DuckDBPyConnection, text: str, files: Sequence[str], activities: Sequence[str]
) -> _Counted:
    day = f"CAST({clock_of('moment')} AS DATE)"
    rows = base.execute(
        f"SELECT office, CAST(date_trunc('month', {day}) AS DATE), count(*), min({day}), "
        f"max({day}) FROM ({text}) GROUP BY 1, 2",
        [list(files), list(activities)],
    ).fetchall()
    return _Counted(
        {(office, month): count for office, month, count, _, _ in rows if office and month},
        sum(row[2] for row in rows),
        min((row[3] for row in rows if row[3]), default=None),
        max((row[4] for row in rows if row[4]), default=None),
    )
