"""What changed, in data and in words."""

import datetime as dt
from pathlib import Path

import pytest

from register.minimal import added, changed, loaded
from register.test_digest import CHANGES
from zhunsheng.register import diff, edition

D = dt.date.fromisoformat
ON = D("2021-08-01")


def test_a_change_of_law_is_told_in_both_languages(tmp_path: Path):
    register = loaded(tmp_path)
    changes = diff(register, register, on_a=D("2021-07-14"), on_b=D("2021-07-15"))
    told = {(change.section, change.item, change.field) for change in changes}
    assert told == {
        ("laws", "penalties", "editions"),
        ("clocks", "serve", "period"),
        ("clocks", "serve", "basis"),
    }
    (period,) = [change for change in changes if change.field == "period"]
    said = period.in_words()
    assert said.zh == "时限“serve”\uff08送达期限\uff09\uff1a期限由“7日”改为“7个工作日”"
    assert said.en == "clock 'serve' (time to serve): period was 7 calendar days, is 7 working days"


def test_nothing_changes_between_two_days_under_the_same_law(tmp_path: Path):
    register = loaded(tmp_path)
    assert diff(register, register, on_a=D("2020-10-01"), on_b=D("2021-07-14")) == []


def test_what_begins_and_what_ends_is_told(tmp_path: Path):
    register = loaded(tmp_path)
    begun = diff(register, register, on_a=D("2019-12-31"), on_b=D("2020-07-01"))
    assert [(c.section, c.item, c.what) for c in begun] == [
        ("standards", "serve-in-time", "added"),
        ("standards", "within-bands", "added"),
        ("exemptions", "flood", "added"),
    ]
    ended = diff(register, register, on_a=D("2020-07-01"), on_b=D("2020-09-01"))
    assert [(c.section, c.item, c.what) for c in ended] == [("exemptions", "flood", "removed")]
    assert ended[0].in_words().zh == "例外“flood”\uff08洪灾\uff09不再有效"


def test_a_single_parameter_is_named(tmp_path: Path):
    files = changed("standards/serving.yaml", "channel: mail", "channel: hand")
    (change,) = diff(loaded(tmp_path), loaded(tmp_path, files), on_a=ON, on_b=ON)
    assert change.field == "parameters.to"
    assert "mail" in change.in_words().en
    assert "hand" in change.in_words().zh


def test_grants_are_told_one_by_one(tmp_path: Path):
    files = added("posts.yaml", "  - {power: fine, from: 2000-01-01, up_to: 100}\n")
    files = changed("posts.yaml", "up_to: 5000}", "up_to: 4000}", files)
    changes = diff(loaded(tmp_path), loaded(tmp_path, files), on_a=ON, on_b=ON)
    assert [(c.item, c.field) for c in changes] == [
        ("handler", "grants.fine"),
        ("reviewer", "grants.fine"),
    ]
    assert changes[0].in_words().en.endswith("was up to 5000, is up to 4000")
    assert changes[1].in_words().en.endswith("was none, is up to 100")


@pytest.mark.parametrize(("name", "old", "new"), CHANGES)
def test_no_change_of_an_edition_goes_untold(tmp_path: Path, name: str, old: str, new: str):
    before, after = loaded(tmp_path), loaded(tmp_path, changed(name, old, new))
    for on in (D("2020-08-01"), ON):
        changes = diff(before, after, on_a=on, on_b=on)
        same = edition(before, on=on).digest == edition(after, on=on).digest
        assert (changes == []) == same
        for change in changes:
            said = change.in_words()
            assert any("\u4e00" <= letter <= "\u9fff" for letter in said.zh)
            assert said.en
