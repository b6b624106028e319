"""Every scheme that breaks rules is caught by each standard it breaks."""

from __future__ import annotations

import pytest

from simulate.schemes.played import Played
from zhunsheng.simulate.lookalikes import LOOKALIKES
from zhunsheng.simulate.reckoning import SchemeReckoned
from zhunsheng.simulate.schemes import SCHEMES

BREAKING = [scheme.id for scheme in SCHEMES if scheme.breaks]
SILENT = [scheme.id for scheme in SCHEMES if not scheme.breaks]


def reckoned(month: Played, scheme: str) -> SchemeReckoned:
    return next(one for one in month.reckoning.schemes if one.player.id == scheme)


@pytest.mark.parametrize("scheme", BREAKING)
def test_each_standard_it_breaks_catches_it(month: Played, scheme: str):
    one = reckoned(month, scheme)
    assert one.deeds > 0
    assert one.silent == ()


@pytest.mark.parametrize("scheme", BREAKING)
def test_at_full_strength_every_deed_is_in_a_case_that_is_caught(month: Played, scheme: str):
    one = reckoned(month, scheme)
    assert one.deeds_caught == one.deeds


@pytest.mark.parametrize("scheme", SILENT)
def test_what_breaks_no_rule_is_not_found_by_any(quiet_month: Played, scheme: str):
    one = reckoned(quiet_month, scheme)
    assert one.acts > 0
    assert one.deeds_caught == 0


def test_the_standards_named_are_standards_of_the_register(month: Played):
    judged = {one.standard for one in month.run.standards}
    assert {name for scheme in SCHEMES for name in scheme.breaks} <= judged


def test_no_innocent_is_accused(quiet_month: Played):
    assert dict(quiet_month.reckoning.innocent_flagged)["broker-pockets"] == 0


def test_honest_work_is_hardly_found_fault_with(month: Played):
    """What is left beside the schemes' findings is for the tests of honest work."""
    assert month.reckoning.findings - month.reckoning.findings_of_schemes <= 5


def test_look_alikes_are_named_with_their_officers_and_not_flagged(month: Played):
    named = {one.player.id: one for one in month.reckoning.lookalikes}
    assert set(named) == {one.id for one in LOOKALIKES}
    for name, one in named.items():
        assert one.player.officers or name == "one-kind-of-goods"
        assert one.flagged == (), name


def test_nobody_is_both_innocent_and_guilty(month: Played):
    innocent = {number for one in month.truth.lookalikes for number in one.officers}
    guilty = {number for one in month.truth.schemes for number in one.officers}
    assert not innocent & guilty
