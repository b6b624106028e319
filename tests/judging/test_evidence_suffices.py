"""A finding names all of its evidence: judged again from that alone, the verdict is the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from judging.parity import by_queries, facts_of
from judging.worlds import World, random_world
from zhunsheng.model.plan import Plan
from zhunsheng.model.verdict import Outcome
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.judge import judge
from zhunsheng.standards.shapes import BY_NAME


def _again(plan: Plan, world: World, rule: int, act: int, evidence: frozenset[int]) -> Any:
    """Reason, observed and allowed of the failure that the evidence alone shows, or None."""
    known = [a for a in world.acts if a.act in evidence]
    for found in judge(plan, plan.rules[rule - 1], known, facts_of(world)):
        if found.anchor_act == act and found.outcome is Outcome.FAIL:
            numbers = (found.observed, found.allowed)
            return (
                found.reason.name,
                *(n if n is None else round(float(n), 6) for n in numbers),
            )
    return None


def _unproved(shape: str, seed: int, folder: Path, *, lose: bool = False) -> tuple[int, list[Any]]:
    """How many failures a world has, and those its evidence does not show."""
    world = random_world(shape, seed)
    plan = compile_plan(world.register)
    _, failures = by_queries(plan, world, folder, threads=1)
    unproved = []
    for (rule, subject, act), (reason, observed, allowed, evidence) in failures.items():
        shown = frozenset(sorted(evidence)[1:]) if lose else evidence
        if _again(plan, world, rule, act, shown) != (reason, observed, allowed):
            unproved.append((rule, subject, act, reason))
    return len(failures), unproved


def _hold(shape: str, seeds: range, folder: Path) -> None:
    failures = 0
    for seed in seeds:
        found, unproved = _unproved(shape, seed, folder / str(seed))
        assert not unproved, f"seed {seed}: the evidence does not show {unproved[:3]}"
        failures += found
    assert failures > 20, "too few failures to prove much"


@pytest.mark.parametrize("shape", BY_NAME)
def test_every_failure_is_shown_by_its_evidence_alone(shape: str, tmp_path: Path) -> None:
    _hold(shape, range(100, 103), tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("shape", BY_NAME)
def test_every_failure_is_shown_by_its_evidence_alone_in_many_worlds(
    shape: str, tmp_path: Path
) -> None:
    _hold(shape, range(200, 240), tmp_path)


def test_evidence_with_an_act_left_out_shows_nothing(tmp_path: Path) -> None:
    """The broken variant: without its first act, what is left does not bear the finding."""
    found, unproved = _unproved("too_often", 100, tmp_path, lose=True)
    assert len(unproved) == found > 0
