"""The parity test finds mistakes: each broken variant differs from the row check in some world.

Within the seeds of the parity test itself, so that what is caught here is caught there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from judging.mutants import MUTANTS, Mutant, credulous, outspoken
from judging.parity import Said, by_queries, by_rows
from judging.test_row_check_equals_duckdb import ALONE, SEEDS
from judging.worlds import World, random_world
from zhunsheng.model.act import Gap
from zhunsheng.model.moment import ONE_MILLISECOND
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.verdict import Verdict
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.judge import _in_time_within as in_time_within
from zhunsheng.standards.shapes import BY_NAME

EACH_ACT_FOR_ITSELF = {"beyond_authority", "out_of_bounds", "record_missing", "unlike_treatment"}
"""Shapes of one role that judge each act alone: doubt about one act touches no other."""


WORLDS = [(6, seed) for seed in SEEDS] + [(1, seed) for seed in ALONE]
"""How many standards, and the seed."""


DATED = ("overdue", "forbidden_after", "too_often", "out_of_bounds")
"""Shapes that go by a clock or a table, which has no version on some days."""


@cache
def _world(shape: str, seed: int, standards: int) -> tuple[World, Plan, Said]:
    world = random_world(shape, seed, standards=standards)
    plan = compile_plan(world.register)
    return world, plan, by_rows(plan, world)


def _is_caught(broken: Mutant, folder: Path) -> bool:
    applied = False
    for standards, seed in WORLDS:
        world, plan, rows = _world(broken.shape, seed, standards)
        mistaken = broken.applied(plan)
        if mistaken is None:
            continue
        applied = True
        place = folder / f"{standards}-{seed}"
        if by_queries(mistaken, world, place, threads=1) != rows:
            return True
    assert applied, f"no query says {broken.old!r} any more: mend the mutant"
    return False


@pytest.mark.parametrize("broken", MUTANTS, ids=str)
def test_a_broken_variant_is_caught(broken: Mutant, tmp_path: Path) -> None:
    assert _is_caught(broken, tmp_path)


def test_every_shape_has_two_of_its_own() -> None:
    own = [m.shape for m in MUTANTS if m.old not in ("< r.end_day", "s.certain")]
    assert all(own.count(name) >= 2 for name in BY_NAME)


@pytest.mark.parametrize("shape", sorted(set(BY_NAME) - EACH_ACT_FOR_ITSELF))
def test_taking_the_unknown_for_known_is_caught(shape: str, tmp_path: Path) -> None:
    for seed in SEEDS:
        world, plan, rows = _world(shape, seed, 6)
        if by_queries(credulous(plan), world, tmp_path / str(seed), threads=1) != rows:
            return
    pytest.fail("nothing in these worlds rests on a field that is not filled")


@pytest.mark.parametrize("shape", DATED)
def test_judging_by_a_law_that_is_silent_is_caught(shape: str, tmp_path: Path) -> None:
    for seed in SEEDS:
        world, plan, rows = _world(shape, seed, 6)
        if by_queries(outspoken(plan), world, tmp_path / str(seed), threads=1) != rows:
            return
    pytest.fail("no act of these worlds lies on a day without a law")


def _any_later_gap(gap: Gap, rule: Rule, found: Verdict) -> bool:
    return gap.end > found.anchor


def _no_gap_that_begins_before(gap: Gap, rule: Rule, found: Verdict) -> bool:
    return gap.start >= found.anchor and in_time_within(gap, rule, found)


def _a_gap_that_ends_before(gap: Gap, rule: Rule, found: Verdict) -> bool:
    before = replace(gap, end=max(gap.end, found.anchor + ONE_MILLISECOND))
    return in_time_within(before, rule, found)


@pytest.mark.parametrize(
    "variant", [_any_later_gap, _no_gap_that_begins_before, _a_gap_that_ends_before]
)
def test_a_gap_that_explains_too_much_or_too_little_is_caught(
    variant: Callable[[Gap, Rule, Verdict], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queries say what the row check says, so a row check gone wrong differs from both."""
    right = [_world("overdue", seed, standards) for standards, seed in WORLDS]
    monkeypatch.setattr("zhunsheng.standards.judge._in_time_within", variant)
    assert any(by_rows(plan, world) != rows for world, plan, rows in right)
