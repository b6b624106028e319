"""At the counter the same verdicts come out as when all rules look at all acts."""

from __future__ import annotations

from collections import defaultdict

import pytest

from judging.parity import facts_of
from judging.worlds import random_world
from zhunsheng.model.act import Act
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.counter import Counter, OpenCase
from zhunsheng.standards.judge import judge
from zhunsheng.standards.shapes import SHAPES


@pytest.mark.parametrize("shape", [s.name for s in SHAPES if s.reach == "subject"])
def test_the_counter_judges_a_new_act_as_the_row_check_does(shape: str) -> None:
    compared = 0
    for seed in range(6):
        world = random_world(shape, seed)
        plan, facts = compile_plan(world.register), facts_of(world)
        counter = Counter(plan, subject="case")
        strands: defaultdict[int, list[Act]] = defaultdict(list)
        cases: defaultdict[int, OpenCase] = defaultdict(OpenCase)
        for act in sorted(world.acts, key=lambda a: (a.moment, a.act)):
            if act.moment > facts.as_of:
                continue
            strand = strands[act.subject]
            strand.append(act)
            found = counter.judge(cases[act.subject], act, facts)
            heard = {rule.number for rule, _ in found}
            for rule in plan.rules:
                before = judge(plan, rule, strand[:-1], facts)
                now = judge(plan, rule, strand, facts)
                if rule.number in heard:
                    assert [verdict for own, verdict in found if own is rule] == now
                    compared += len(now)
                else:
                    assert now == before, "the act changed what it was not heard on"
    assert compared > 100
