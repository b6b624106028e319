"""One figure, taken in this process: ``python -m bench.one generate|floor|judge|row|import …``."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from bench import national_month
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.model.act import Act
from zhunsheng.model.moment import Moment
from zhunsheng.model.run import RunOptions
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.counter import Counter, OpenCase
from zhunsheng.standards.facts import Facts

MEMORY_GB = 6
MAPPING = Path(__file__).parent.parent / "registers/traffic-fines/mapping.yaml"


def generate(folder: str, scale: str) -> dict[str, Any]:
    national_month.write_trace(Path(folder), scale=float(scale))
    return {}


def floor(folder: str, scale: str) -> dict[str, Any]:
    """One bare GROUP BY subject, activity with the smallest and largest time."""
    (file,) = national_month.write_trace(Path(folder), scale=float(scale)).strands["declaration"]
    with duckdb.connect() as db, tempfile.TemporaryDirectory() as spill:
        db.execute(f"SET memory_limit = '{MEMORY_GB}GB'")
        db.execute("SET temp_directory = ?", [spill])
        db.execute("SET preserve_insertion_order = false")
        started = time.perf_counter()
        groups = db.execute(
            f"""SELECT count(*), sum(first), sum(last) FROM (
              SELECT subject, activity, min(moment) AS first, max(moment) AS last
              FROM read_parquet('{file}') GROUP BY subject, activity)"""
        ).fetchone()
        seconds = time.perf_counter() - started
        counted = db.execute(
            f"SELECT count(*), count(DISTINCT subject) FROM read_parquet('{file}')"
        ).fetchone()
    assert groups is not None and counted is not None
    return {
        "seconds": round(seconds, 2),
        "groups": groups[0],
        "acts": counted[0],
        "subjects": counted[1],
    }


def judge(folder: str, scale: str, finer: str) -> dict[str, Any]:
    """All standards on the whole trace, compiling and writing findings included."""
    trace = national_month.write_trace(Path(folder), scale=float(scale))
    started = time.perf_counter()
    plan = compile_plan(national_month.register(finer=int(finer)))
    with tempfile.TemporaryDirectory() as out:
        result = judge_trace(plan, trace, Path(out), options=RunOptions(memory_limit_gb=MEMORY_GB))
        seconds = time.perf_counter() - started
    outcomes: Tally[str] = Tally()
    for (_, outcome, _), n in result.totals.counts.items():
        outcomes[outcome.name] += n
    return {
        "seconds": round(seconds, 2),
        "acts": result.acts,
        "rules": len(plan.rules),
        "judgements": sum(outcomes.values()),
        "outcomes": dict(outcomes),
        "findings": result.findings,
        "parts": {part: round(value, 2) for part, value in result.seconds.items()},
    }


def row(folder: str, scale: str, finer: str = "1") -> dict[str, Any]:
    """Single acts as they come in, each judged by all the rules in which it plays a part."""
    (file,) = national_month.write_trace(Path(folder), scale=float(scale)).strands["declaration"]
    plan = compile_plan(national_month.register(finer=int(finer)))
    counter = Counter(plan, subject="declaration")
    strands = _strands(file, subjects=4_000)
    facts = Facts(as_of=Moment(max(act.moment for acts in strands for act in acts)),
                  calendar=plan.calendar)  # fmt: skip
    random.Random(1).shuffle(strands)
    warm, counted = strands[: len(strands) // 2], strands[len(strands) // 2 :]
    judgements = acts = 0
    for strand in warm:
        case = OpenCase()
        for act in strand:
            counter.judge(case, act, facts)
    started, worked = time.perf_counter(), time.process_time()
    for strand in counted:
        case = OpenCase()
        for act in strand:
            judgements += len(counter.judge(case, act, facts))
            acts += 1
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    return {
        "microseconds_per_act": round(seconds / acts * 1e6, 1),
        "cpu_microseconds_per_act": round(cpu / acts * 1e6, 1),
        "acts": acts,
        "rules": len(plan.rules),
        "judgements_per_act": round(judgements / acts, 2),
    }


def _strands(file: Path, *, subjects: int) -> list[list[Act]]:
    with duckdb.connect() as db:
        rows = db.execute(
            f"""SELECT subject, moment, act, activity, officer, post, office, a_mode, a_chapter,
              a_reference, n_amount, n_declared
            FROM read_parquet('{file}') WHERE subject IN (
              SELECT DISTINCT subject FROM read_parquet('{file}') ORDER BY subject LIMIT {subjects})
            ORDER BY subject, moment"""
        ).fetchall()
    strands: dict[int, list[Act]] = {}
    for subject, moment, act, activity, officer, post, office, *values in rows:
        names = ("mode", "chapter", "reference", "amount", "declared")
        filled = {n: v for n, v in zip(names, values, strict=True) if v is not None}
        strands.setdefault(subject, []).append(
            Act(act, subject, activity, Moment(moment), officer, post, office, filled)
        )
    return list(strands.values())


def import_(source: str) -> dict[str, Any]:
    """A source file through its mapping into an empty trace."""
    from zhunsheng import flow

    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        report = flow.take_in(
            Path(source), MAPPING, Path(folder) / "trace", now=dt.datetime.now(dt.UTC)
        )
        seconds = time.perf_counter() - started
    return {"seconds": round(seconds, 2), "acts": report.manifest.counts.acts}


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        "generate": generate, "floor": floor, "judge": judge, "row": row, "import": import_,
    }  # fmt: skip
    print(json.dumps(tasks[name](*arguments)))
