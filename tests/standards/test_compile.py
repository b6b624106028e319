"""From the register to a plan: every reference resolved, every fault named with its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from judging.small import BASIS, LONG_AGO, SAY, register, standard
from register.minimal import changed, loaded
from zhunsheng.model.clock import Clock, ClockVersion, Period
from zhunsheng.model.errors import JudgingError, Problem
from zhunsheng.model.plan import Rule
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.model.validity import Validity
from zhunsheng.standards.compile import compile_plan

CHANGE, REPEAL = dt.date(2010, 8, 13), dt.date(2020, 1, 1)
LAW = Clock(
    "notify",
    SAY,
    (
        ClockVersion(Validity(LONG_AGO, CHANGE), Period(150, "calendar_days"), BASIS),
        ClockVersion(Validity(CHANGE, REPEAL), Period(90, "calendar_days"), BASIS),
        ClockVersion(Validity(REPEAL), Period(60, "working_days"), BASIS),
    ),
)
IN_TIME = standard("overdue", {"from": "A", "to": "B", "within": {"clock": "notify"}})


def _in_force(one: Standard, *spans: Validity) -> Standard:
    (version,) = one.versions
    return replace(one, versions=tuple(replace(version, validity=span) for span in spans))


def _rules(one: Standard) -> tuple[Rule, ...]:
    return compile_plan(register(one, clocks=[LAW])).rules


class TestClocks:
    def test_a_change_of_law_cuts_a_standard_into_rules(self) -> None:
        rules = _rules(IN_TIME)
        assert [rule.validity for rule in rules] == [v.validity for v in LAW.versions]
        assert [rule.parameters.within.period for rule in rules] == [v.period for v in LAW.versions]

    def test_the_rules_are_still_one_version_of_one_standard(self) -> None:
        assert {rule.version_id for rule in _rules(IN_TIME)} == {"s@2000-01-01"}

    def test_every_day_of_a_version_has_exactly_one_rule(self) -> None:
        rules = _rules(IN_TIME)
        assert all(a.validity.end == b.validity.start for a, b in pairwise(rules))
        assert (rules[0].validity.start, rules[-1].validity.end) == (LONG_AGO, None)

    def test_a_standard_of_its_own_days_meets_the_law_of_those_days(self) -> None:
        own = Validity(dt.date(2009, 1, 1), dt.date(2011, 1, 1))
        assert [rule.validity for rule in _rules(_in_force(IN_TIME, own))] == [
            Validity(dt.date(2009, 1, 1), CHANGE),
            Validity(CHANGE, dt.date(2011, 1, 1)),
        ]

    def test_two_versions_of_a_standard_are_cut_each_for_itself(self) -> None:
        middle = dt.date(2015, 1, 1)
        rules = _rules(_in_force(IN_TIME, Validity(LONG_AGO, middle), Validity(middle)))
        assert [rule.validity.start for rule in rules] == [LONG_AGO, CHANGE, middle, REPEAL]
        assert [rule.since for rule in rules] == [LONG_AGO, LONG_AGO, middle, middle]

    def test_a_change_on_the_first_day_leaves_no_empty_rule(self) -> None:
        rules = _rules(_in_force(IN_TIME, Validity(CHANGE)))
        assert [rule.validity.start for rule in rules] == [CHANGE, REPEAL]
        assert not any(rule.validity.is_empty for rule in rules)

    def test_days_without_a_law_have_a_rule_of_their_own(self) -> None:
        pause, end = Validity(CHANGE, dt.date(2011, 1, 1)), Validity(REPEAL)
        versions = tuple(
            ClockVersion(days, Period(5, "calendar_days"), BASIS)
            for days in Validity(LONG_AGO).without([pause, end])
        )
        rules = compile_plan(register(IN_TIME, clocks=[Clock("notify", SAY, versions)])).rules
        assert [(str(rule.validity), rule.is_silent) for rule in rules] == [
            ("2000-01-01…2010-08-13", False),
            ("2010-08-13…2011-01-01", True),
            ("2011-01-01…2020-01-01", False),
            ("2020-01-01…", True),
        ]
        assert {rule.version_id for rule in rules} == {"s@2000-01-01"}

    def test_a_period_written_out_is_not_cut(self) -> None:
        plain = standard("overdue", {"from": "A", "to": "B", "within": {"days": 9}})
        (rule,) = _rules(plain)
        assert rule.validity == Validity(LONG_AGO)


def _problems(law: Register, **more: Any) -> tuple[Problem, ...]:
    with pytest.raises(JudgingError) as refused:
        compile_plan(law, **more)
    return refused.value.problems


class TestFaults:
    """What cannot be resolved is named, in both languages, with file and line."""

    @pytest.mark.parametrize(
        ("file", "old", "new", "missing"),
        [
            ("standards/serving.yaml", "within: {clock: serve}", "within: {clock: gone}", "gone"),
            ("standards/bands.yaml", "table: bands", "table: ribbons", "ribbons"),
        ],
    )
    def test_a_reference_to_nothing(
        self, tmp_path: Path, file: str, old: str, new: str, missing: str
    ) -> None:
        (said,) = _problems(loaded(tmp_path, changed(file, old, new)))
        assert missing in said.what.zh and missing in said.what.en
        assert said.place is not None and said.place.line is not None
        assert str(said.place.file).endswith(file)

    def test_a_shape_there_is_none_of(self) -> None:
        (said,) = _problems(register(standard("sorcery", {})))
        assert "sorcery" in said.what.en and "overdue" in said.what.en

    @pytest.mark.parametrize(
        ("parameters", "word"),
        [
            ({"from": "A", "to": "B"}, "within"),
            ({"from": "A", "within": {"days": 1}}, "to"),
            ({"from": "A", "to": "B", "within": {"days": 1}, "colour": "red"}, "colour"),
            ({"from": "A", "to": "B", "within": {"moons": 1}}, "moons"),
        ],
    )
    def test_parameters_a_shape_does_not_take(self, parameters: dict[str, Any], word: str) -> None:
        (said,) = _problems(register(standard("overdue", parameters)))
        assert word in said.what.en and "'s'" in said.what.en

    def test_all_of_them_at_once(self) -> None:
        wrong = replace(standard("sorcery", {}), id="one"), replace(IN_TIME, id="two")
        said = _problems(register(*wrong))
        assert ["one" in said[0].what.en, "two" in said[1].what.en] == [True, True]


class TestDrafts:
    def test_a_draft_is_not_in_force(self) -> None:
        law = register(replace(IN_TIME, draft=True), clocks=[LAW])
        assert compile_plan(law).rules == ()

    def test_but_can_be_tried(self) -> None:
        law = register(replace(IN_TIME, draft=True), clocks=[LAW])
        assert {rule.standard for rule in compile_plan(law, only=["s"]).rules} == {"s"}

    def test_and_then_nothing_else_is(self) -> None:
        other = replace(IN_TIME, id="other")
        law = register(replace(IN_TIME, draft=True), other, clocks=[LAW])
        assert {rule.standard for rule in compile_plan(law, only=["s"]).rules} == {"s"}


class TestDigest:
    def test_the_same_register_has_the_same_digest(self) -> None:
        assert compile_plan(register(IN_TIME, clocks=[LAW])).digest == (
            compile_plan(register(IN_TIME, clocks=[LAW])).digest
        )

    def test_a_day_more_is_another_plan(self) -> None:
        one, other = (
            standard("overdue", {"from": "A", "to": "B", "within": {"days": n}}) for n in (9, 10)
        )
        assert compile_plan(register(one)).digest != compile_plan(register(other)).digest
