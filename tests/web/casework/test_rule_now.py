"""A standard that is changed or ends takes no warning with it; the page says what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from web.casework.runs import REGISTER, Fines, fine
from web.world import NOW, World
from zhunsheng.model.register import Register
from zhunsheng.model.validity import Validity
from zhunsheng_web.casework import law
from zhunsheng_web.casework.intake import take_in
from zhunsheng_web.casework.models import Finding, Warning, Yardstick
from zhunsheng_web.casework.rule_now import rule_now

TODAY = NOW.date()
OTHER = """\
- id: signed-first
  title: {zh: 处罚应当签名, en: a fine is signed}
  power: fine
  posts: [clerk]
  line: 1
  grade: high
  versions:
  - from: 2000-01-01
    basis: [{law: law, article: "2", edition: 2000-01-01}]
    shape: missing_step
    subject: case
    parameters: {at: Fine, needs: Sign}
"""


@pytest.fixture
def fines(world: World, tmp_path: Path) -> Fines:
    made = Fines(tmp_path)
    take_in(made.run(fine("c1"), fine("c2")).folder, made.store.folder, now=NOW)
    return made


def judged_again(fines: Fines, standards: str) -> None:
    (fines.register / "standards.yaml").write_text(standards, encoding="utf-8")
    take_in(fines.run(fine("c3", officer="W2")).folder, fines.store.folder, now=NOW)


def test_a_standard_that_is_taken_out_of_the_register_clears_no_warning(fines: Fines) -> None:
    before = set(Warning.objects.values_list("token", "stage", "rows_cleared"))
    judged_again(fines, OTHER)
    after = set(
        Warning.objects.filter(yardstick__standard="heard-first").values_list(
            "token", "stage", "rows_cleared"
        )
    )
    assert after == before, "a person has to judge them, by what held then"
    assert not Finding.objects.exclude(cleared_at=None).exists()


def test_what_a_version_written_anew_finds_again_is_not_counted_twice(fines: Fines) -> None:
    judged_again(fines, REGISTER["standards.yaml"].replace("- from: 2000", "- from: 2001"))
    standing = Finding.objects.filter(cleared_at=None)
    assert sorted(standing.values_list("subject_id", flat=True)) == ["c1", "c2", "c3"]


@pytest.fixture
def judged(db: None) -> tuple[Yardstick, Register]:
    """A standard of the register in use, and a yardstick of its only version."""
    register = law.register()
    standard = next(
        one for one in register.standards
        if len(one.versions) == 1 and not one.draft and one.versions[0].validity.end is None
    )  # fmt: skip
    kept = Yardstick(standard=standard.id, since=standard.versions[0].validity.start)
    alone = replace(register, standards=(standard,))
    return kept, alone


def spans(register: Register, *validities: Validity) -> Register:
    (one,) = register.standards
    version = one.versions[0]
    versions = tuple(replace(version, validity=validity) for validity in validities)
    return replace(register, standards=(replace(one, versions=versions),))


def test_the_page_says_what_has_become_of_it(judged: tuple[Yardstick, Register]) -> None:
    kept, register = judged
    since, day = kept.since, dt.timedelta(days=1)
    assert rule_now(kept, register, TODAY) is None
    ended = spans(register, Validity(since, TODAY))
    said = rule_now(kept, ended, TODAY)
    assert said is not None and f"已于 {TODAY} 停止适用" in said.zh and "ended on" in said.en
    assert rule_now(kept, ended, TODAY - day) is None, "not before its day"
    newer = spans(register, Validity(since, TODAY), Validity(TODAY))
    said = rule_now(kept, newer, TODAY)
    assert said is not None and f"自 {TODAY} 起已有新版本" in said.zh
    assert rule_now(kept, newer, TODAY - day) is None
    said = rule_now(kept, spans(register, Validity(since + day)), TODAY)
    assert said is not None and "改动或撤下" in said.zh
    for gone in ((), (replace(register.standards[0], draft=True),)):
        said = rule_now(kept, replace(register, standards=gone), TODAY)
        assert said is not None and "no longer in the register" in said.en


def test_it_stands_on_the_page_of_the_warning_in_both_languages(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(level=3)  # by a standard the register in use does not have
    for language, words in (
        ("zh", "不再据此生成新的预警。本件仍按行为当日有效的标准办理。"),
        ("en", "This warning is still judged by what held on the day of the act."),
    ):
        page = browser_of("SH1").get(
            f"/warnings/{one.token}/", headers={"accept-language": language}
        )
        assert words in page.content.decode()
