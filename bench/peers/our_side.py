"""Our side of the comparison: a log taken in, and the questions judged as standards.

python -m bench.peers.our_side LOG MAPPING STORE     takes the log in, prints the seconds
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers.questions import Question
from bench.peers.stopwatch import Spent, measured
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.flow import take_in, trace_of
from zhunsheng.model.law import Basis
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.standards.compile import compile_plan
from zhunsheng.trace import Store

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SAY = Text("对比", "comparison")
RUNS = 3


def main() -> None:
    """Takes a log in and prints what pm4py_side prints of its import."""
    log, mapping, store = map(Path, sys.argv[1:4])
    started = time.perf_counter()
    take_in(log, mapping, store, now=NOW)
    print(json.dumps({"import_seconds": round(time.perf_counter() - started, 3)}))


def judge(
    store_folder: Path, questions: Sequence[Question], *, subject: str
) -> tuple[dict[str, Counter[str]], dict[str, Any]]:
    """Question → our counts by reason; and what one run of all of them took.

    The run is made ``RUNS`` times in this process after one to warm up; each includes compiling
    and writing the findings. The middle one by the clock is given.
    """
    store = Store(store_folder)
    register = _register(questions, subject=subject, zone=store.zone())
    taken: list[Spent] = []
    for _ in range(RUNS + 1):
        spent = Spent()
        with tempfile.TemporaryDirectory() as folder, measured(spent):
            plan = compile_plan(register)
            result = judge_trace(plan, trace_of(store), Path(folder))
        taken.append(spent)
    answers: dict[str, Counter[str]] = {question.id: Counter() for question in questions}
    for rule in plan.rules:
        for (_, reason), n in result.totals.of_rule(rule.number).items():
            answers[rule.standard][reason.name] += n
    middle = sorted(taken[1:], key=lambda one: one.seconds)[RUNS // 2]
    parts = {part: round(took, 3) for part, took in result.seconds.items()}
    return answers, {
        **middle.shown(),
        "acts": result.acts,
        "findings": result.findings,
        "last_run_by_part": parts,
    }


def _register(questions: Sequence[Question], *, subject: str, zone: str) -> Register:
    always = Validity(dt.date(1990, 1, 1))
    return Register(
        id="comparison",
        title=SAY,
        legal_zone=zone,
        digest="comparison",
        posts=(),
        standards=tuple(
            Standard(
                one.id, SAY, "power", (), 1, "low",
                (StandardVersion(always, (Basis("c", "1"),), one.shape, subject, one.parameters),),
            )
            for one in questions
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
