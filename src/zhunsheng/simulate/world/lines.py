"""Lines of goods: what is fixed for a company's kind of goods, so that like stays like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Floats, Ints
from zhunsheng.simulate.world.firms import LINES, Firms
from zhunsheng.simulate.world.goods import Goods

RATE_TYPES = ("mfn", "agreement", "special", "quota", "provisional")
HOME_COUNTRY = "CN"
MEDIAN_VALUE, LINE_SIGMA, FIRM_PRICE_SIGMA = 60_000.0, 0.7, 0.2
"""Yuan of a usual consignment, how lines differ in it, how firms differ in price (assumed)."""
QUOTA_DUTY, QUOTA_RATE = 0.4, 0.01
"""Goods with so high a duty come under a tariff quota, at this rate (assumed)."""
TESTED = 0.3
"""Of lines that a laboratory test may be mandatory for, the share it is mandatory for (assumed)."""


@dataclass(frozen=True, slots=True)
class Lines:
    """By line (company × LINES + its place), for one direction of trade. Rates are shares;
    ``price`` in yuan a kilogram, ``median`` in yuan a consignment."""

    good: Ints
    origin: Ints
    rate_type: Ints
    rate: Floats
    vat: Floats
    price: Floats
    median: Floats
    tested: Floats
    mode: Ints


def countries_of(goods: Goods) -> tuple[str, ...]:
    """All places of origin."""
    found = {name for good in goods.block.goods for name in good.origins}
    return tuple(sorted(found | {HOME_COUNTRY}))


def build_lines(firms: Firms, goods: Goods, flow: str, dice: np.random.Generator) -> Lines:
    """The lines of all companies for ``flow``, import or export."""
    good = firms.goods[flow].ravel()
    count = len(good)
    countries = countries_of(goods)
    origin = _origins(goods, good, countries, dice.random(count))
    number = {name: place for place, name in enumerate(RATE_TYPES)}
    duty = goods.duty[good]
    agreed = np.isin(origin, [countries.index(c) for c in goods.block.agreements.countries
                              if c in countries])  # fmt: skip
    special = np.isin(origin, [countries.index(c) for c in goods.block.special.countries
                               if c in countries])  # fmt: skip
    kind = np.where(special, number["special"], np.where(agreed, number["agreement"], 0))
    kind = np.where(duty == 0, number["mfn"], kind)
    kind = np.where(duty >= QUOTA_DUTY, number["quota"], kind)
    share = goods.block.agreements.share
    rate = np.select(
        [kind == number["agreement"], kind == number["special"], kind == number["quota"]],
        [np.round(duty * share, 4), np.zeros(count), np.full(count, QUOTA_RATE)],
        duty,
    )
    vat = goods.vat[good]
    if flow == "export":
        origin = np.full(count, countries.index(HOME_COUNTRY), np.int32)
        kind, rate, vat = np.zeros(count), np.zeros(count), np.zeros(count)
    firm = np.repeat(np.arange(len(firms)), LINES)
    larger = 0.15 * np.log(firms.size[firm] * len(firms))
    modes = {str(name): shares for name, shares in firms.block.trade_modes.items()}[flow]
    edges = np.cumsum(list(modes.values()))
    return Lines(
        good=good,
        origin=origin,
        rate_type=kind.astype(np.int32),
        rate=rate,
        vat=vat,
        price=goods.price[good] * np.exp(FIRM_PRICE_SIGMA * dice.standard_normal(count)),
        median=MEDIAN_VALUE * np.exp(larger + LINE_SIGMA * dice.standard_normal(count)),
        tested=(goods.test[good] & (dice.random(count) < TESTED)).astype(np.float64),
        mode=np.minimum(
            np.searchsorted(edges, dice.random(count) * edges[-1], "right"), len(modes) - 1
        ).astype(np.int32),
    )


def _origins(goods: Goods, good: Ints, countries: tuple[str, ...], u: Floats) -> Ints:
    weights = np.zeros((len(goods), len(countries)))
    for number, one in enumerate(goods.block.goods):
        for name, weight in one.origins.items():
            weights[number, countries.index(name)] = weight
    edges = np.cumsum(weights, axis=1)
    wanted = u * edges[good, -1]
    return np.asarray((edges[good] <= wanted[:, None]).sum(axis=1), np.int32)
