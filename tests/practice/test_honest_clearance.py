"""Clearance, logistics, money, quarantine: honest work is found honest, and wrong work is not."""

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
    numbers,
    played,
    register,
)
from zhunsheng.simulate.book import Coded, find
from zhunsheng.simulate.hours import DAY, HOUR

PLAYS = ("import", "export", "transit", "review", "tax", "goods", "quarantine", "premises")
DECLARATIONS = 9_000
UNPLAYED = {"interest.charge", "interest.exempt", "royalty.remit", "royalty.declare"}
"""Of the activities of money, those that belong to handbooks and to the firms' own payments."""
PAYERS_BREACH = {"tonnage.late-fee"}
"""Done only where a ship pays its tonnage tax late, which is a finding by itself."""
SPOILT = {
    "import": [
        ("fee: floor(fee_due)", 'fee: "floor(fee_due * 0.5)"'),
        ('opened: "min(1, round(required', 'opened: "min(1, round(0.5 * required'),
        ("round(max(45, lognormal(420, 0.6)), 0)", "round(uniform(2, 12), 0)"),
        ("by: {officer: helper, apart_from: [inspector, inspection/st]}",
         "by: {officer: inspector}"),
        ("inspection/tra: {after: {minutes: [45, 0.6]}",
         "inspection/tra: {after: {working_days: [6, 9]}"),
        ("sampling_required: flag(sampled)", 'sampling_required: "\'true\'"'),
    ],
    "export": [
        ("by: {system_where: not by_hand, apart_from: [document-review/ope",
         "by: {same_as: document-review/pas, apart_from: [document-review/ope"),
    ],
    "transit": [
        ("by: system, hours: always, fields: {seal_no: seal}",
         "by: system, hours: always, fields: {seal_no: serial('ZG')}"),
    ],
    "review": [
        ("attachments: \"integer(1, 4)\"}}\n    del", "attachments: 0}}\n    del"),
    ],
    "tax": [
        ("ntf: {after: {working_days: [0, 1]}}", "ntf: {after: {days: [45, 0.1]}}"),
        ("def: {after: {working_days: [1, 4]}, office: district, fields: {until: "
         "day_end(now() + days(29 * months)), months: months",
         "def: {after: {working_days: [1, 4]}, office: district, fields: {until: "
         "day_end(now() + days(29 * months)), months: 3 * months"),
    ],
    "goods": [("ret: {after: {working_days: [3, 15]}, by: {apart_from: [sel]}",
               "ret: {after: {working_days: [3, 15]}, post: custody, by: {same_as: sel}")],
    "quarantine": [("fields: {receipt_no: serial('JL2026')}", "fields: {}")],
    "premises": [("clip(lognormal(3, 0.6), 0.5, 9.5)", "clip(lognormal(30, 0.6), 12, 90)")],
}  # fmt: skip
"""What somebody might get wrong in each file: too little, too late, by the same hand, left out."""
CAUGHT = {
    "late-declaration-fee-right", "opened-share-as-instructed", "mandatory-review-is-read",
    "inspection-by-two-officers", "abnormal-finding-transferred", "sample-taken-as-instructed",
    "review-and-release-apart", "transit-seal-agrees", "amendment-on-listed-ground",
    "refund-verified-in-time", "deferral-within-six-months", "seller-does-not-handle-proceeds",
    "withheld-articles-receipted", "video-outage-short",
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
    assert len(counts) >= 140
    assert sum(count >= 20 for count in counts.values()) >= 75


def test_what_is_wrong_is_found(tmp_path: Path):
    spoilt = played(tmp_path, PLAYS, declarations=60_000, spoilt=SPOILT)
    assert set(failed(judged(tmp_path, spoilt, only=sorted(CAUGHT)))) == CAUGHT


def test_every_activity_of_these_domains_is_done(tmp_path: Path):
    month = played(tmp_path, ("tax", "goods", "quarantine", "transit", "review", "premises"),
                   declarations=300_000)  # fmt: skip
    main = played(tmp_path, ("import", "export"), declarations=80_000)
    domains = ("clearance", "logistics", "money", "quarantine")
    known = {
        one.id
        for one in register().activities
        if one.place is not None and Path(one.place.file).stem in domains
    }
    assert len(known) > 160
    done = {acts.activity for one in (month, main) for acts in one.book}
    assert known - done == UNPLAYED | PAYERS_BREACH


def test_records_hold_what_the_vocabulary_knows(month: Month):
    assert beyond_the_vocabulary(month) == []


def test_values_spread_within_their_bounds(month: Month):
    opened, required = (
        numbers(month, "inspection.finish", name) for name in ("opened_share", "required_share")
    )
    assert (opened >= required).all()
    assert 0.2 < (opened > required).mean() < 0.9
    net, declared = (numbers(month, "gate.out", n) for n in ("net_weight", "declared_weight"))
    gap = np.abs(net - declared)
    assert (gap <= 500).all() and (gap <= 0.03 * declared).all()
    assert np.mean(gap > 0.005 * declared) > 0.1
    seconds = numbers(month, "review.pass", "seconds")
    read = month.of("review.pass").fields["must_review"]
    assert isinstance(read, Coded)
    assert np.percentile(seconds[read.holds("true")], 5) > 60


def test_a_late_fee_is_half_a_per_mille_a_day_to_the_yuan_below(tmp_path: Path):
    month = played(tmp_path, ("import",), declarations=40_000)
    fee, value, days = (
        numbers(month, "late-declaration.charge", n) for n in ("fee", "cif", "days")
    )
    assert len(fee) > 40
    due = value * 0.0005 * days
    assert (np.abs(fee - due) < 1).all()
    assert (fee <= due + 0.01).all()
    assert fee.min() >= 10


def test_who_inspects_was_drawn_from_those_on_duty(month: Month):
    drawn, start = month.of("job.assign"), month.of("inspection.start")
    staffing = month.district.staffing
    assert staffing.on_duty(start.officer, start.at).all()
    told = drawn.fields["assigned_to"]
    assert isinstance(told, Coded)
    place = find(drawn, "declaration", start.objects["declaration"])
    again = month.book.of("job.reassign")
    moved = set() if again is None else set(again.objects["declaration"].tolist())
    kept = np.array([n not in moved for n in start.objects["declaration"].tolist()])
    late = start.at - drawn.at[place] > 6 * HOUR
    same = told.codes[place] == start.officer
    # whoever goes off duty meanwhile is replaced on the spot
    assert (same | ~kept | late).mean() > 0.95
    assert numbers(month, "job.assign", "eligible").min() >= 2


def test_no_goods_leave_before_they_are_released(month: Month):
    out, release = month.of("gate.out"), month.of("release.order")
    place = find(release, "declaration", out.objects["declaration"], last=False)
    begun = release.at[np.maximum(place, 0)]
    assert (out.at >= begun)[place >= 0].mean() > 0.99  # but for conditional removal
    assert (place >= 0).mean() > 0.98
    assert np.median((out.at - begun)[place >= 0]) < DAY
