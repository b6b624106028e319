"""Bonded trade, relief, audit and the money matters of firms: honest work is found honest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from practice.honest import (
    Month,
    beyond_the_vocabulary,
    failed,
    judged,
    judgements,
    played,
    register,
)
from zhunsheng.simulate.book import Longs, find
from zhunsheng.simulate.hours import DAY

PLAYS = (
    "handbooks", "relief", "audit", "disclosure", "rulings", "credit", "ip", "tax-coercion",
)  # fmt: skip
DECLARATIONS = 350_000
"""A large district's month; plenty for what is rare."""
SPOILT = {
    "handbooks": [
        ("at('writeoff/acc') + days(55 if present(at('writeoff/ext')) else 28)",
         "at('writeoff/acc') + days(90)"),
        ("    writeoff/don:\n      after: {days: [2, 0.5]}",
         "    writeoff/don:\n      after: {days: [40, 0.2]}"),
        ("normal(0.004, 0.022), -0.07, 0.07", "normal(0.09, 0.022), -0.07, 0.2"),
    ],
    "relief": [
        ("by: {apart_from: [rev, rec]}\n      fields: {item_listed",
         "by: {same_as: rec}\n      fields: {item_listed"),
        ("uniform(140, 330) if", "uniform(420, 500) if"),
        ("at('rls') + days(345)", "at('rls') + days(600)"),
    ],
    "audit": [
        ("margin: 5, by: {apart_from: [sta, ntc, nts]}", "margin: 5, by: {same_as: [sta]}"),
        ("until: {formula: \"day_end(at('hit'))\"}", "until: {formula: \"at('hit') + days(9)\"}"),
        ("after: {minutes: [55, 0.5]}", "after: {days: [3, 0.2]}"),
    ],
    "disclosure": [
        ("\"'refused' if known or too_old else 'granted'\"", "\"'granted'\""),
        ("lognormal(7, 0.7)", "lognormal(26, 0.2)"),
    ],
    "rulings": [
        ("after: {days: [13, 0.4]}, until: {since: rap, days: 28}", "after: {days: [45, 0.1]}")
    ],
    "credit": [("post: credit-rating, also: {second_officer: apart}", "post: credit-rating")],
    "ip": [("{id: gen, activity", "{id: gen, chance: 0.5, activity")],
    "tax-coercion": [("{id: dem, activity", "{id: dem, chance: 0.5, activity")],
}  # fmt: skip
"""What somebody might get wrong in each file: too late, by the same hand, left out."""
CAUGHT = {
    "writeoff-in-time", "consumption-change-within-bounds", "relief-examiner-not-approver",
    "relief-goods-looked-at", "audit-team-of-two", "books-payments-reported",
    "disclosure-not-too-old", "ruling-renewal-in-time", "credit-certified-by-two",
    "ip-detained-on-security", "tax-demanded-before-enforcement",
}  # fmt: skip


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return played(tmp_path_factory.mktemp("month"), PLAYS, declarations=DECLARATIONS)


@pytest.fixture(scope="module")
def found(month: Month, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, int]]:
    return judged(tmp_path_factory.mktemp("judged"), month)


def test_no_standard_finds_anything(found: dict[str, tuple[int, int]]):
    assert failed(found) == {}


def test_the_standards_of_these_domains_come_to_judge(found: dict[str, tuple[int, int]]):
    counts = judgements(found)
    assert len(counts) >= 85
    assert sum(count >= 20 for count in counts.values()) >= 65


def test_what_is_wrong_is_found(tmp_path: Path):
    spoilt = played(tmp_path, PLAYS, declarations=60_000, spoilt=SPOILT)
    assert set(failed(judged(tmp_path, spoilt, only=sorted(CAUGHT)))) == CAUGHT


def days_between(month: Month, begun: str, done: str, type_: str) -> Longs:
    """From each object's first ``begun`` to each ``done``, in calendar days."""
    one, two = month.of(begun), month.of(done)
    place = find(one, type_, two.objects[type_], last=False)
    return (two.at // DAY - one.at[np.maximum(place, 0)] // DAY)[place >= 0]


@pytest.mark.parametrize(
    ("begun", "done", "type_", "limit"),
    [
        ("writeoff.accept", "writeoff.done", "handbook", 60),
        ("export.last", "handbook.report", "handbook", 30),
        ("domestic-sale.declare", "domestic-sale.tax", "handbook", 30),
        ("relief.release", "relief.annual-report", "relief", 365),
        ("audit.report", "audit.serve", "audit", 30),
        ("ruling.accept", "ruling.decide", "ruling", 60),
        ("ruling.renew-apply", "ruling.renew", "ruling", 30),
        ("ruling.predetermine-apply", "ruling.predetermine", "ruling", 150),
    ],
)
def test_clocks_are_kept_with_room_to_spare(
    month: Month, begun: str, done: str, type_: str, limit: int
):
    days = days_between(month, begun, done, type_)
    assert len(days) > 20
    assert np.median(days) < 0.8 * limit
    assert np.percentile(days, 75) - np.percentile(days, 25) > 0.03 * limit  # not all alike


def test_values_spread_within_their_bounds(month: Month):
    share = month.of("consumption.change").fields["share"]
    quota, used = (month.of("relief.approve").fields[name] for name in ("quota", "cumulative"))
    for numbers in (share, quota, used):
        assert isinstance(numbers, np.ndarray)
    assert np.abs(share).max() < 0.08 and np.std(share) > 0.01
    assert (used < quota).mean() > 0.8 and np.std(used / quota) > 0.15


def test_whoever_sets_a_handbook_up_does_not_write_it_off(month: Month):
    one, two = month.of("handbook.approve"), month.of("writeoff.done")
    place = find(one, "handbook", two.objects["handbook"])
    assert (place >= 0).all()
    assert (one.officer[place] != two.officer).all()
    assert (two.officer >= 0).all()


def test_every_activity_of_these_domains_is_done(month: Month):
    known = [
        one.id
        for one in register().activities
        if one.place is not None and Path(one.place.file).stem in ("processing", "relief", "audit")
    ]
    assert len(known) > 75
    assert [name for name in known if month.book.of(name) is None] == []


def test_records_hold_what_the_vocabulary_knows(month: Month):
    assert beyond_the_vocabulary(month) == []
