"""Brokers with their days of the week, officers with fixed days off, nobody crooked: who expects
every officer to meet every broker alike is misled, who counts only those on duty is not.
"""

from __future__ import annotations

import numpy as np

from simulate.service import LARGE, district
from zhunsheng.simulate.book import Floats, Longs
from zhunsheng.simulate.hours import DAY, HOUR, ms_of
from zhunsheng.simulate.world.district import District

FILES, DAYS, LEAST = 25_000, 125, 30


def files(world: District, desk: int) -> tuple[Longs, Longs, Longs]:
    """Broker, officer and moment of honest files of one inspection desk."""
    dice = np.random.default_rng(9)
    first = ms_of(world.period.last) - (DAYS - 1) * DAY
    at = first + dice.integers(0, DAYS, FILES) * DAY + 9 * HOUR + dice.integers(0, 8 * HOUR, FILES)
    desks = np.full(FILES, desk, np.int32)
    at = world.staffing.opens(desks, at)
    office = np.full(FILES, world.desks.office[desk], np.int32)
    broker = world.sources["trade"](office, at, dice, flow="import").objects["broker"]
    return broker, world.staffing.pick(desks, at, dice.random(FILES)).astype(np.int64), at


def scores(world: District, desk: int) -> tuple[Floats, Floats]:
    """z of each pair of broker and officer, by the naive and by the true expectation."""
    broker, officer, at = files(world, desk)
    desks = np.full(FILES, desk, np.int32)
    among = world.staffing.on_duty_count(desks, at)
    naive: list[float] = []
    conditioned: list[float] = []
    known, many = np.unique(broker, return_counts=True)
    for person in np.unique(officer).tolist():
        met = officer == person
        likely = world.staffing.on_duty(np.full(FILES, person, np.int32), at) / among
        share = float(met.mean())
        for one in known[many >= LEAST].tolist():
            own = broker == one
            count, expected = float(met[own].sum()), float(likely[own].sum())
            plain = own.sum() * share
            if plain >= 1 and expected >= 1:
                naive.append((count - plain) / np.sqrt(plain * (1 - share)))
                spread = np.sqrt((likely[own] * (1 - likely[own])).sum())
                conditioned.append((count - expected) / spread)
    return np.array(naive), np.array(conditioned)


def test_honest_pairing_looks_excessive_only_to_who_forgets_the_roster() -> None:
    world = district(LARGE)
    inspection = world.posts.index("inspection")
    fixed = [
        desk
        for desk in np.flatnonzero(world.desks.post == inspection).tolist()
        if world.desks.roster[desk] == "seven-days" and 10 <= world.desks.size[desk] <= 16
    ]
    naive, conditioned = scores(world, fixed[0])
    assert len(naive) > 800
    assert naive.std() > 1.1
    assert abs(conditioned.std() - 1) < 0.05
    assert abs(conditioned.mean()) < 0.05
