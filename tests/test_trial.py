"""A draft standard on past data, against the version in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import REGISTER, Judged
from zhunsheng.model.errors import RegisterError
from zhunsheng.model.verdict import Reason
from zhunsheng.trial import try_out

DRAFT = """
- id: {id}
  title: {{zh: 草案, en: a draft}}
  power: notify
  posts: [enforcement-clerk]
  line: 1
  grade: high
  versions:
  - from: 2026-07-01
    basis: [{{law: cds, article: "201", edition: 2010-08-13}}]
    shape: overdue
    subject: fine
    parameters: {{from: Create Fine, to: Insert Fine Notification, within: {within},
      released_by: Payment}}
"""


def _file(folder: Path, within: str, *, standard: str = "notify-in-time") -> Path:
    path = folder / "draft.yaml"
    path.write_text(DRAFT.format(id=standard, within=within), encoding="utf-8")
    return path


def test_a_draft_that_says_the_same_finds_the_same(judged: Judged, tmp_path: Path) -> None:
    file = _file(tmp_path, "{clock: notify}")
    found = try_out("notify-in-time", REGISTER, judged.store, file=file)
    assert found.in_force is not None
    in_run = next(s for s in judged.run.standards if s.standard == "notify-in-time")
    assert found.draft.failed == found.in_force.failed == found.both == in_run.failed > 0
    assert (found.only_draft, found.only_in_force) == (0, 0)


def test_a_stricter_draft_finds_more_and_loses_nothing(judged: Judged, tmp_path: Path) -> None:
    file = _file(tmp_path, "{days: 60}")
    found = try_out("notify-in-time", REGISTER, judged.store, file=file, first=3)
    assert found.only_draft > 0 and found.only_in_force == 0
    assert found.draft.failed == found.both + found.only_draft
    assert len(found.examples["only_draft"]) == 3
    assert "超过60日的期限" in found.examples["only_draft"][0].sentence.zh
    assert "60 day(s)" in found.examples["only_draft"][0].sentence.en


def test_a_milder_draft_lets_go(judged: Judged, tmp_path: Path) -> None:
    file = _file(tmp_path, "{days: 150}")
    found = try_out("notify-in-time", REGISTER, judged.store, file=file)
    assert found.in_force is not None
    assert found.only_in_force > 0 and found.only_draft == 0
    assert found.in_force.failed == found.both + found.only_in_force


def test_a_draft_from_next_year_is_tried_on_the_past(judged: Judged, tmp_path: Path) -> None:
    found = try_out("notify-in-time", REGISTER, judged.store, file=_file(tmp_path, "{days: 90}"))
    judgements = found.draft.passed + found.draft.failed + found.draft.not_evaluated
    assert judgements == 1_500


def test_a_new_draft_has_nothing_to_be_compared_with_unless_it_is_named(
    judged: Judged, tmp_path: Path
) -> None:
    file = _file(tmp_path, "{days: 90}", standard="brand-new")
    alone = try_out("brand-new", REGISTER, judged.store, file=file)
    assert alone.in_force is None and alone.only_draft == alone.draft.failed > 0
    beside = try_out("brand-new", REGISTER, judged.store, file=file, against="notify-in-time")
    assert beside.in_force is not None and beside.both > 0


def test_a_draft_with_a_fault_is_told_by_file_and_line(judged: Judged, tmp_path: Path) -> None:
    file = _file(tmp_path, "{fortnights: 3}")
    with pytest.raises(RegisterError) as caught:
        try_out("notify-in-time", REGISTER, judged.store, file=file)
    place = caught.value.problems[0].place
    assert place is not None and place.file == str(file) and place.line is not None


def test_days_on_which_the_clock_said_nothing_are_counted_and_not_judged(
    judged: Judged, tmp_path: Path
) -> None:
    """A draft reaches back in time; what it refers to holds by its own dates."""
    register = tmp_path / "register"
    shutil.copytree(REGISTER, register)
    clocks = register / "clocks.yaml"
    text = clocks.read_text("utf-8")
    old, new = "  - from: 1993-01-01\n    period: {days: 150}", "  - from: 2010-08-13"
    assert old in text and new in text
    clocks.write_text(text[: text.index(old)] + text[text.index(new) :], "utf-8")
    file = _file(tmp_path, "{clock: notify}")
    found = try_out("notify-in-time", register, judged.store, file=file)
    before = dict(found.draft.reasons)[Reason.NO_VERSION]
    assert 0 < before < 1_500
    assert found.draft.passed + found.draft.failed + found.draft.not_evaluated == 1_500


@pytest.mark.parametrize("named", [{"standard": "nothing"}, {"against": "nothing"}])
def test_what_is_not_there_is_refused(
    judged: Judged, tmp_path: Path, named: dict[str, str]
) -> None:
    file = _file(tmp_path, "{days: 90}")
    asked = {"standard": "notify-in-time", **named}
    with pytest.raises(RegisterError):
        try_out(asked["standard"], REGISTER, judged.store, file=file, against=asked.get("against"))
