"""Careers: since when officers serve and hold their posts, and who changed places with whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import NOBODY, Flags, Floats, Ints, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.world.desks import Desks
from zhunsheng.simulate.world.offices import HEADQUARTERS
from zhunsheng.simulate.world.service import Period, Service

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Careers:
    """By officer, who is numbered like the place held at the end of the period; days since 1970.

    ``place_before``: the place held before the transfer (one's own where there was none);
    ``moved_on``: the day of the transfer, −1 for none; the two who change places move on the same
    day. ``held_since``: in the present post; ``before_since``: in the same post, elsewhere in the
    service, before that, −1 where the rosters do not reach back so far.
    """

    place_before: Ints
    moved_on: Ints
    held_since: Ints
    before_since: Ints
    joined: Ints
    junior: Flags


@dataclass(frozen=True, slots=True)
class Dice:
    """Numbers for the places of a district: headquarters' come first and from a stream of their
    own, so that its people are the same in every district's world."""

    ahead: int
    head: np.random.Generator
    rest: np.random.Generator

    @classmethod
    def of(cls, desks: Desks, chance: Chance, district: str, name: str) -> Dice:
        ahead = int(np.count_nonzero(desks.office[desks.place_desk] == HEADQUARTERS))
        return cls(ahead, chance.of("headquarters", name), chance.of(district, name))

    def random(self, count: int) -> Floats:
        """Uniform in [0, 1)."""
        return np.concatenate([self.head.random(self.ahead), self.rest.random(count - self.ahead)])

    def normal(self, count: int) -> Floats:
        """Standard normal."""
        head = self.head.standard_normal(self.ahead)
        return np.concatenate([head, self.rest.standard_normal(count - self.ahead)])


def build_careers(
    service: Service, desks: Desks, key: Flags, head: Flags, period: Period, dice: Dice
) -> Careers:
    """Careers of the holders of all places. ``key``, ``head``: by place, whether its post is a key
    post, a section head's. Nobody holds a key post longer than service.yaml allows."""
    block = service.block.people
    count = len(desks.place_desk)
    last = ms_of(period.last) // DAY
    begin = ms_of(period.first) // DAY - service.block.history_days
    tenure, longest = np.zeros(count), np.zeros(count)
    spread = dice.normal(count)
    for rows, (median, sigma, most) in (
        (~key & ~head, block.post_years["other"]),
        (key & ~head, block.post_years["key"]),
        (head, block.section_head_years),
    ):
        tenure[rows] = median * np.exp(sigma * spread[rows])
        longest[rows] = most
    # Terms end one after another, not all on the day they may not be exceeded.
    tenure = np.where(tenure > longest, longest * dice.random(count), tenure)
    held = np.floor(last - np.maximum(tenure, 0.02) * YEAR).astype(np.int64)
    place_before, moved_on = _exchanges(desks, held, begin, dice.rest)
    # Who changed with nobody within the rosters' reach was there, perhaps in another section.
    held_since = np.where(moved_on >= 0, moved_on, held)
    within = held_since >= begin
    earlier = np.minimum(held_since, begin) - 1 - np.floor(dice.random(count) * longest * YEAR / 2)
    # nor did anybody hold the post before for too long
    earlier = np.maximum(earlier, held_since - np.floor(longest * YEAR) + 1)
    before_since = np.where(within, earlier, NOBODY)
    median, sigma = block.service_years
    years = np.minimum(median * np.exp(sigma * dice.normal(count)), LONGEST_SERVICE)
    oldest = np.minimum(np.where(within, before_since, held_since), begin)
    joined = np.floor(np.minimum(last - years * YEAR, oldest - TRIAL)).astype(np.int64)
    return Careers(
        place_before.astype(np.int32), moved_on.astype(np.int32), held_since.astype(np.int32),
        before_since.astype(np.int32), joined.astype(np.int32),
        (last - joined) < block.junior_years * YEAR,
    )  # fmt: skip


TRIAL = 60
"""Days between joining and the first post."""
LONGEST_SERVICE = 42.0
"""Years from the earliest entry to the latest retirement."""


def _exchanges(
    desks: Desks, held: Longs, begin: int, dice: np.random.Generator
) -> tuple[Longs, Longs]:
    """Pairs of officers of one post and roster at different desks of the district who changed
    places on the day one of them has held the post since: the place before, and the day (−1: none).
    """
    count = len(held)
    before, moved = np.arange(count), np.full(count, NOBODY, np.int64)
    order = dice.permutation(count)
    post, desk = desks.post[desks.place_desk], desks.place_desk
    near = order[(held[order] >= begin) & (desks.office[desk[order]] != HEADQUARTERS)]
    near = near[np.argsort(post[near], kind="stable")]
    one, other = near[:-1:2], near[1::2]
    roster = np.array(desks.roster)[desk]
    fits = (post[one] == post[other]) & (desk[one] != desk[other]) & (roster[one] == roster[other])
    one, other = one[fits], other[fits]
    before[one], before[other] = other, one
    moved[one] = moved[other] = held[one]
    return before, moved
