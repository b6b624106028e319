"""The whole register on its own examples, laid out as one trace: queries and row check agree."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from registers.china import china
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.model.act import Act, Mandate
from zhunsheng.model.example import Example
from zhunsheng.model.moment import MAX_RANK, Moment, moment_of
from zhunsheng.model.run import RunOptions, Trace
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.facts import Facts
from zhunsheng.standards.judge import judge

ZONE = ZoneInfo("Asia/Shanghai")
Strands = dict[str, list[Act]]
"""Type of object → acts, by subject and time."""


def _moment(wall: dt.datetime, *, rank: int = 0) -> Moment:
    there = wall.replace(tzinfo=ZONE)
    offset = there.utcoffset() or dt.timedelta()
    utc = there.astimezone(dt.UTC).replace(tzinfo=None)
    return moment_of(utc, rank=rank, offset_minutes=offset // dt.timedelta(minutes=1))


def _examples() -> Iterator[tuple[str, Example]]:
    """Examples with the type of their subjects, but those that assume values of their own."""
    for standard in china().standards:
        for example in standard.examples:
            if not example.given:
                yield standard.versions[0].subject, example


def _acts() -> Strands:
    times = {one.id for one in china().fields if one.kind == "time"}
    strands: defaultdict[str, list[Act]] = defaultdict(list)
    number = last = 0
    for kind, example in _examples():
        subjects: dict[str, int] = {}
        for one in example.acts:
            last += one.subject not in subjects
            subject = subjects.setdefault(one.subject, last)
            number += 1
            strands[kind].append(
                Act(
                    number,
                    subject,
                    one.activity,
                    _moment(one.at, rank=number % 1000),
                    one.officer,
                    one.post,
                    one.office,
                    attributes=dict(one.attributes),
                    times={
                        name: _moment(dt.datetime.fromisoformat(value))
                        for name, value in one.attributes.items()
                        if name in times and isinstance(value, str)
                    },
                    subject_id=str(subject),
                )
            )
    for acts in strands.values():
        acts.sort(key=lambda act: (act.subject, act.moment, act.act))
    return strands


def _mandates() -> list[Mandate]:
    return [
        Mandate(
            one.officer,
            one.kind,
            one.value,
            _moment(one.start),
            _moment(one.end) if one.end is not None else None,
        )
        for _, example in _examples()
        for one in example.mandates
    ]


def _strand(acts: list[Act]) -> pa.Table:
    columns = {
        **{name: [getattr(act, name) for act in acts] for name in ("subject", "moment", "act")},
        "batch": pa.array([1] * len(acts), pa.int32()),
        **{
            name: pa.array([getattr(act, name) for act in acts], pa.string())
            for name in ("activity", "officer", "post", "office")
        },
    }
    for name in sorted({name for act in acts for name in act.attributes}):
        given = [act.attributes.get(name) for act in acts]
        numbers = [value if isinstance(value, Decimal) else None for value in given]
        texts = [value if isinstance(value, str) else None for value in given]
        columns[f"n_{name}"] = pa.array(numbers, pa.decimal128(18, 4))
        columns[f"a_{name}"] = pa.array(texts, pa.string())
        columns[f"t_{name}"] = pa.array([act.times.get(name) for act in acts], pa.int64())
    return pa.table(columns)


def _trace(strands: Strands, mandates: list[Mandate], folder: Path) -> Trace:
    for kind, acts in strands.items():
        pq.write_table(_strand(acts), folder / f"{kind}.parquet")
    known = sorted({(kind, act.subject) for kind, acts in strands.items() for act in acts})
    objects = pa.table(
        {
            "type": [kind for kind, _ in known],
            "subject": pa.array([subject for _, subject in known], pa.int64()),
            "id": [str(subject) for _, subject in known],
        }
    )
    pq.write_table(objects, folder / "objects.parquet")
    names = ("officer", "kind", "value", "start", "end")
    held = {name: [getattr(one, name) for one in mandates] for name in names}
    pq.write_table(pa.table(held), folder / "mandates.parquet")
    return Trace(
        strands={kind: [folder / f"{kind}.parquet"] for kind in strands},
        objects=[folder / "objects.parquet"],
        mandates=[folder / "mandates.parquet"],
        gaps=(),
    )


def test_queries_and_row_check_agree_on_all_examples_at_once(tmp_path: Path) -> None:
    plan = compile_plan(china())
    strands, mandates = _acts(), _mandates()
    as_of = _moment(dt.datetime(2026, 11, 20, 23, 59, 59, 999000), rank=MAX_RANK)
    (tmp_path / "run").mkdir()
    trace = _trace(strands, mandates, tmp_path)
    run = judge_trace(plan, trace, tmp_path / "run", options=RunOptions(as_of=as_of))
    by_queries = {
        (rule, outcome.name, reason.name): count
        for (rule, outcome, reason), count in run.totals.counts.items()
        if count
    }
    held: defaultdict[str, list[Mandate]] = defaultdict(list)
    for one in mandates:
        held[one.officer].append(one)
    facts = Facts(
        as_of=as_of,
        calendar=china().calendar,
        mandates=held,
        mandate_kinds=frozenset(one.kind for one in mandates),
    )
    kinds = {one.id: one.versions[0].subject for one in china().standards}
    by_rows: Counter[tuple[int, str, str]] = Counter()
    for rule in plan.rules:
        acts = strands[kinds[rule.standard]]
        cases = [list(case) for _, case in groupby(acts, key=lambda act: act.subject)]
        for case in [acts] if rule.shape == "unlike_treatment" else cases:
            for found in judge(plan, rule, case, facts):
                by_rows[rule.number, found.outcome.name, found.reason.name] += 1
    assert by_queries == dict(by_rows)
    assert {outcome for _, outcome, _ in by_rows} == {"PASS", "FAIL", "NOT_EVALUATED"}
