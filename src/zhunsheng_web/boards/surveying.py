"""How much was worked and by which ways: counted from the trace once, for pages to read.

Counts of work, never of warnings: what everybody with figures may see.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction

from zhunsheng.charts import Chart, draw, read
from zhunsheng.charts.neighbours import after
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.words import words_of
from zhunsheng.trace import Store
from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards.judgements import judgements, latest_run
from zhunsheng_web.boards.models import Exposure, Judged, Worked
from zhunsheng_web.casework.bounded.clock import local

MOST_WAYS = 60
"""Ways between steps kept for a chart, the most gone."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What was counted: acts, those of offices the workbench does not know, charts drawn,
    standards whose judgements are known by office or as a whole."""

    acts: int
    unplaced: int
    charts: int
    standards: int


def survey(register: Register, folder: Path, runs: Path, *, now: dt.datetime) -> Survey:
    """Counts a trace and puts the counts in place of the earlier ones, in one transaction.
    ``runs``: where the run lies that was taken in last; without it no judgements are known."""
    store = Store(folder)
    base = duckdb.connect(":memory:")
    base.execute(
        "CREATE TABLE acts AS SELECT act, activity, office, moment, "
        f"CAST(date_trunc('month', {local('happened_at')}) AS DATE) AS month "
        "FROM read_parquet(?, union_by_name=true) ANTI JOIN "
        "(SELECT act FROM read_parquet(?, union_by_name=true)) gone USING (act)",
        [_names(store.act_files()), _names(store.superseded_files())],
    )
    base.execute(
        "CREATE VIEW touches AS SELECT act, type, subject FROM read_parquet("
        f"{_names(store.touch_files())!r}, union_by_name=true)"
    )
    exposures, unplaced = _exposures(base, register)
    worked = [
        one
        for name, path in register.charts
        if (one := _worked(base, register, name, read(Path(path)), store.trace_digest(), now))
    ]
    run = latest_run(runs)
    paths = dict(Office.objects.values_list("code", "path"))
    judged = judgements(register, store, run, paths) if run else []
    with transaction.atomic():
        Judged.objects.all().delete()
        Judged.objects.bulk_create(judged, batch_size=1_000)
        Exposure.objects.all().delete()
        Exposure.objects.bulk_create(exposures, batch_size=1_000)
        Worked.objects.all().delete()
        Worked.objects.bulk_create(worked)
    row = base.execute("SELECT count(*) FROM acts").fetchone()
    return Survey(
        int(row[0]) if row else 0, unplaced, len(worked), len({one.standard for one in judged})
    )


def _exposures(base: duckdb.DuckDBPyConnection, register: Register) -> tuple[list[Exposure], int]:
    power_of = {one.id: one.power or "" for one in register.activities}
    domain_of = {one.id: one.domain for one in register.powers}
    paths = dict(Office.objects.values_list("code", "path"))
    sums: Counter[tuple[str, dt.date, str, str]] = Counter()
    unplaced = 0
    rows = base.execute(
        "SELECT office, month, activity, count(*) FROM acts WHERE month IS NOT NULL GROUP BY ALL"
    ).fetchall()
    for office, month, activity, count in rows:
        path = paths.get(office)
        if path is None:
            unplaced += count
            continue
        power = power_of.get(activity, "")
        for above in prefixes(path):
            sums[above, month, domain_of.get(power, ""), power] += count
    return [
        Exposure(path=path, month=month, domain=domain, power=power, acts=acts)
        for (path, month, domain, power), acts in sums.items()
    ], unplaced


def _worked(
    base: duckdb.DuckDBPyConnection,
    register: Register,
    name: str,
    chart: Chart,
    digest: str,
    now: dt.datetime,
) -> Worked | None:
    """A chart with its counts; None where nothing of it was ever worked."""
    activities = sorted({task.activity for task in chart.tasks})
    kind = base.execute(
        "SELECT type FROM touches JOIN acts USING (act) WHERE activity IN (SELECT unnest(?)) "
        "AND type NOT IN ('officer', 'company', 'account', 'unit') "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        [activities],
    ).fetchone()
    if kind is None:
        return None
    base.execute(
        "CREATE OR REPLACE TEMP TABLE case_acts AS SELECT DISTINCT subject, moment, act, activity "
        "FROM touches JOIN acts USING (act) WHERE type = ? AND activity IN (SELECT unnest(?))",
        [kind[0], activities],
    )
    steps = base.execute(
        "SELECT activity, count(*), count(DISTINCT subject) FROM case_acts GROUP BY 1"
    ).fetchall()
    ways = base.execute(
        "SELECT before, activity, count(*) FROM (SELECT activity, lag(activity) OVER "
        "(PARTITION BY subject ORDER BY moment, act) AS before FROM case_acts) "
        "WHERE before IS NOT NULL GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT ?",
        [MOST_WAYS],
    ).fetchall()
    seen = base.execute("SELECT count(DISTINCT subject) FROM case_acts").fetchone()
    counts = {activity: acts for activity, acts, _ in steps}
    words = words_of(register)
    domains = {power.chart: power.domain for power in register.powers if power.chart}
    return Worked(
        chart=name,
        title_zh=chart.title.zh,
        title_en=chart.title.en,
        domain=domains.get(name, ""),
        objects_seen=int(seen[0]) if seen else 0,
        steps=_steps(chart, steps, words.activity),
        ways=_ways(chart, ways, words.activity),
        drawn_zh=draw(chart, counts=counts, language="zh"),
        drawn_en=draw(chart, counts=counts, language="en"),
        trace_digest=digest,
        surveyed_at=now,
    )


def _steps(chart: Chart, rows: list[Any], title: Any) -> list[dict[str, Any]]:
    """Every step of the chart in its order, also those nobody ever took."""
    counted = {activity: (acts, cases) for activity, acts, cases in rows}
    ordered = dict.fromkeys(task.activity for task in chart.tasks)
    made = []
    for activity in ordered:
        acts, cases = counted.get(activity, (0, 0))
        said: Text = title(activity)
        told = {"activity": activity, "zh": said.zh, "en": said.en}
        made.append(told | {"acts": acts, "cases": cases})
    return made


def _ways(chart: Chart, rows: list[Any], title: Any) -> list[dict[str, Any]]:
    """``charted``: an arrow of the chart leads so, past gateways and events."""
    onward: dict[str, set[str]] = defaultdict(set)
    for task in chart.tasks:
        onward[task.activity].update(after(chart, task.id))
    made = []
    for before, then, times in rows:
        first, second = title(before), title(then)
        made.append(
            {
                "from_zh": first.zh, "from_en": first.en, "to_zh": second.zh, "to_en": second.en,
                "times": times, "charted": then in onward[before],
            }
        )  # fmt: skip
    return made


def _names(files: list[Path]) -> list[str]:
    return [str(file) for file in files]
