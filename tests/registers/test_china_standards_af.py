"""The standards of inspection, review, duties, release, logistics and processing trade: their own
records break and keep them, on each side of a change of law, and every finding can be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from registers.china import china
from zhunsheng.model.act import Act
from zhunsheng.model.example import Example
from zhunsheng.model.plan import Plan
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.verdict import Outcome, Verdict
from zhunsheng.standards import examples
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.explain import Shown, sentence

FILES = re.compile(r"standards/[A-F](-[a-z-]+)?\.yaml$")
HAN = re.compile(r"[\u4e00-\u9fff]")
INTERNAL = re.compile(r"\b[a-z]+[._-][a-z]+\b")
"""An id where a reader expects words."""


def _own(register: Register) -> list[Standard]:
    return [one for one in register.standards if one.place and FILES.search(one.place.file)]


@cache
def _standards() -> tuple[Standard, ...]:
    return tuple(_own(china()))


@cache
def _plan() -> Plan:
    return compile_plan(china())


def test_there_are_enough_of_them_and_no_indicator_of_rules_is_left_out() -> None:
    served = {name for one in _standards() for name in one.indicators}
    rules = {
        one.id for one in china().indicators if one.kind == "rule" and one.group in set("ABCDEF")
    }
    assert len(_standards()) >= 75
    assert rules <= served, sorted(rules - served)


def test_each_has_records_that_break_it_and_records_that_keep_it() -> None:
    lacking = [
        one.id
        for one in _standards()
        if not {"fail", "pass"} <= {example.outcome for example in one.examples}
    ]
    assert not lacking


def test_the_records_come_out_as_they_say() -> None:
    wrong = [
        (one.id, example.outcome, came)
        for one in _standards()
        for example in one.examples
        if (came := examples.judge_example(china(), _plan(), one, example)) != example.outcome
    ]
    assert not wrong


def test_a_change_of_law_has_records_on_both_sides() -> None:
    lacking = [
        (one.id, str(version.validity), outcome)
        for one in _standards()
        if len(one.versions) > 1
        for version in one.versions
        for outcome in ("fail", "pass")
        if not any(
            example.outcome == outcome and _first_day(example) in version.validity
            for example in one.examples
        )
    ]
    assert not lacking


def test_records_made_before_a_standard_held_do_not_break_it() -> None:
    """A standard that begins after its records judges none of them: the examples notice it."""
    register = china()
    later = Validity(dt.date(2030, 1, 1))
    for one in _standards():
        moved = replace(one, versions=(replace(one.versions[-1], validity=later),))
        changed = replace(register, standards=(moved,))
        example = next(e for e in one.examples if e.outcome == "fail" and not e.given)
        came = examples.judge_example(changed, compile_plan(changed), moved, example)
        assert came is None, one.id
        break


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_reads_as_a_sentence(language: str) -> None:
    for one in _standards():
        for example in one.examples:
            if example.outcome != "fail":
                continue
            sentences = list(_sentences(one, example))
            assert sentences, one.id
            for told in sentences:
                words = told.say(language)
                assert "{" not in words, (one.id, words)
                assert language == "en" or not INTERNAL.search(words), (one.id, words)
                assert "为，" not in words and " is ," not in words, (one.id, words)
                assert words.rstrip().endswith("。" if language == "zh" else "."), words


def test_long_times_up_to_a_due_moment_are_told_in_days() -> None:
    one = next(one for one in _standards() if one.id == "patrols-as-planned")
    (told,) = _sentences(one, one.examples[0])
    assert "已历60.6日，超过30.6日的期限" in told.zh
    assert "60.6 day(s) later; the limit is 30.6 day(s)" in told.en


def test_titles_are_in_their_language() -> None:
    for one in _standards():
        assert HAN.search(one.title.zh), one.id
        assert not HAN.search(one.title.en), one.id
        assert not one.title.zh.endswith("。"), one.id


def _first_day(example: Example) -> dt.date:
    return example.acts[0].at.date()


def _sentences(standard: Standard, example: Example) -> Iterator[Text]:
    """What the standard says of a failing example's acts."""
    register = china()
    plan = _plan()
    if example.given or not any(rule.standard == standard.id for rule in plan.rules):
        plan = compile_plan(examples.assuming(register, example), only=[standard.id])
    facts = examples.facts_of(register, example)
    acts = examples.acts_of(register, example)
    by_act = {act.act: act for act in acts}
    for rule in plan.rules:
        if rule.standard != standard.id:
            continue
        for found in examples.verdicts_of(plan, rule, acts, facts):
            if found.outcome is Outcome.FAIL:
                yield sentence(plan, rule, _shown(found, by_act, facts.as_of))


def _shown(found: Verdict, by_act: dict[int, Act], as_of: int) -> Shown:
    anchor = by_act[found.anchor_act]
    officers = dict.fromkeys(
        act.officer for act in by_act.values() if act.moment in found.evidence and act.officer
    )
    return Shown(
        reason=found.reason,
        subject_id=anchor.subject_id or str(found.subject),
        anchor=found.anchor,
        seen_from=min(found.evidence, default=found.anchor),
        seen_to=max(found.evidence, default=found.anchor),
        as_of=as_of,
        observed=found.observed,
        allowed=found.allowed,
        officers=tuple(officers),
        anchor_officer=anchor.officer,
    )
