"""Nothing but the breach itself gives a scheme's acts away: no word honest work never uses."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.schemes.played import books, dials, district, making
from zhunsheng.simulate.book import Acts, Book, Coded
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.innocents import innocents
from zhunsheng.simulate.misconduct.laying import misconduct, worked
from zhunsheng.simulate.running import Practice

IS_THE_BREACH = {
    ("job.assign", "mode"),
    ("job.assign", "reason_code"),
    ("late-payment.waive", "ground"),
    ("late-payment.waive", "office_level"),
    ("account.act", "on_shift"),
}
RARE = {
    ("amend.approve", "ground"): "computer-failure",
    ("amend.approve", "field"): "quantity",
    ("amend.apply", "field"): "quantity",
    ("late-declaration.waive", "reason"): "system-failure",
    ("plea.linked", "rank"): "leader",
}
"""Words the plays have, which a small month may lack."""
NAMES = {"plate", "lane", "giver", "terminal", "approver", "pleader", "assigned_to"}
"""Fields that name a person, a firm, a thing: one that honest work happened not to name is no
sign."""


@pytest.fixture(scope="module")
def honest(known: Practice) -> list[Book]:
    place = district(known)
    work = making(known, place)
    return list(worked(work, innocents(place, work), misconduct(work, {})))


def words(acts: Acts) -> dict[str, set[str]]:
    return {
        name: {values.words[code] for code in np.unique(values.codes).tolist() if code >= 0}
        for name, values in acts.fields.items()
        if isinstance(values, Coded)
    }


def used(books_: list[Book]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for book in books_:
        for acts in book:
            for name, own in words(acts).items():
                found.setdefault((acts.activity, name), set()).update(own)
    return found


@pytest.mark.parametrize("breaking", [True, False])
def test_schemes_use_the_words_of_honest_work(honest: list[Book], known: Practice, breaking: bool):
    turned, _ = books(known, dials(1.0, breaking=breaking))
    usual = used(honest)
    strange = {
        (acts.activity, name): own
        - usual.get((acts.activity, name), set())
        - {RARE.get((acts.activity, name), "")}
        for book in turned
        for acts in (one.take(one.scheme > 0) for one in book)
        for name, own in words(acts).items()
        if (acts.activity, name) not in IS_THE_BREACH and name not in NAMES
    }
    assert {place: own for place, own in strange.items() if own} == {}


def test_added_acts_are_numbered_like_others(honest: list[Book], known: Practice):
    turned, _ = books(known, dials(1.0))
    longest = max(len(str(int(acts.serial.max()))) for book in honest for acts in book if len(acts))
    ours = max(len(str(int(acts.serial.max()))) for book in turned for acts in book if len(acts))
    assert ours == longest


def test_nothing_happens_on_the_stroke_of_the_hour(known: Practice):
    turned, _ = books(known, dials(1.0, breaking=True))
    struck = [
        acts.activity
        for book in turned
        for acts in book
        if ((acts.scheme > 0) & (acts.at % (30 * MINUTE) == 0)).sum() > 1
    ]
    assert struck == []
