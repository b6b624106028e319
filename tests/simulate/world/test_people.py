"""Officers: since when, in which post, with what certificates, absent when, heading whom."""

from __future__ import annotations

import numpy as np

from simulate.service import LARGE, district, register, service
from zhunsheng.simulate.book import EMPTY_TIME, Clock
from zhunsheng.simulate.hours import DAY, ms_of


def test_nobody_holds_a_key_post_longer_than_rotation_allows() -> None:
    world = district(LARGE)
    key = np.array([post.key for post in register().posts])[world.people.post]
    heads = world.people.post == world.posts.index("section-head")
    last = ms_of(world.period.last) // DAY
    years = (last - world.people.careers.held_since) / 365.25
    assert years[key & ~heads].max() < 3
    assert years[heads].max() < 5
    assert years.min() > 0


def test_careers_are_in_order() -> None:
    careers = district(LARGE).people.careers
    before = careers.before_since >= 0
    assert (careers.before_since < careers.held_since)[before].all()
    first = np.where(before, careers.before_since, careers.held_since)
    assert (careers.joined < first).all()
    assert (district(LARGE).people.certified < first).all()


def test_who_was_transferred_changed_places_with_somebody_of_the_same_post() -> None:
    world = district(LARGE)
    careers, post = world.people.careers, world.people.post
    moved = np.flatnonzero(careers.moved_on >= 0)
    assert len(moved) > len(post) // 4
    other = careers.place_before[moved]
    assert (careers.place_before[other] == moved).all()
    assert (careers.moved_on[other] == careers.moved_on[moved]).all()
    assert (post[other] == post[moved]).all()
    assert (world.people.desk[other] != world.people.desk[moved]).all()


def test_before_a_transfer_one_is_on_duty_at_the_desk_left() -> None:
    world = district(LARGE)
    careers = world.people.careers
    last = ms_of(world.period.last)
    late = np.flatnonzero(careers.moved_on * DAY > last - 400 * DAY)[:50]
    for officer in late.tolist():
        moved = int(careers.moved_on[officer]) * DAY
        for offset, place in ((-20, careers.place_before[officer]), (5, officer)):
            at = world.staffing.returns(np.array([officer]), np.array([moved + offset * DAY]))
            if (at[0] < moved) == (offset < 0):
                desk = int(world.desks.place_desk[place])
                assert officer in world.staffing.those_on_duty(desk, int(at[0])).tolist()


def test_juniors_have_mentors_of_their_own_crew_wherever_there_is_one() -> None:
    world = district(LARGE)
    people, desks = world.people, world.desks
    juniors = np.flatnonzero(~people.senior)
    assert 0.03 < len(juniors) / len(people) < 0.2
    assert (people.mentor[people.senior] == -1).all()
    with_mentor = juniors[people.mentor[juniors] >= 0]
    assert len(with_mentor) > 0.8 * len(juniors)
    mentor = people.mentor[with_mentor]
    assert people.senior[mentor].all()
    assert (people.desk[mentor] == people.desk[with_mentor]).all()
    assert (desks.place_turn[mentor] == desks.place_turn[with_mentor]).all()


def test_every_officer_has_a_section_of_the_own_office_and_sections_have_heads() -> None:
    world = district(LARGE)
    people = world.people
    assert (people.section >= 0).all()
    assert (people.sections.office[people.section] == people.office).all()
    below = np.isin(people.sections.office, world.offices.subordinate)
    heads = people.sections.head[below]
    assert (heads >= 0).all()
    assert (people.post[heads] == world.posts.index("section-head")).all()
    assert (heads != people.sections.deputy[below]).all()


def test_acting_heads_act_for_less_than_thirty_days() -> None:
    acting = district(LARGE).people.acting
    assert len(acting.section)
    assert ((acting.last - acting.first + 1) < 30).all()
    assert (acting.officer == district(LARGE).people.sections.deputy[acting.section]).all()


def test_mandates_say_who_holds_what_and_who_was_on_duty() -> None:
    world = district()
    table = world.mandates()
    kinds = table.column("kind").to_pylist()
    assert set(kinds) == {"post", "certificate", "roster"}
    held: dict[str, set[str]] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in table.to_pylist():
        if row["kind"] == "certificate":
            held.setdefault(row["officer"], set()).add(row["value"])
        if row["kind"] == "roster":
            spans.setdefault(row["officer"], []).append((row["start"], row["end"]))
    for number, post in enumerate(register().posts):
        for officer in world.people.of_post(number).tolist():
            assert held.get(world.people.id[officer], set()) == set(post.certificates)
    dice = np.random.default_rng(2)
    inspectors = world.people.of_post(world.posts.index("inspection"))
    officer = dice.choice(inspectors, 400).astype(np.int32)
    at = ms_of(world.period.first) + dice.integers(0, 31 * DAY, 400)
    for one, moment in zip(officer.tolist(), at.tolist(), strict=True):
        if world.staffing.on_duty(np.array([one]), np.array([moment]))[0]:
            own = spans[world.people.id[one]]
            assert any(start <= moment < end for start, end in own)


def test_absent_officers_are_not_on_duty_and_absences_are_many() -> None:
    world = district(LARGE)
    leaves = world.tables["leaves"]
    back = leaves.columns["back"]
    assert isinstance(back, Clock) and leaves.begins is not None
    officer = leaves.objects["officer"].astype(np.int32)
    assert len(officer) > len(world.people) / 10
    for share in (0.0, 0.3, 0.6, 0.9):
        at = leaves.begins + ((back.at - leaves.begins) * share).astype(np.int64)
        assert not world.staffing.on_duty(officer, at).any()


def test_tables_of_duty_lie_within_duty_and_the_period() -> None:
    world = district()
    for name in ("duty", "spells"):
        table = world.tables[name]
        ends = table.columns["ends"]
        assert isinstance(ends, Clock) and table.begins is not None
        officer = table.objects["officer"].astype(np.int32)
        assert world.staffing.on_duty(officer, table.begins).all()
        assert world.staffing.on_duty(officer, ends.at - 1).all()
        assert (table.begins >= ms_of(world.period.first)).all()
    assert len(np.unique(world.tables["spells"].objects["officer"])) == len(
        world.tables["spells"].objects["officer"]
    )


def test_postings_tell_each_post_held_and_left_once() -> None:
    world = district()
    table = world.tables["postings"]
    left = table.columns["left"]
    assert isinstance(left, Clock) and table.begins is not None
    held = left.at == EMPTY_TIME
    assert held.sum() == len(world.people)
    assert (left.at[~held] > table.begins[~held]).all()


def test_desks_for_a_language_are_staffed_by_who_speaks_it() -> None:
    world = district("9400")  # nine border crossings
    number = [one.id for one in service().block.specialities].index("russian") + 1
    at = np.flatnonzero(world.desks.special[world.people.desk] == number)
    assert len(at)
    bit = 1 << world.people.language_names.index("russian")
    assert (world.people.languages[at] & bit).all()
    general = np.flatnonzero(world.desks.special[world.people.desk] == 0)
    assert (world.people.languages[general] & bit).astype(bool).mean() < 0.1
