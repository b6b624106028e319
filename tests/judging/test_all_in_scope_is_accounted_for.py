"""pass + fail + not evaluated = what is in scope, for every rule; none is lost without a word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from judging.mutants import MUTANTS
from judging.parity import by_queries
from judging.scope import owed
from judging.worlds import World, random_world
from zhunsheng.model.plan import Plan
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shapes import BY_NAME


def _judged(plan: Plan, world: World, folder: Path) -> dict[int, int]:
    counts, _ = by_queries(plan, world, folder, threads=1)
    total: Counter[int] = Counter()
    for (rule, _, _), n in counts.items():
        total[rule] += n
    return {rule.number: total[rule.number] for rule in plan.rules}


def _balance(shape: str, seeds: range, folder: Path) -> None:
    judgements = 0
    for seed in seeds:
        world = random_world(shape, seed)
        plan = compile_plan(world.register)
        expected = {rule.number: owed(plan, rule, world) for rule in plan.rules}
        assert _judged(plan, world, folder / str(seed)) == expected, f"seed {seed}"
        judgements += sum(expected.values())
    assert judgements > 100, "too few judgements to prove much"


@pytest.mark.parametrize("shape", BY_NAME)
def test_every_rule_judges_all_that_is_in_its_scope(shape: str, tmp_path: Path) -> None:
    _balance(shape, range(400, 402), tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("shape", BY_NAME)
def test_every_rule_judges_all_that_is_in_its_scope_in_many_worlds(
    shape: str, tmp_path: Path
) -> None:
    _balance(shape, range(500, 540), tmp_path)


def test_a_query_that_loses_subjects_is_seen(tmp_path: Path) -> None:
    """The broken variant: who had only one of two is not counted at all."""
    (losing,) = [m for m in MUTANTS if m.mistake == "who had only one is not counted"]
    world = random_world(losing.shape, 400)
    plan = compile_plan(world.register)
    broken = losing.applied(plan)
    assert broken is not None
    judged = _judged(broken, world, tmp_path)
    assert judged != {rule.number: owed(plan, rule, world) for rule in plan.rules}
