"""Companies, customs brokers and vehicles of a district."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Floats, Ints
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.world.firm_block import FirmsBlock
from zhunsheng.simulate.world.goods import Goods
from zhunsheng.simulate.world.offices import Offices

LINES = 4
"""Kinds of goods a company deals in at most."""
FLOWS = ("import", "export")


@dataclass(frozen=True, slots=True)
class Firms:
    """Companies, brokers and vehicles by number, largest first.

    ``size``: share of the district's declarations. ``home``: the company's own customs. ``broker``,
    ``second``: whom it uses, mostly and otherwise. ``rating``: number in ``ratings``. ``goods``:
    company × line, the goods of its lines, for each direction of trade; ``lines``: how many it has.
    ``weekdays``: broker × weekday (Monday first), mean 1.
    """

    block: FirmsBlock
    size: Floats
    home: Ints
    broker: Ints
    second: Ints
    rating: Ints
    ratings: tuple[str, ...]
    lines: Ints
    goods: dict[str, Ints]
    broker_size: Floats
    weekdays: Floats
    vehicle_size: Floats
    nature: Ints

    def __len__(self) -> int:
        return len(self.size)


def build_firms(
    block: FirmsBlock, goods: Goods, offices: Offices, declarations: float, chance: Chance
) -> Firms:
    """The firms of a district that takes so many declarations a month."""
    dice = chance.of("firms")
    count = block.companies.count(declarations)
    brokers = block.brokers.count(declarations)
    size = block.companies.sizes(count)
    broker_size = block.brokers.sizes(brokers)
    below = offices.subordinate
    home = below[_by_weight(offices.weight[below], dice.random(count))]
    single = dice.random(count) < block.single_goods
    lines = np.where(single, 1, dice.integers(2, LINES + 1, count)).astype(np.int32)
    by_flow = {flow: _lines(goods, flow, dice.random((LINES, count))) for flow in FLOWS}
    pattern = np.exp(block.weekdays.sigma * dice.standard_normal((brokers, 7)))
    pattern[dice.random(brokers) < block.weekdays.resting, 5:] *= block.weekdays.weekend
    return Firms(
        block=block,
        size=size,
        home=home.astype(np.int32),
        broker=_by_weight(broker_size, dice.random(count)),
        second=_by_weight(broker_size, dice.random(count)),
        rating=_ratings(block, count, dice),
        ratings=tuple(block.ratings),
        lines=lines,
        goods=by_flow,
        broker_size=broker_size,
        weekdays=pattern / pattern.mean(axis=1, keepdims=True),
        vehicle_size=block.vehicles.sizes(block.vehicles.count(declarations)),
        nature=dice.integers(1, 10, count).astype(np.int32),
    )


def _lines(goods: Goods, flow: str, u: Floats) -> Ints:
    """Company × line: its main goods, and others of the same group."""
    weights = goods.weight[flow]
    found = np.stack([_by_weight(weights, u[0])] * LINES, axis=1)
    group = np.array([sorted(set(goods.group)).index(name) for name in goods.group], np.int32)
    for number in np.unique(group).tolist():
        rows = np.flatnonzero(group[found[:, 0]] == number)
        alike = np.where(group == number, weights, 0.0)
        for line in range(1, LINES):
            found[rows, line] = _by_weight(alike, u[line, rows])
    return found


def _ratings(block: FirmsBlock, count: int, dice: np.random.Generator) -> Ints:
    """The largest are certified, though not all of them; some of the rest are dishonest."""
    rating = np.full(count, list(block.ratings).index("registered"), np.int32)
    for number, one in enumerate(block.ratings.values()):
        if one.largest:
            among = max(round(2 * one.largest * count), 2)
            rating[np.flatnonzero(dice.random(among) < 0.5)] = number
        if one.share:
            some = dice.random(count) < one.share
            some[: count // 20] = False
            rating[some] = number
    return rating


def _by_weight(weights: Floats, u: Floats) -> Ints:
    edges = np.cumsum(weights)
    found = np.searchsorted(edges, u * edges[-1], "right")
    return np.asarray(np.minimum(found, len(weights) - 1), np.int32)
