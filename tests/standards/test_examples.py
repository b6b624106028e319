"""A standard's own examples are judged, and one that does not come out as it says is told."""

import datetime as dt
from pathlib import Path

from register.minimal import MINIMAL, Files, added, changed, loaded
from zhunsheng.flow import check_register
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.explain import step_in_words

SERVING = "standards/serving.yaml"
EXAMPLES = """\
  examples:
  - outcome: fail
    as_of: 2024-03-31
    acts:
    - {do: Decide, at: "2024-03-04 09:00", office: a, amount: 100}
  - outcome: pass
    acts:
    - {do: Decide, at: "2024-03-04 09:00", office: a, amount: 100}
    - {do: Serve, at: 2024-03-08, office: a, channel: mail}
  - outcome: not_evaluated
    acts:
    - {do: Decide, at: "2024-03-04 09:00", office: a, amount: 100}
"""
CALENDAR = "calendars/china/2024.yaml"


def _files(examples: str) -> Files:
    files = changed(SERVING, "  versions:\n", examples + "  versions:\n", MINIMAL)
    return added(CALENDAR, 'year: 2024\nbasis: [{law: penalties, article: "85"}]\n', files)


def _told(tmp_path: Path, examples: str) -> list[str]:
    register = loaded(tmp_path, _files(examples))
    return [
        found.in_language("zh")
        for found in check_register(register, on=dt.date(2024, 12, 31))
        if found.code == "example-contradicts"
    ]


def test_examples_that_come_out_as_they_say_are_not_mentioned(tmp_path: Path) -> None:
    assert _told(tmp_path, EXAMPLES) == []


def test_an_example_that_does_not_fail_as_it_should_is_told(tmp_path: Path) -> None:
    in_time = EXAMPLES.replace("outcome: pass", "outcome: fail")
    told = _told(tmp_path, in_time)
    assert len(told) == 1 and "应为“不合格”，判定为“合格”" in told[0]


def test_an_example_outside_the_scope_says_nothing_at_all(tmp_path: Path) -> None:
    elsewhere = EXAMPLES.replace("office: a", "office: z")
    assert len(_told(tmp_path, elsewhere)) == 3


def test_an_example_may_assume_a_value_the_site_has_not_decided(tmp_path: Path) -> None:
    files = changed(
        SERVING,
        "within: {clock: serve}",
        "within: {working_days: {parameter: days}}",
        _files(EXAMPLES.replace("    acts:\n", "    given: {days: 4}\n    acts:\n")),
    )
    files = added(
        "parameters.yaml",
        "- id: days\n  title: {zh: 天, en: days}\n  why: {zh: 未定, en: open}\n",
        files,
    )
    codes = {found.code for found in check_register(loaded(tmp_path, files))}
    assert "example-contradicts" not in codes and "value-open" in codes


def test_a_misspelt_activity_is_told_once_the_register_has_a_vocabulary(tmp_path: Path) -> None:
    files = added(
        "activities.yaml",
        "- {id: Decide, title: {zh: 决定, en: decide}}\n"
        "- {id: Serve, title: {zh: 送达, en: serve}}\n",
        _files(EXAMPLES),
    )
    found = [
        one for one in check_register(loaded(tmp_path, files)) if one.code == "activity-unknown"
    ]
    assert any("Post" in one.in_language("en") for one in found)


def test_sentences_use_the_registers_own_words(tmp_path: Path) -> None:
    files = added(
        "activities.yaml",
        "- {id: Decide, title: {zh: 作出决定, en: the decision}}\n",
        added(
            "fields.yaml",
            "- id: channel\n  title: {zh: 送达方式, en: way of service}\n"
            "  codes: [{id: mail, title: {zh: 邮寄, en: by post}}]\n",
            MINIMAL,
        ),
    )
    plan = compile_plan(loaded(tmp_path, files))
    said = {
        step_in_words(step, plan.words).zh + "|" + step_in_words(step, plan.words).en
        for step in plan.steps
    }
    assert "作出决定|the decision" in said
    assert "Post或Serve（送达方式为邮寄）|Post or Serve (way of service is by post)" in said
