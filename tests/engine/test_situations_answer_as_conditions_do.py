"""Conditions judged once per situation give every act the answer that ``plays`` gives it.

The engine never asks a condition about an act: it sorts acts into situations and asks about those.
Here a standard fails for exactly the acts that play its step (it wants a field that none fills),
so that a run tells which acts the engine believes to play it, and for how many it cannot know.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from judging.parity import by_queries
from judging.small import LONG_AGO, SAY, at, register
from judging.worlds import World
from zhunsheng.model.act import Act
from zhunsheng.model.law import Basis
from zhunsheng.model.matching import fields_of, meets, plays
from zhunsheng.model.notation_step import read_conditions
from zhunsheng.model.plan import Plan
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.validity import Validity
from zhunsheng.standards.compile import compile_plan

BOUNDS = [Decimal(n) for n in ("-1", "0", "0.0001", "2.5", "9999999999.9999")]
TINY = Decimal("0.0001")
TEXTS = ["a", "A", "ab", "b", "0", "'", "\N{CJK UNIFIED IDEOGRAPH-5173}", " ", "a b"]

texts = st.sampled_from(TEXTS)
numbers = st.builds(
    lambda bound, off: (bound + off * TINY).quantize(TINY),
    st.sampled_from(BOUNDS),
    st.sampled_from((-1, 0, 1, 3000)),
)
listed = st.dictionaries(
    st.sampled_from(("in", "not_in", "prefix")),
    st.sets(texts, min_size=1, max_size=3).map(sorted),
    min_size=1,
    max_size=2,
)
bounded = st.dictionaries(
    st.sampled_from(("at_least", "below")), st.sampled_from(BOUNDS), min_size=1, max_size=2
)
present = st.just({"present": True})
wheres = st.one_of(
    st.dictionaries(
        st.sampled_from(("office", "officer", "post", "mode", "code", "due", "base")),
        listed | present,
        min_size=1,
        max_size=2,
    ),
    st.dictionaries(st.sampled_from(("amount", "base", "mode")), bounded, min_size=1, max_size=2),
    st.dictionaries(st.sampled_from(("amount", "nowhere")), present, min_size=1),
)
steps = st.builds(
    lambda activities, where: {"activity": sorted(activities) or "*", "where": where},
    st.sets(st.sampled_from(("A", "B")), max_size=2),
    wheres,
)
scopes = st.none() | wheres
maybe = st.none() | texts
attributes = st.fixed_dictionaries(
    {}, optional={"mode": texts, "code": texts, "amount": numbers, "base": numbers}
)
times = st.fixed_dictionaries({}, optional={"due": st.sampled_from((at("01-01"), at("06-01")))})
drawn_acts = st.lists(
    st.tuples(st.sampled_from(("A", "B", "C")), maybe, maybe, maybe, attributes, times),
    min_size=1,
    max_size=12,
)
AROUND_THE_BOUNDS = [
    ("A", "a", "a", "a", {"mode": "a", "code": "a", "amount": value, "base": value}, {})
    for value in (bound + off * TINY for bound in BOUNDS[:-1] for off in (-1, 0, 1))
]
"""Acts that tell one band from the next, in every world."""

judged_steps = st.lists(st.tuples(steps, scopes), min_size=1, max_size=5)


def _plan_and_world(pairs: list, drawn: list) -> tuple[Plan, World]:
    """One standard a step, one subject an act."""
    standards = tuple(
        Standard(
            f"s{n}", SAY, "power", ("post",), 1, "low",
            (
                StandardVersion(
                    Validity(LONG_AGO), (Basis("law", "1"),), "record_missing", "case",
                    {"act": step, "fields": ["never_filled"]}, read_conditions(scope),
                ),
            ),
        )
        for n, (step, scope) in enumerate(pairs)
    )  # fmt: skip
    acts = tuple(
        Act(n, n, name, at("03-01"), officer, post, office, given, when, f"case {n}")
        for n, (name, officer, post, office, given, when) in enumerate(
            [*drawn, *AROUND_THE_BOUNDS], 1
        )
    )
    world = World(register(*standards), acts, (), (), at("12-31"))
    return compile_plan(world.register), world


def _expected(plan: Plan, world: World) -> tuple[set, Counter]:
    sure, unknown = set(), Counter()
    for rule in plan.rules:
        step = plan.steps[rule.steps["act"] - 1]
        for act in world.acts:
            answers = (plays(step, act.activity, fields_of(act)), meets(rule.scope, fields_of(act)))
            if False in answers:
                continue
            if None in answers:
                unknown[rule.number] += 1
            else:
                sure.add((rule.number, act.act))
    return sure, unknown


def _believed(plan: Plan, world: World) -> tuple[set, Counter]:
    with tempfile.TemporaryDirectory() as folder:
        counts, failures = by_queries(plan, world, Path(folder), threads=1)
    unknown: Counter[int] = Counter()
    for (rule, outcome, _), n in counts.items():
        if outcome == "NOT_EVALUATED":
            unknown[rule] += n
    return {(rule, act) for rule, _, act in failures}, unknown


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(judged_steps, drawn_acts)
def test_the_engine_believes_of_every_act_what_its_fields_say(pairs: list, drawn: list) -> None:
    plan, world = _plan_and_world(pairs, drawn)
    assert _believed(plan, world) == _expected(plan, world)


def _one_off(plan: Plan) -> Plan:
    """The broken variant: every band of numbers is cut one ten-thousandth too high."""
    moved = tuple(
        replace(
            step,
            where=tuple(
                c if c.bound is None else replace(c, bound=c.bound + TINY) for c in step.where
            ),
        )
        for step in plan.steps
    )
    return replace(plan, steps=moved)


def test_bands_that_are_off_by_one_are_found_out() -> None:
    def is_found_out(drawn: tuple[list, list]) -> bool:
        plan, world = _plan_and_world(*drawn)
        return _believed(_one_off(plan), world) != _expected(plan, world)

    unshrunk = settings(max_examples=40, deadline=None, database=None, phases=[Phase.generate])
    find(st.tuples(judged_steps, drawn_acts), is_found_out, settings=unshrunk)
