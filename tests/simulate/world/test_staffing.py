"""Who is on duty: never somebody who is off, and everybody on duty alike."""

from __future__ import annotations

import numpy as np

from simulate.service import LARGE, district
from zhunsheng.simulate.book import Ints, Longs
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE, ms_of
from zhunsheng.simulate.world.district import District

COUNT = 60_000


def moments(world: District, count: int = COUNT) -> tuple[Ints, Longs, np.random.Generator]:
    """Desks and moments of the period, at random."""
    dice = np.random.default_rng(1)
    desk = dice.integers(0, len(world.desks), count).astype(np.int32)
    span = (world.period.last - world.period.first).days + 1
    at = ms_of(world.period.first) + dice.integers(0, span * DAY, count)
    return desk, at, dice


def test_every_desk_of_every_district_kind_opens_and_then_is_staffed() -> None:
    for code in (LARGE, "8800", "3100"):
        world = district(code)
        desk, at, _ = moments(world)
        opens = world.staffing.opens(desk, at)
        assert (opens >= at).all()
        assert (world.staffing.on_duty_count(desk, opens) >= 1).all()
        assert (opens - at <= 12 * DAY).all()


def test_only_people_on_duty_at_that_desk_are_picked() -> None:
    world = district(LARGE)
    desk, at, dice = moments(world)
    at = world.staffing.opens(desk, at)
    officer = world.staffing.pick(desk, at, dice.random(COUNT))
    assert (officer >= 0).all()
    assert world.staffing.on_duty(officer, at).all()
    # At the moment of a pick one may have been at another desk of the post since transferred.
    same = world.desks.post[desk] == world.people.post[officer]
    assert same.all()


def test_nobody_to_be_avoided_is_picked_and_the_rest_stay_on_duty() -> None:
    world = district(LARGE)
    desk, at, dice = moments(world)
    at = world.staffing.opens(desk, at)
    first = world.staffing.pick(desk, at, dice.random(COUNT))
    second = world.staffing.pick(desk, at, dice.random(COUNT), [first])
    nobody = np.full(COUNT, -1, np.int32)
    third = world.staffing.pick(desk, at, dice.random(COUNT), [first, nobody, second, first])
    for one, other in ((first, second), (first, third), (second, third)):
        assert not (one == other).any()
    enough = world.staffing.on_duty_count(desk, at, [first, second]) > 0
    assert enough.mean() > 0.9
    assert world.staffing.on_duty(third, at)[enough].all()


def test_where_all_on_duty_are_to_be_avoided_somebody_off_duty_comes() -> None:
    world = district()
    desk, at, dice = moments(world, 200)
    at = world.staffing.opens(desk, at)
    for row in range(200):
        there = world.staffing.those_on_duty(int(desk[row]), int(at[row]))
        one = slice(row, row + 1)
        avoid = [np.array([officer], np.int32) for officer in there.tolist()]
        found = int(world.staffing.pick(desk[one], at[one], dice.random(1), avoid)[0])
        assert found not in there.tolist()
        assert world.staffing.on_duty_count(desk[one], at[one], avoid)[0] == 0


def test_picks_are_even_among_those_on_duty() -> None:
    world = district(LARGE)
    inspection = world.posts.index("inspection")
    office = world.offices.subordinate
    desk = int(world.staffing.desk(office, inspection)[0])
    at = ms_of(world.period.first) + 6 * DAY + 22 * HOUR
    there = world.staffing.those_on_duty(desk, at)
    avoid = np.full(COUNT, there[0], np.int32)
    picked = world.staffing.pick(
        np.full(COUNT, desk, np.int32), np.full(COUNT, at), np.random.default_rng(3).random(COUNT),
        [avoid],
    )  # fmt: skip
    counts = np.array([np.count_nonzero(picked == officer) for officer in there[1:].tolist()])
    assert counts.sum() == COUNT
    expected = COUNT / len(counts)
    squares = ((counts - expected) ** 2 / expected).sum()
    degrees = len(counts) - 1
    assert squares < degrees + 5 * np.sqrt(2 * degrees)


def test_the_same_officer_is_kept_where_asked_for() -> None:
    world = district()
    desk, at, dice = moments(world, 1000)
    same = np.where(np.arange(1000) % 2 == 0, 17, -1).astype(np.int32)
    officer = world.staffing.pick(desk, at, dice.random(1000), same=same)
    assert (officer[::2] == 17).all()


def test_margins_leave_time_before_the_spell_ends() -> None:
    world = district()
    desk, at, dice = moments(world, 5000)
    at = world.staffing.opens(desk, at, 45)
    officer = world.staffing.pick(desk, at, dice.random(5000))
    assert (world.staffing.shift_end(officer, at) - at >= 45 * MINUTE).all()


def test_an_officer_returns_when_on_duty_again() -> None:
    world = district()
    dice = np.random.default_rng(5)
    officer = dice.integers(0, len(world.people), 5000).astype(np.int32)
    at = ms_of(world.period.first) + dice.integers(0, 30 * DAY, 5000)
    back = world.staffing.returns(officer, at, 30)
    assert (back >= at).all()
    assert world.staffing.on_duty(officer, back).all()
    unmoved = world.staffing.on_duty(officer, at)
    unmoved &= world.staffing.shift_end(officer, at) - at >= 30 * MINUTE
    assert (back[unmoved] == at[unmoved]).all()


def test_nobody_serves_two_crews_and_nights_are_worked() -> None:
    world = district(LARGE)
    inspection = world.posts.index("inspection")
    desk = int(world.staffing.desk(world.offices.subordinate, inspection)[0])
    first = ms_of(world.period.first)
    seen = {
        hour: set(world.staffing.those_on_duty(desk, first + hour * HOUR).tolist())
        for hour in (9, 21, 33, 45)
    }
    assert not seen[9] & seen[21]
    assert all(len(crew) >= 4 for crew in seen.values())
