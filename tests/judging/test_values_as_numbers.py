"""Values of which only sameness matters are compared as numbers, or, being too many, as texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from judging.parity import by_queries, by_rows
from judging.worlds import random_world
from zhunsheng.engine import preparation, surveying
from zhunsheng.standards.compile import compile_plan

COMPARING = ("altered_after", "repeated_change", "mismatch", "record_missing")
SEEDS = range(600, 604)


@pytest.mark.parametrize("most", [0, surveying.MOST_NUMBERED])
@pytest.mark.parametrize("shape", COMPARING)
def test_either_way_the_verdicts_are_those_of_the_row_check(
    shape: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveying, "MOST_NUMBERED", most)
    for seed in SEEDS:
        world = random_world(shape, seed)
        plan = compile_plan(world.register)
        judged = by_queries(plan, world, tmp_path / str(seed), threads=1)
        assert judged == by_rows(plan, world), f"seed {seed}"


@pytest.mark.parametrize("shape", COMPARING[:3])
def test_numbers_that_two_values_share_are_seen(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: a value is looked up by its first letter."""
    whole = preparation.text_of
    monkeypatch.setattr(preparation, "text_of", lambda *named: f"substr({whole(*named)}, 1, 1)")
    differing = 0
    for seed in SEEDS:
        world = random_world(shape, seed)
        plan = compile_plan(world.register)
        judged = by_queries(plan, world, tmp_path / str(seed), threads=1)
        differing += judged != by_rows(plan, world)
    assert differing
