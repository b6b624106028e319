"""Standards of groups G to P of the Chinese register: exact, exemplified, readable.

``pytest -rP tests/registers/test_china_standards_gp.py`` prints counts and ten sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from registers.china import china
from zhunsheng.model.example import Example
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome
from zhunsheng.standards import examples
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.examples import judge_example
from zhunsheng.standards.explain import Shown, sentence
from zhunsheng.standards.judge import judge

GROUPS = "GHIJKLMNOP"
OWN_FILES = re.compile(r"standards/([G-P](-[a-z]+)?|ip|suspects|quarantine|coercion)\.yaml$")
HAN = re.compile(r"[\u4e00-\u9fff]")
INTERNAL = re.compile(r"\b[a-z]+[._-][a-z]+\b")
WAITING = {
    "audit-transfer-amount",
    "bad-rating-score",
    "callback-least-score",
    "collective-decision-amount",
    "criminal-filing-tax",
    "export-rows",
    "lighter-fine-least-share",
    "lighter-fine-most-share",
    "ordinary-fine-least-share",
    "ordinary-fine-most-share",
    "relief-guarantee-months",
    "upgrade-after-penalty-months",
}
"""Site parameters these standards may wait for; each such example brings its own value."""


def _own() -> list[Standard]:
    return [s for s in china().standards if s.place and OWN_FILES.search(s.place.file)]


def test_there_are_standards_enough_and_they_are_counted() -> None:
    own = _own()
    shapes = Counter(version.shape for one in own for version in one.versions[:1])
    print("by shape", dict(shapes.most_common()))
    print("by line", dict(Counter(one.line for one in own)))
    print("by grade", dict(Counter(one.grade for one in own)))
    assert len(own) >= 250
    assert len(shapes) >= 14


def test_every_standard_has_an_example_that_fails_and_one_that_passes() -> None:
    bare = [
        one.id
        for one in _own()
        if not {"fail", "pass"} <= {example.outcome for example in one.examples}
    ]
    assert not bare


def test_every_example_comes_out_as_it_says() -> None:
    register = china()
    plan = compile_plan(register)
    wrong = [
        f"{one.id}: {example.outcome}, came out as {said}"
        for one in _own()
        for example in one.examples
        if (said := judge_example(register, plan, one, example)) != example.outcome
    ]
    assert not wrong, "\n".join(wrong)


def test_every_rule_of_the_catalogue_in_these_groups_is_served() -> None:
    served = {name for one in _own() for name in one.indicators}
    rules = {one.id for one in china().indicators if one.group in GROUPS and one.kind == "rule"}
    assert not rules - served


def test_values_nobody_has_decided_are_brought_by_the_examples_alone() -> None:
    given = {name for one in _own() for example in one.examples for name in example.given}
    assert given <= WAITING


@pytest.mark.parametrize(
    ("standard", "day", "outcomes"),
    [
        ("hearing-time-left", "2021-07-15", {("before", "pass"), ("after", "fail")}),
        ("registered-evidence-dealt-with", "2021-07-15", {("before", "fail"), ("after", "pass")}),
        ("decision-served-in-time", "2021-07-15", {("before", "fail"), ("after", "pass")}),
        ("respondent-replies-in-time", "2024-01-01", {("before", "fail"), ("after", "pass")}),
        ("disclosure-not-too-old", "2023-10-11", {("before", "fail"), ("after", "pass")}),
    ],
)
def test_where_the_law_changed_the_same_conduct_is_judged_by_its_day(
    standard: str, day: str, outcomes: set[tuple[str, str]]
) -> None:
    one = next(s for s in _own() if s.id == standard)
    said = {
        ("before" if example.acts[0].at.date().isoformat() < day else "after", example.outcome)
        for example in one.examples
    }
    assert outcomes <= said


def test_a_standard_turned_around_is_caught_by_its_examples() -> None:
    register = china()
    one = next(s for s in _own() if s.id == "early-sale-price-fair")
    loose = replace(
        one,
        versions=tuple(
            replace(v, parameters={**v.parameters, "at_least": Decimal("0.1")})
            for v in one.versions
        ),
    )
    broken = replace(
        register, standards=tuple(loose if s.id == one.id else s for s in register.standards)
    )
    plan = compile_plan(broken, only=[one.id])
    said = [judge_example(broken, plan, loose, example) for example in one.examples]
    assert said != [example.outcome for example in one.examples]


def test_sentences_of_failing_examples_read_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = list(_sentences(china(), monkeypatch))
    assert len(told) == len(_own())
    for standard, text in told[:: len(told) // 10]:
        print(standard, text.zh, text.en, sep="\n  ")
    unnamed = [
        f"{standard}: {text.zh}"
        for standard, text in told
        if INTERNAL.search(text.zh) or "{" in text.zh + text.en or HAN.search(text.en)
    ]
    assert not unnamed, "\n".join(unnamed)


def _sentences(register: Register, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Text]]:
    """For each standard the sentence of its first failing example."""
    plan = compile_plan(register)
    found: list[Text] = []

    def telling(plan, rule, acts, facts):  # type: ignore[no-untyped-def]
        verdicts = judge(plan, rule, acts, facts)
        for one in verdicts:
            if one.outcome is Outcome.FAIL:
                moments = (*one.evidence, one.anchor)
                shown = Shown(
                    reason=one.reason,
                    subject_id="1",
                    anchor=one.anchor,
                    seen_from=min(moments),
                    seen_to=max(moments),
                    as_of=facts.as_of,
                    observed=one.observed,
                    allowed=one.allowed,
                    officers=sorted({a.officer for a in acts if a.officer}),
                    anchor_officer=next(a.officer for a in acts if a.act == one.anchor_act),
                )
                found.append(sentence(plan, rule, shown))
        return verdicts

    monkeypatch.setattr(examples, "judge", telling)
    for one in _own():
        found.clear()
        judge_example(register, plan, one, _first_failing(one))
        yield one.id, found[0]


def _first_failing(one: Standard) -> Example:
    return next(example for example in one.examples if example.outcome == "fail")
