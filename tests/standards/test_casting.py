"""An act's parts looked up are those that asking every rule gives, at a cost of its own rules."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from types import FrameType
from typing import Any

import pytest

from judging.parity import facts_of
from judging.small import act, at, register, standard
from judging.worlds import World, random_world
from zhunsheng.model.matching import fields_of
from zhunsheng.model.notation_step import read_conditions
from zhunsheng.model.plan import Plan
from zhunsheng.standards import casting
from zhunsheng.standards.casting import Casting
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.counter import Counter, OpenCase
from zhunsheng.standards.parts import Part, part_of
from zhunsheng.standards.shapes import SHAPES


def asked_one_by_one(plan: Plan, one: Any) -> dict[int, Part]:
    fields = fields_of(one)
    parts = {rule.number: part_of(plan, rule, one.activity, fields) for rule in plan.rules}
    return {number: part for number, part in parts.items() if part is not None}


def looked_up(known: Casting, one: Any) -> dict[int, Part]:
    cast = known.cast(one)
    anchored = {number for parts in cast for number in parts.anchored}
    by_rule = {number: part for parts in cast for number, part in parts.by_rule.items()}
    assert anchored == {n for n, part in by_rule.items() if part.in_scope is not False}
    return by_rule


def unlike(world: World) -> int:
    """Of how many acts looking up says another thing than asking; each act is looked up twice."""
    plan = compile_plan(world.register)
    known = Casting(plan, plan.rules)
    return sum(
        looked_up(known, one) != asked_one_by_one(plan, one) for one in (*world.acts, *world.acts)
    )


@pytest.mark.parametrize("shape", [s.name for s in SHAPES])
def test_looking_up_says_what_asking_every_rule_says(shape: str) -> None:
    assert sum(unlike(random_world(shape, seed)) for seed in range(6)) == 0


def test_what_was_forgotten_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casting, "MOST_REMEMBERED", 2)
    assert sum(unlike(random_world(shape.name, 1)) for shape in SHAPES) == 0


@pytest.mark.parametrize("overlooked", ["scope", "where"])
def test_a_condition_overlooked_would_be_noticed(
    overlooked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = casting._asked

    def careless(plan: Plan, rule: Any, activity: str | None) -> Any:
        kept = asked(plan, rule, activity)
        return [c for c in kept if (c in rule.scope) == (overlooked == "where")]

    monkeypatch.setattr(casting, "_asked", careless)
    assert sum(unlike(random_world(shape.name, 1)) for shape in SHAPES) > 0


def test_one_number_written_in_two_ways_is_two_texts() -> None:
    plan = compile_plan(
        register(standard("record_missing", {"act": "A", "fields": ["code"]}, {"tier": ["1.0"]}))
    )
    known = Casting(plan, plan.rules)
    for tier in (Decimal("1.0"), Decimal("1.00"), "1.0", "1.00"):
        one = act(1, "A", at("03-20"), attributes={"tier": tier})
        assert looked_up(known, one) == asked_one_by_one(plan, one)
    assert looked_up(known, act(1, "Z", at("03-20"))) == {}


def test_standards_of_other_offices_cost_an_act_nothing() -> None:
    world = random_world("wrong_order", 3)
    assert calls(world) == calls(elsewhere_too(world, offices=30))


def test_standards_that_apply_cost_something() -> None:
    world = random_world("wrong_order", 3)
    twice = (*world.register.standards, *also_called(world, "too"))
    more = replace(world, register=replace(world.register, standards=twice))
    assert calls(more) > 1.2 * calls(world)


def elsewhere_too(world: World, *, offices: int) -> World:
    """The same world with every standard written once more for each of other offices."""
    written = list(world.register.standards)
    for number in range(offices):
        (scope,) = read_conditions({"office": f"elsewhere-{number}"})
        for one in also_called(world, str(number)):
            versions = tuple(replace(v, scope=(*v.scope, scope)) for v in one.versions)
            written.append(replace(one, versions=versions))
    return replace(world, register=replace(world.register, standards=tuple(written)))


def also_called(world: World, name: str) -> list[Any]:
    return [replace(one, id=f"{one.id}-{name}") for one in world.register.standards]


def calls(world: World) -> int:
    """Python function calls for all acts of the world that name an office, once it is warm."""
    plan, facts = compile_plan(world.register), facts_of(world)
    counter = Counter(plan, subject="case")
    acts = [one for one in sorted(world.acts, key=lambda a: (a.moment, a.act)) if one.office]
    done = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal done
        done += event == "call"

    for profile in (None, count):
        cases: dict[int, OpenCase] = {one.subject: OpenCase() for one in acts}
        sys.setprofile(profile)
        try:
            for one in acts:
                counter.judge(cases[one.subject], one, facts)
        finally:
            sys.setprofile(None)
    assert done > len(acts)
    return done
