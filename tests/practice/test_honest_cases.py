"""Cases, remedies, openness, people, systems: honest work is found honest, wrong work is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from practice.cases import FILES, busy_month
from practice.honest import Month, beyond_the_vocabulary, failed, judged, judgements, numbers
from simulate.service import LARGE, register, service
from zhunsheng.simulate.book import Coded, find
from zhunsheng.simulate.hours import DAY

DOMAINS = ("cases", "property", "remedies", "openness", "relations", "people", "meta")
ELSEWHERE = ("tax.", "exit.", "ip.")
"""Coercion for taxes and intellectual property: played with the firms' plays."""
NEVER = {
    "officer.depart": "leaving the service; the world has nobody who leaves",
    "officer.join-broker": "judged two and three years after leaving",
    "respondent.collect": "honest respondents collect no evidence while a review is pending",
}
SPOILT = {
    "penalties": [
        ("    fil: {after: {working_days: [0, 4]}, until: {since: reg, days: 9}, fields: "
         "{offence: said", "    fil: {after: {working_days: [15, 25]}, fields: {offence: said"),
        ("figure('lighter-fine-share') / 1.24", "0.1"),
        ("hno: {after: {minutes: [8, 0.5]}}", "hno: {after: {minutes: [8, 0.5]}, act: false}"),
    ],
    "property": [("counted: pieces}", "counted: pieces - 1}")],
    "suspects": [("until_released: uniform(6, 20.5)", "until_released: uniform(25, 30)")],
    "licences": [("by: {apart_from: [acc, ins, asg]}", "by: {same_as: acc}")],
    "openness": [("activity: item.examine, post: disclosure-office,",
                  "activity: item.examine, post: disclosure-office, chance: 0.5,")],
    "complaints": [("by: {apart_from: [dec]}, fields: {amount: amount}",
                    "by: {apart_from: [dec]}, fields: {amount: amount / 2}")],
    "integrity": [("firm_paid: \"'false'\", expense", "firm_paid: \"'true'\", expense")],
    "systems": [("fields: {seed: seed}}\n  - {id: ovr", "fields: {seed: digest}}\n  - {id: ovr")],
    "accounts": [("act, after: {formula: \"minutes_between(now(), ends) *",
                  "act, after: {formula: \"minutes_between(now(), ends) + 90 *")],
}  # fmt: skip
"""What somebody might get wrong: too late, too little, by the same hand, left out."""
CAUGHT = {
    "offence-filed-in-time", "fine-by-tax-within-law", "hearing-notified-organisation",
    "property-count-agrees", "suspect-released-in-time", "acceptance-and-decision-apart",
    "publication-examined-first", "reward-paid-in-full", "off-site-costs-own",
    "draw-log-tells-the-seed", "account-idle-off-shift",
}  # fmt: skip


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return busy_month(tmp_path_factory.mktemp("month"), times=3)


@pytest.fixture(scope="module")
def found(month: Month, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, int]]:
    return judged(tmp_path_factory.mktemp("judged"), month)


def test_no_standard_finds_anything(found: dict[str, tuple[int, int]]):
    assert failed(found) == {}


def test_the_standards_of_these_domains_come_to_judge(found: dict[str, tuple[int, int]]):
    counts = judgements(found)
    assert counts["emergency-measure-approved"] > 0
    assert len(counts) >= 180
    assert sum(count >= 20 for count in counts.values()) >= 130


def test_what_is_wrong_is_found(tmp_path: Path):
    spoilt = busy_month(tmp_path, times=2, spoilt=SPOILT)
    assert set(failed(judged(tmp_path, spoilt, only=sorted(CAUGHT)))) == CAUGHT


def test_every_activity_of_these_domains_is_done(month: Month, tmp_path: Path):
    rare = busy_month(tmp_path, times=700, files=("remedies",))
    seldom = busy_month(tmp_path, times=12, files=[name for name in FILES if name != "accounts"])
    gifts = busy_month(tmp_path, times=80, files=("integrity",))
    people = busy_month(tmp_path, times=1, files=("people",), code=LARGE)
    done = {acts.activity for one in (month, rare, seldom, gifts, people) for acts in one.book}
    known = {
        one.id
        for one in register().activities
        if one.place is not None
        and Path(one.place.file).stem in DOMAINS
        and not one.id.startswith(ELSEWHERE)
    }
    assert len(known) > 190
    assert known - done == set(NEVER)


def test_records_hold_what_the_vocabulary_knows(month: Month):
    assert beyond_the_vocabulary(month) == []


def test_lighter_fines_lie_about_the_share_of_the_published_decisions(month: Month):
    decided = month.of("penalty.decide")
    tier, article = decided.fields["tier"], decided.fields["article"]
    assert isinstance(tier, Coded) and isinstance(article, Coded)
    rows = tier.holds("lighter") & article.holds("cftl-15-4")
    shares = numbers(month, "penalty.decide", "ratio")[rows]
    assert rows.sum() > 30
    assert abs(np.median(shares) - service().figures["lighter-fine-share"]) < 0.03
    assert shares.std() > 0.02


def test_fines_are_paid_at_all_times_within_their_days_not_at_their_end(month: Month):
    served, paid = month.of("decision.serve"), month.of("fine.pay")
    row = find(served, "case", paid.objects["case"])
    known = row >= 0
    days = (paid.at[known] - served.at[row[known]]) / DAY
    soon = days[days <= 15]
    assert len(soon) > 0.8 * len(days)
    assert (soon > 14).mean() < 0.03
    assert soon.std() > 2


def test_nobody_who_investigates_decides_or_reviews_the_same_case(month: Month):
    decided = month.of("penalty.decide")
    for activity in ("inquiry.do", "inquiry.join", "legal.review"):
        acts = month.of(activity)
        row = find(acts, "case", decided.objects["case"])
        known = row >= 0
        assert known.sum() > 50
        assert (acts.officer[row[known]] != decided.officer[known]).all()
