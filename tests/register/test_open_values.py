"""Values the law leaves open: filled in by date, never made up, and whoever waits is named."""

import datetime as dt
from pathlib import Path

from register.minimal import MINIMAL, Files, added, changed, loaded
from zhunsheng.flow import check_register
from zhunsheng.standards.compile import compile_plan

D = dt.date.fromisoformat
SERVING = "standards/serving.yaml"
OPEN = """\
- id: serving-days
  title: {zh: 送达天数, en: days to serve}
  why: {zh: 由单位确定, en: for the office to decide}
"""
DECIDED = """\
  versions:
  - {from: 2020-01-01, value: 3}
  - {from: 2022-01-01, value: 5, decided_by: {zh: 关务会, en: the management meeting}}
"""


def _files(parameter: str) -> Files:
    files = changed(
        SERVING, "within: {clock: serve}", "within: {days: {parameter: serving-days}}", MINIMAL
    )
    return added("parameters.yaml", parameter, files)


def test_a_value_is_filled_in_by_the_version_of_each_day(tmp_path: Path) -> None:
    plan = compile_plan(loaded(tmp_path, _files(OPEN + DECIDED)), only=["serve-in-time"])
    periods = [
        (str(rule.validity), rule.parameters.within.period.length)  # type: ignore[attr-defined]
        for rule in plan.rules
    ]
    assert periods == [("2020-01-01…2022-01-01", 3), ("2022-01-01…", 5)]
    assert plan.waiting == ()


def test_a_standard_without_its_value_waits_and_is_named(tmp_path: Path) -> None:
    register = loaded(tmp_path, _files(OPEN))
    plan = compile_plan(register)
    assert "serve-in-time" not in {rule.standard for rule in plan.rules}
    assert [(w.standard, w.parameters) for w in plan.waiting] == [
        ("serve-in-time", ("serving-days",))
    ]
    told = [found for found in check_register(register) if found.code == "value-open"]
    assert ["serve-in-time" in found.in_language("zh") for found in told] == [True]


def test_only_the_days_before_the_decision_wait(tmp_path: Path) -> None:
    late = OPEN + "  versions:\n  - {from: 2023-06-01, value: 4}\n"
    plan = compile_plan(loaded(tmp_path, _files(late)), only=["serve-in-time"])
    assert [str(w.validity) for w in plan.waiting] == ["2020-01-01…2023-06-01"]
    assert [str(rule.validity) for rule in plan.rules] == ["2023-06-01…"]


def test_a_parameter_nobody_defined_is_an_error(tmp_path: Path) -> None:
    files = changed(
        SERVING, "within: {clock: serve}", "within: {days: {parameter: servng}}", _plain()
    )
    codes = {found.code for found in check_register(loaded(tmp_path, files))}
    assert "parameter-unknown" in codes


def _plain() -> Files:
    return added("parameters.yaml", OPEN, MINIMAL)


def test_a_table_without_rows_makes_its_standards_wait(tmp_path: Path) -> None:
    files = dict(MINIMAL)
    files["tables.yaml"] = """\
- id: bands
  title: {zh: 裁量幅度, en: bands}
  keys: [offence]
  versions: []
"""
    register = loaded(tmp_path, files)
    plan = compile_plan(register)
    assert [(w.standard, w.tables) for w in plan.waiting] == [("within-bands", ("bands",))]
    assert "value-open" in {found.code for found in check_register(register)}
