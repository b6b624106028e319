"""One query a standard against our engine: the same trace, the same DuckDB, the same answers.

    python -m bench.peers.per_standard [--scale 0.01] [--standards 1856]

The result goes to standard output as one JSON object, a table to standard error. Where the peer
would need longer than ``--at-most`` seconds, it is asked a random part of the standards; its whole
time is then extrapolated, and said to be.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from bench.national_month import register as national_register
from bench.national_month import write_trace
from bench.peers.one_query import SHAPES, calendar_table, query
from bench.peers.stopwatch import Spent, machine, measured
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.model.plan import Plan
from zhunsheng.model.register import Register
from zhunsheng.model.run import RunResult, Trace
from zhunsheng.model.standard import Standard
from zhunsheng.model.verdict import Outcome
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shapes import SHAPES as ALL_SHAPES

STANDARDS = 1_856
WARM_UP = 2 * len(SHAPES)
Counts = tuple[int, int, int]
"""How many passed, failed, were not evaluated."""


def main() -> None:
    """Measures and prints. Ends with status 1 if one standard's counts differ."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--scale", type=float, default=0.01, help="of 100 million acts")
    words.add_argument("--standards", type=int, default=STANDARDS)
    words.add_argument("--folder", type=Path, default=Path(".zhunsheng/bench"))
    words.add_argument("--at-most", type=float, default=180.0, help="seconds for the peer")
    said = words.parse_args()
    trace = write_trace(said.folder, scale=said.scale)
    found = compare(trace, register_of(said.standards), at_most=said.at_most)
    found["scale"] = said.scale
    _show(found)
    print(json.dumps(found, ensure_ascii=False))
    sys.exit(1 if found["differing"] else 0)


def register_of(standards: int) -> Register:
    """The national register, of it the standards of the shapes both sides can judge."""
    drawn = math.ceil(standards / len(SHAPES)) * len(ALL_SHAPES)
    whole = national_register(standards=drawn)
    kept = [one for one in whole.standards if one.versions[0].shape in SHAPES]
    return replace(whole, standards=tuple(kept[:standards]))


def compare(trace: Trace, register: Register, *, at_most: float) -> dict[str, Any]:
    """Both sides on the same trace, each warmed up; what they took and whether they agree."""
    before = machine()
    judge(trace, replace(register, standards=register.standards[:WARM_UP]))
    ours, plan, result = judge(trace, register)
    answers = answers_of(plan, result)
    asked = list(register.standards)
    random.Random(1).shuffle(asked)
    peer = Spent()
    by_shape: defaultdict[str, list[float]] = defaultdict(list)
    differing: list[dict[str, object]] = []
    compared = judgements = 0
    with duckdb.connect() as db:
        db.execute(calendar_table(register))
        queries = [_written(one, trace, result.as_of, register) for one in asked]
        for sql in queries[:WARM_UP]:
            db.execute(sql).fetchone()
        for standard, sql in zip(asked, queries, strict=True):
            once = Spent()
            with measured(once):
                row = db.execute(sql).fetchone()
            assert row is not None
            peer.seconds += once.seconds
            peer.cpu_seconds += once.cpu_seconds
            by_shape[standard.versions[0].shape].append(once.seconds)
            passed, failed, unknown = (int(n or 0) for n in row)  # no row at all: not 0 but empty
            counts: Counts = (passed, failed, unknown)
            compared, judgements = compared + 1, judgements + sum(counts)
            if counts != answers[standard.id]:
                differing.append(
                    {"standard": standard.id, "peer": counts, "ours": answers[standard.id]}
                )
            if peer.seconds > at_most:
                break
        threads = db.execute("SELECT current_setting('threads')").fetchone()
    share = compared / len(asked)
    assert threads is not None
    return {
        "peer": "one SQL query per standard",
        "duckdb": duckdb.__version__,
        "threads": threads[0],
        "acts": result.acts,
        "standards": len(asked),
        "compared": compared,
        "judgements_compared": judgements,
        "differing": differing,
        "ours": {
            **ours.shown(),
            "findings": result.findings,
            "seconds_by_part": {part: round(took, 3) for part, took in result.seconds.items()},
        },
        "per_standard": {
            **peer.shown(),
            "milliseconds_each": round(1000 * peer.seconds / compared, 3),
        },
        "is_extrapolated": share < 1,
        "per_standard_all": {
            "seconds": round(peer.seconds / share, 3),
            "cpu_seconds": round(peer.cpu_seconds / share, 3),
        },
        "ratio": round(peer.seconds / share / ours.seconds, 1),
        "cpu_ratio": round(peer.cpu_seconds / share / ours.cpu_seconds, 1),
        "milliseconds_by_shape": {
            shape: round(1000 * sum(each) / len(each), 3) for shape, each in by_shape.items()
        },
        "machine": {"before": before, "after": machine()},
    }  # fmt: skip


def judge(trace: Trace, register: Register) -> tuple[Spent, Plan, RunResult]:
    """Our side: compiling, judging, and writing every finding with its evidence."""
    spent = Spent()
    with tempfile.TemporaryDirectory() as folder, measured(spent):
        plan = compile_plan(register)
        result = judge_trace(plan, trace, Path(folder))
    return spent, plan, result


def answers_of(plan: Plan, result: RunResult) -> dict[str, Counts]:
    """Standard → what our judgements came to."""
    sums: dict[str, Counts] = {}
    counted: defaultdict[int, dict[Outcome, int]] = defaultdict(lambda: dict.fromkeys(Outcome, 0))
    for (number, outcome, _), n in result.totals.counts.items():
        counted[number][outcome] += n
    for rule in plan.rules:
        assert rule.standard not in sums, "a standard of one version is one rule"
        of = counted[rule.number]
        sums[rule.standard] = (of[Outcome.PASS], of[Outcome.FAIL], of[Outcome.NOT_EVALUATED])
    return sums


def _written(standard: Standard, trace: Trace, as_of: int, register: Register) -> str:
    (file,) = trace.strands["declaration"]
    return query(
        standard.versions[0], source=f"read_parquet('{file}')", as_of=as_of, register=register
    )


def _show(found: dict[str, Any]) -> None:
    ours, all_ = found["ours"], found["per_standard_all"]
    differing = found["differing"]
    note = " (extrapolated)" if found["is_extrapolated"] else ""
    lines = [
        f"acts {found['acts']:,} · standards {found['standards']:,} · DuckDB {found['duckdb']}",
        f"compared {found['compared']:,} standards, {found['judgements_compared']:,} judgements, "
        f"{len(differing)} standards differ",
        f"{'':24}{'seconds':>10}{'cpu s':>10}",
        f"{'ours, all at once':24}{ours['seconds']:10.2f}{ours['cpu_seconds']:10.2f}",
        f"{'one query a standard':24}{all_['seconds']:10.2f}{all_['cpu_seconds']:10.2f}{note}",
        f"ratio {found['ratio']} (processor time {found['cpu_ratio']}) · {found['machine']}",
        *(str(one) for one in differing[:10]),
    ]
    print("\n".join(lines), file=sys.stderr)


if __name__ == "__main__":
    main()
