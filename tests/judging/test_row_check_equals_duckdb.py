"""Row check = DuckDB, on random traces, for every shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from judging.parity import by_queries, by_rows
from judging.worlds import random_world
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shapes import BY_NAME

SEEDS = range(12)
ALONE = range(50, 56)


@pytest.mark.parametrize("shape", BY_NAME)
def test_both_ways_of_judging_agree(shape: str, tmp_path: Path) -> None:
    outcomes = set()
    for seed in SEEDS:
        world = random_world(shape, seed)
        plan = compile_plan(world.register)
        rows = by_rows(plan, world)
        queries = by_queries(plan, world, tmp_path / str(seed), rows_at_once=60)
        assert queries[0] == rows[0], f"seed {seed}: counts differ"
        assert queries[1] == rows[1], f"seed {seed}: failures differ"
        outcomes |= {outcome for _, outcome, _ in rows[0]}
    assert outcomes == {"PASS", "FAIL", "NOT_EVALUATED"}, "the worlds are too tame to prove much"


def _agree(shape: str, seeds: range, folder: Path, *, standards: int) -> None:
    for seed in seeds:
        world = random_world(shape, seed, standards=standards)
        plan = compile_plan(world.register)
        queries = by_queries(plan, world, folder / f"{standards}-{seed}", threads=1)
        assert queries == by_rows(plan, world), f"seed {seed}"


@pytest.mark.parametrize("shape", BY_NAME)
def test_both_ways_agree_on_a_standard_alone(shape: str, tmp_path: Path) -> None:
    """A query leaves out what no standard uses; with many standards at once, something does."""
    _agree(shape, ALONE, tmp_path, standards=1)


@pytest.mark.full
@pytest.mark.parametrize("shape", BY_NAME)
def test_both_ways_agree_in_many_worlds(shape: str, tmp_path: Path) -> None:
    _agree(shape, range(1000, 1040), tmp_path, standards=6)
    _agree(shape, range(2000, 2060), tmp_path, standards=1)
