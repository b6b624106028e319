"""Which act of its activity an act is, is counted within one batch, and anew where that misleads.

Strands carry the count of their own batch. It misleads on a subject with acts in several batches,
and on one whose acts were corrected.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from judging.as_source import row, take_in
from judging.small import act, at, register, standard
from zhunsheng.engine.duckdb import DuckDBRun, judge_trace
from zhunsheng.flow import trace_of
from zhunsheng.model.act import Act
from zhunsheng.model.run import RunOptions
from zhunsheng.standards.compile import compile_plan
from zhunsheng.trace import Store

HEARD_FIRST = register(standard("missing_step", {"at": "Fine", "needs": "Hear"}))
LATER = dt.datetime(2024, 7, 1)

EARLY, NEXT, LATE = (act(n, "Fine", at(day)) for n, day in enumerate(("06-01", "06-02", "06-10")))
HEARD, HEARD_LATE = act(3, "Hear", at("06-05")), act(3, "Hear", at("06-11"))
ELSEWHERE = [replace(one, subject=2, subject_id="case 2") for one in (EARLY, NEXT)]


def _judged(folder: Path, first: list[Act], second: list[Act]) -> dict[str, int]:
    """What two batches come to; of an act known already, the second is a correction."""
    store = Store(folder / "trace")
    take_in(store, folder / "1.jsonl", [row(one) for one in first])
    take_in(store, folder / "2.jsonl", [row(one, recorded=LATER) for one in second])
    (folder / "run").mkdir()
    options = RunOptions(as_of=at("12-31"), threads=1)
    result = judge_trace(
        compile_plan(HEARD_FIRST), trace_of(store), folder / "run", options=options
    )
    said: Counter[str] = Counter()
    for (_, _, reason), n in result.totals.counts.items():
        said[reason.name] += n
    return dict(said)


CASES = {
    "a later batch brings an earlier act": ([LATE, HEARD], [EARLY], {"ABSENT": 1}),
    "the first act is corrected to a later day": (
        [EARLY, NEXT, LATE, HEARD_LATE],
        [replace(EARLY, moment=at("06-12")), ELSEWHERE[1]],
        {"ABSENT": 2},
    ),
    "the first acts turn out to be another case's": (
        [EARLY, NEXT, LATE, HEARD],
        ELSEWHERE,
        {"NONE": 1, "ABSENT": 1},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_first_act_is_the_first_of_all_that_hold(case: str, tmp_path: Path) -> None:
    first, second, said = CASES[case]
    assert _judged(tmp_path, first, second) == said


@pytest.mark.parametrize("case", CASES)
def test_trusting_each_batch_is_seen(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: the counts of the strands are taken as they stand."""
    monkeypatch.setattr(DuckDBRun, "_settle_nth", lambda run, *_: setattr(run, "mended", False))
    first, second, said = CASES[case]
    assert _judged(tmp_path, first, second) != said


def test_a_strand_carries_the_count_of_its_batch(tmp_path: Path) -> None:
    store = Store(tmp_path / "trace")
    again, other = act(4, "Fine", at("06-01", 13)), act(5, "Fine", at("06-03"), subject=2)
    take_in(store, tmp_path / "1.jsonl", [row(one) for one in (LATE, HEARD, other, EARLY, again)])
    ((file,),) = trace_of(store).strands.values()
    table = pq.read_table(file, columns=["subject", "activity", "nth"]).to_pylist()
    counted = Counter((item["activity"], item["nth"]) for item in table)
    assert counted == {("Fine", 1): 2, ("Fine", 2): 1, ("Fine", 3): 1, ("Hear", 1): 1}
    fines = [item["nth"] for item in table if item["activity"] == "Fine"]
    assert fines in ([1, 2, 3, 1], [1, 1, 2, 3])
