"""The same trace gives the same findings, however it is cut up, ordered or judged again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from judging.as_source import store_of
from judging.worlds import World, random_world, write_trace
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.flow import trace_of
from zhunsheng.model.act import Act
from zhunsheng.model.moment import instant_of
from zhunsheng.model.plan import Plan
from zhunsheng.model.run import RunOptions, Trace
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shapes import BY_NAME

Judged = tuple[frozenset[Any], Counter[Any]]
"""Rows of the findings (their keys first), and counts of (rule, outcome, reason)."""

SEED = 300
ALONE = sorted(name for name, shape in BY_NAME.items() if shape.reach == "subject")


def _judged(plan: Plan, world: World, trace: Trace, folder: Path, **options: Any) -> Judged:
    out = folder / "run"
    out.mkdir(parents=True, exist_ok=True)
    settings = {"threads": 1, **options}
    result = judge_trace(plan, trace, out, options=RunOptions(as_of=world.as_of, **settings))
    with duckdb.connect() as db:
        found = db.execute(
            "SELECT finding_key, rule, subject, anchor_act, reason, observed, allowed, also_act "
            f"FROM '{out}/findings.parquet'"
        ).fetchall()
    assert len({row[0] for row in found}) == len(found) == result.findings
    return frozenset(found), Counter({k: n for k, n in result.totals.counts.items() if n})


def _world(shape: str) -> tuple[World, Plan]:
    world = random_world(shape, SEED)
    return world, compile_plan(world.register)


def _whole(plan: Plan, world: World, folder: Path, **options: Any) -> Judged:
    found = _judged(plan, world, write_trace(world, folder / "whole"), folder / "of", **options)
    assert len(found[0]) > 3, "too few findings to prove much"
    return found


def _scattered(trace: Trace, folder: Path, seed: int) -> Trace:
    """The same rows in three files, in any order."""
    (file,) = trace.strands["case"]
    table = pq.read_table(file)
    places = list(range(len(table)))
    random.Random(seed).shuffle(places)
    files = []
    for n in range(3):
        path = folder / f"part{n}.parquet"
        pq.write_table(table.take(pa.array(places[n::3])), path)
        files.append(path)
    return replace(trace, strands={"case": files[::-1]})


@pytest.mark.parametrize("shape", BY_NAME)
def test_however_it_is_judged_the_findings_are_the_same(shape: str, tmp_path: Path) -> None:
    """Twice; in shuffled rows of shuffled files; in other ranges of subjects; on two threads."""
    world, plan = _world(shape)
    whole = _whole(plan, world, tmp_path)
    assert _judged(plan, world, write_trace(world, tmp_path / "again"), tmp_path / "1") == whole
    trace = _scattered(write_trace(world, tmp_path / "whole"), tmp_path, SEED)
    assert _judged(plan, world, trace, tmp_path / "2") == whole
    assert _judged(plan, world, trace, tmp_path / "3", rows_at_once=17, threads=2) == whole


@pytest.mark.parametrize("shape", ALONE)
def test_two_halves_of_the_subjects_make_the_whole(shape: str, tmp_path: Path) -> None:
    world, plan = _world(shape)
    whole = _whole(plan, world, tmp_path)
    halves = [
        _judged(plan, world, write_trace(world, tmp_path / name, acts=acts), tmp_path / name)
        for name, acts in (
            ("odd", [act for act in world.acts if act.subject % 2]),
            ("even", [act for act in world.acts if not act.subject % 2]),
        )
    ]
    assert halves[0][0] | halves[1][0] == whole[0]
    assert not halves[0][0] & halves[1][0]
    assert halves[0][1] + halves[1][1] == whole[1]


def test_half_the_subjects_do_not_make_the_whole(tmp_path: Path) -> None:
    """The broken variant: a run that loses a range of subjects is seen to differ."""
    world, plan = _world("overdue")
    half = [act for act in world.acts if act.subject % 2]
    found = _judged(plan, world, write_trace(world, tmp_path / "odd", acts=half), tmp_path / "odd")
    assert found[0] < _whole(plan, world, tmp_path)[0]


@pytest.mark.parametrize("shape", BY_NAME)
def test_two_batches_in_time_end_in_the_same_findings(shape: str, tmp_path: Path) -> None:
    """The second half comes in later, after the first was judged; both go through the store.

    Halves are cut between instants: two files say nothing of the order within one.
    """
    world, plan = _world(shape)
    acts = sorted(world.acts, key=lambda act: act.moment)
    cut = instant_of(acts[len(acts) // 2].moment)
    first = [act for act in acts if instant_of(act.moment) < cut]
    second = [act for act in acts if instant_of(act.moment) >= cut]
    whole = _stored(plan, world, tmp_path / "once", acts)
    early = _stored(plan, world, tmp_path / "early", first)
    assert len(whole[0]) > 3 and early[0] != whole[0]
    assert _stored(plan, world, tmp_path / "halves", first, second) == whole


def _stored(plan: Plan, world: World, folder: Path, *batches: Sequence[Act]) -> Judged:
    folder.mkdir()
    return _judged(plan, world, trace_of(store_of(world, folder, *batches)), folder)
