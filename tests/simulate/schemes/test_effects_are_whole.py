"""What a scheme changes it changes everywhere: nobody and nothing is left in another record."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.schemes.played import books, dials
from zhunsheng.simulate.book import Acts, Book, Coded, Longs, find
from zhunsheng.simulate.misconduct.laying import Misconduct
from zhunsheng.simulate.running import Practice
from zhunsheng.simulate.schemes import SCHEMES
from zhunsheng.simulate.schemes.return_and_resubmit import AFTER, STEPS

World = tuple[Book, Misconduct]


@pytest.fixture(scope="module")
def turned(known: Practice) -> World:
    (book, *_), schemes = books(known, dials(1.0, breaking=True))
    return book, schemes


@pytest.fixture(scope="module")
def quiet(known: Practice) -> World:
    (book, *_), schemes = books(known, dials(1.0, breaking=False))
    return book, schemes


def number(scheme: str) -> int:
    return next(place for place, one in enumerate(SCHEMES, 1) if one.id == scheme)


def acts(world: World, activity: str) -> Acts:
    found = world[0].of(activity)
    assert found is not None
    return found


def cases(world: World, scheme: str, activity: str, type_: str = "declaration") -> Longs:
    """The cases on which the scheme marked acts of an activity."""
    found = acts(world, activity)
    return np.unique(found.objects[type_][found.scheme == number(scheme)])


def time(world: World, activity: str, on: Longs) -> Longs:
    found = acts(world, activity)
    rows = find(found, "declaration", on)
    assert (rows >= 0).all(), activity
    return found.at[rows]


def officer(world: World, activity: str, on: Longs) -> list[int]:
    found = acts(world, activity)
    return found.officer[find(found, "declaration", on)].tolist()


def test_a_second_officer_who_was_not_there_is_in_no_record(turned: World):
    alone = cases(turned, "second-officer-missing", "inspection.start")
    assert len(alone)
    joined = acts(turned, "inspection.join")
    assert not np.isin(joined.objects["declaration"], alone).any()
    assert officer(turned, "inspection.start", alone) == officer(turned, "inspection.finish", alone)


def test_a_declaration_filed_anew_has_a_whole_course_on_the_same_bill_of_lading(turned: World):
    old = cases(turned, "return-and-resubmit", "declaration.return")
    filed = acts(turned, "declaration.submit")
    bill = filed.objects["manifest"][find(filed, "declaration", old)]
    new = filed.objects["declaration"][find(filed, "manifest", bill)]
    assert len(old)
    assert not np.isin(new, old).any()
    order = [*(name for name, _ in STEPS), "release.order"]
    times = [time(turned, name, new) for name in order]
    back = time(turned, "declaration.return", old)
    for before, after in zip([back, *times], times, strict=False):
        assert (before < after).all()
    for activity in AFTER:
        found = turned[0].of(activity)
        if found is not None and "declaration" in found.objects:
            assert not np.isin(found.objects["declaration"], old).any(), activity


def test_the_new_declaration_says_more_and_pays_more(turned: World):
    old = cases(turned, "return-and-resubmit", "declaration.return")
    filed = acts(turned, "declaration.submit")
    first = find(filed, "declaration", old)
    bill = filed.objects["manifest"][first]
    again = find(filed, "manifest", bill)
    for name in ("quantity", "value"):
        numbers = filed.fields[name]
        assert isinstance(numbers, np.ndarray)
        assert (numbers[again] > numbers[first]).all()
    new = filed.objects["declaration"][again]
    tax = filed.fields["tax"]
    assessed = acts(turned, "tax.assess")
    due = assessed.fields["tax"]
    assert isinstance(tax, np.ndarray)
    assert isinstance(due, np.ndarray)
    rows = find(assessed, "declaration", new)
    taxed = rows >= 0
    assert np.allclose(due[rows[taxed]], tax[again[taxed]], rtol=0.02, atol=0.05)


def test_tax_that_is_never_paid_closes_nothing(turned: World):
    scheme = number("released-unpaid")
    never = {
        case
        for one in turned[1].notes.noted
        if one.scheme == scheme and one.role == "removed" and one.activity == "tax.pay"
        for case in one.case.tolist()
    }
    closed = acts(turned, "declaration.close").objects["declaration"].tolist()
    assert never
    assert not never & set(closed)


def test_an_inspection_that_never_was_has_left_no_record(turned: World):
    scheme = number("parameter-insider")
    spared = {
        case
        for one in turned[1].notes.noted
        if one.scheme == scheme and one.activity == "control.issue"
        for case in one.case.tolist()
    }
    assert spared
    for found in turned[0]:
        if found.activity.startswith(("inspection.", "control.", "job.", "image.", "video.")):
            touched = set(found.objects.get("declaration", np.empty(0)).tolist())
            assert not spared & touched, found.activity


def test_whoever_was_assigned_is_who_inspects(quiet: World):
    """Steered draws and emptied pools change who was drawn and who acted, both."""
    assigned = acts(quiet, "job.assign")
    for scheme in ("steered-assignment", "pool-edits"):
        on = cases(quiet, scheme, "job.assign")
        assert len(on)
        named = assigned.fields["assigned_to"]
        assert isinstance(named, Coded)
        codes = named.codes[find(assigned, "declaration", on)].tolist()
        people = quiet[1].stage.people.id
        said = [named.words[code] for code in codes]
        assert said == [people[one] for one in officer(quiet, "inspection.start", on)]


def test_nobody_inspects_with_himself(turned: World, quiet: World):
    for world in (turned, quiet):
        joined = acts(world, "inspection.join")
        own = joined.objects["declaration"]
        begun = np.array(officer(world, "inspection.start", own))
        ours = joined.scheme > 0
        assert (joined.officer[ours] != begun[ours]).all()


@pytest.mark.parametrize("activity", ["inspection.start", "inspection.finish", "release.order"])
def test_whoever_acts_in_a_scheme_is_on_duty(turned: World, quiet: World, activity: str):
    for world in (turned, quiet):
        found = acts(world, activity)
        rows = np.flatnonzero((found.scheme > 0) & (found.officer >= 0))
        there = world[1].stage.staffing.on_duty(found.officer[rows], found.at[rows])
        assert there.mean() > 0.995


def test_values_let_through_lower_every_amount_that_follows(quiet: World):
    on = cases(quiet, "cheap-values", "review.pass")
    taxed = acts(quiet, "tax.assess")
    on = on[find(taxed, "declaration", on) >= 0]
    filed = acts(quiet, "declaration.submit")
    declared, due = filed.fields["tax"], taxed.fields["tax"]
    assert isinstance(declared, np.ndarray)
    assert isinstance(due, np.ndarray)
    assert len(on)
    left = declared[find(filed, "declaration", on)]
    assert np.allclose(due[find(taxed, "declaration", on)], left, rtol=0.02, atol=0.05)


def test_a_bill_held_back_goes_out_after_the_period(quiet: World):
    billed = acts(quiet, "tax.bill")
    mine = billed.scheme == number("revenue-held")
    part = next(one for one in quiet[1].parts if one.scheme.id == "revenue-held")
    assert mine.any()
    assert (billed.at[mine] >= part.settings.until).all()
    here = billed.objects["declaration"] >> 36 == part.cast.office
    left = here & part.settings.covers(billed.at) & (billed.scheme == 0)
    assert left.sum() < mine.sum()
