"""The summary and the explanation on a terminal."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from conftest import Judged
from zhunsheng.flow import plan_of
from zhunsheng.hearing import explain
from zhunsheng.hearing.inert import inert
from zhunsheng.model.words import Words
from zhunsheng.report.gravest import gravest
from zhunsheng.report.hearing import print_explanation
from zhunsheng.report.standing import standings
from zhunsheng.report.terminal import print_summary
from zhunsheng.report.words import GRADE_ORDER


def _printed(judged: Judged, *, language: str, width: int) -> str:
    out = StringIO()
    graves = gravest(
        judged.run, plan_of(judged.register, judged.store), judged.register, judged.store
    )
    print_summary(
        Console(file=out, width=width), judged.run, judged.register, graves, language=language
    )
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_standard_is_named_with_its_figures(
    judged: Judged, language: str, width: int
) -> None:
    text = _printed(judged, language=language, width=width)
    for one in standings(judged.run, judged.register):
        assert one.standard.title.say(language)[:12] in text
        assert f"{one.totals.passed:,}" in text


def test_why_not_evaluated_is_spelled_out(judged: Judged) -> None:
    assert "未评价：" in _printed(judged, language="zh", width=80)
    assert "Why not evaluated" in _printed(judged, language="en", width=140)


def test_the_gravest_come_first_and_no_standard_fills_the_list(judged: Judged) -> None:
    plan = plan_of(judged.register, judged.store)
    graves = gravest(judged.run, plan, judged.register, judged.store, per_standard=2, most=12)
    grades = [GRADE_ORDER[one.finding.grade] for one in graves]
    assert grades == sorted(grades) and len(graves) == 12 and len(set(grades)) == 3
    standards = [one.finding.standard for one in graves]
    assert len(set(standards)) == 12, "each standard once, before any comes twice"
    more = gravest(judged.run, plan, judged.register, judged.store, per_standard=2, most=20)
    named = [one.finding.standard for one in more]
    assert max(named.count(name) for name in named) == 2
    assert sum(one.is_first for one in more) == len(set(named))


def test_standards_with_findings_stand_before_those_without(judged: Judged) -> None:
    failed = [one.totals.failed > 0 for one in standings(judged.run, judged.register)]
    assert failed == sorted(failed, reverse=True) and any(failed) and not all(failed)


def test_an_explanation_says_whether_the_finding_stands(judged: Judged) -> None:
    plan = plan_of(judged.register, judged.store)
    key = gravest(judged.run, plan, judged.register, judged.store)[0].finding.key
    found = explain(key, judged.run, judged.register, judged.store)
    out = StringIO()
    print_explanation(
        Console(file=out, width=90), found, words=Words(), zone="Europe/Rome", language="en"
    )
    assert "the outcome is the same" in out.getvalue()
    assert "log.xes.gz, row" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("中文，标点", "中文，标点"),
        ("\x1b[2J", "\\u001b[2J"),
        ("a\nb", "a\\u000ab"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb", "a\\u200bb"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_its_code(text: str, shown: str) -> None:
    assert inert(text) == shown
