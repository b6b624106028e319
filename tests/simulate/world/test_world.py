"""A district is the same for the same seed, and is what the service says it is."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from simulate.service import LARGE, SEED, SMALL, district, register, service
from zhunsheng.model.errors import PracticeError
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.world.desks import build_desks
from zhunsheng.simulate.world.district import District, build_district
from zhunsheng.simulate.world.offices import HEADQUARTERS, build_offices
from zhunsheng.simulate.world.service import Period


def digest(value: object) -> str:
    """Of everything a table holds, arrays by their bytes."""
    sha = hashlib.sha256()

    def take(one: object) -> None:
        if isinstance(one, np.ndarray):
            sha.update(str(one.dtype).encode() + np.ascontiguousarray(one).tobytes())
        elif is_dataclass(one) and not isinstance(one, type):
            for field in fields(one):
                sha.update(field.name.encode())
                take(getattr(one, field.name))
        elif isinstance(one, dict):
            for key in one:
                sha.update(str(key).encode())
                take(one[key])
        elif isinstance(one, (list, tuple)):
            for entry in one:
                take(entry)
        else:
            sha.update(repr(one).encode())

    take(value)
    return sha.hexdigest()


def parts(world: District) -> tuple[str, ...]:
    rosters = [(one.name, one.places, one.filled, one.day) for one in world.staffing.rosters]
    firms = [getattr(world.firms, one.name) for one in fields(world.firms) if one.name != "block"]
    return (
        digest(world.offices),
        digest(world.people),
        digest(rosters),
        digest(world.staffing.absences),
        digest(firms),
        digest(dict(world.tables)),
        hashlib.sha256(repr(world.mandates().to_pylist()[::97]).encode()).hexdigest(),
    )


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    world = district()
    again = build_district(service(), register(), SMALL, SEED)
    other = build_district(service(), register(), SMALL, SEED + 1)
    assert parts(again) == parts(world)
    # Offices are the same for every seed; people, rosters and firms are not.
    assert parts(other)[0] == parts(world)[0]
    assert not set(parts(other)[1:]) & set(parts(world)[1:])


def test_headquarters_is_the_same_in_every_districts_world() -> None:
    one, other = district(SMALL), district(LARGE)
    at_head = [np.flatnonzero(world.people.office == HEADQUARTERS) for world in (one, other)]
    assert (at_head[0] == at_head[1]).all()
    rows = at_head[0]
    assert [one.people.id[n] for n in rows.tolist()] == [other.people.id[n] for n in rows.tolist()]
    for name in ("held_since", "before_since", "joined"):
        assert (
            getattr(one.people.careers, name)[rows] == getattr(other.people.careers, name)[rows]
        ).all()
    assert (one.people.languages[rows] == other.people.languages[rows]).all()


def test_there_are_42_districts_with_their_own_codes_and_names() -> None:
    districts = service().offices.districts
    assert len(districts) == 42
    assert len({one.code for one in districts}) == len({one.title.zh for one in districts}) == 42


def test_every_district_can_be_built_and_officers_have_numbers_of_their_own() -> None:
    for code in ("0200", "2200", "5300", "8600", "9700"):
        world = district(code)
        assert len(set(world.people.id)) == len(world.people)
        assert {len(number) for number in world.people.id} == {7}
        assert len(set(world.offices.code)) == len(world.offices)
        assert len({title.zh for title in world.offices.title}) == len(world.offices)
        assert world.offices.weight.sum() == pytest.approx(1)


def test_the_service_has_about_as_many_people_as_it_is_said_to_have() -> None:
    """More than said, for the least numbers of small offices; by how much is held here."""
    known, posts = service(), [post.id for post in register().posts]
    stated = known.offices.headquarters.staff + sum(d.staff for d in known.offices.districts)
    assert stated == pytest.approx(known.figures["customs-people"], rel=0.05)
    built = known.offices.headquarters.staff
    for one in known.offices.districts:
        desks = build_desks(known, posts, build_offices(known, one.code))
        built += int(desks.size[desks.office != HEADQUARTERS].sum())
    assert 1 <= built / known.figures["customs-people"] < 1.25


def test_work_is_shared_among_the_districts_without_loss() -> None:
    total = sum(district(code).declarations for code in ("5300", "2200"))
    weights = {one.code: one.weight for one in service().offices.districts}
    share = (weights["5300"] + weights["2200"]) / sum(weights.values())
    assert total == pytest.approx(service().figures["declarations-a-month"] * share, abs=2)


def test_an_unknown_district_is_refused() -> None:
    with pytest.raises(PracticeError, match="no district has the code '0001'"):
        build_district(service(), register(), "0001", SEED)


def test_every_post_that_does_work_has_a_desk_for_every_office_below() -> None:
    world = district(SMALL)
    known = {
        name
        for kind in service().block.kinds
        for name in service().posts(kind, staff=1000)
        if name not in ("district-head", "headquarters")
    }
    missing = []
    for name in sorted(known):
        desks = world.staffing.desk(world.offices.subordinate, world.posts.index(name))
        if (desks < 0).any():
            missing.append(name)
    # A district without postal customs has nobody to inspect mail.
    assert missing == ["mail-inspection"]


def test_another_month_can_be_practised_on_as_far_as_the_calendar_knows_it() -> None:
    february = Period(dt.date(2025, 2, 1), dt.date(2025, 2, 28))
    world = build_district(service(), register(), SMALL, SEED, february)
    assert world.declarations == pytest.approx(district().declarations * 28 / 31, abs=1)
    desk = np.arange(len(world.desks), dtype=np.int32)
    at = world.staffing.opens(desk, np.full(len(desk), ms_of(february.first)))
    assert (world.staffing.on_duty_count(desk, at) > 0).all()
    begins = world.tables["duty"].begins
    assert begins is not None
    assert (begins >= ms_of(february.first)).all() and (begins < ms_of(february.last) + DAY).all()
    unknown = Period(dt.date(2031, 1, 1), dt.date(2031, 1, 31))
    with pytest.raises(PracticeError, match="no calendar of working days for 2031"):
        build_district(service(), register(), SMALL, SEED, unknown)
