"""The market: what is traded by whom, through whom, at what price, drawn by the thousand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Coded, Floats, Ints, Longs, Values
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.playing.stage import Drawn
from zhunsheng.simulate.world.firms import FLOWS, LINES, Firms
from zhunsheng.simulate.world.goods import Goods
from zhunsheng.simulate.world.lines import RATE_TYPES, build_lines, countries_of
from zhunsheng.simulate.world.offices import Offices

SLOTS = 1 << 15
"""Firms are drawn from tables of so many places."""
NIGHT_FROM, NIGHT_UNTIL = 20, 6
"""The hours of the night, when perishables come."""
VALUE_SIGMA, PRICE_SIGMA = 1.7, 0.04
"""How consignments of a line differ in value and in price (assumed: several decades wide, so that
first digits follow Benford's law; prices of like goods lie close together)."""
TRANSPORT = {"sea": "water", "air": "air", "rail": "rail", "mail": "mail"}


@dataclass(frozen=True, slots=True)
class DesksApart:
    """Numbers of specialities by group of goods and by language."""

    goods: Mapping[str, int]
    languages: Mapping[str, int]


MFN, PROVISIONAL = RATE_TYPES.index("mfn"), RATE_TYPES.index("provisional")


class Market:
    """Draws consignments for the offices of a district."""

    def __init__(
        self, goods: Goods, firms: Firms, offices: Offices, desks: DesksApart, chance: Chance
    ) -> None:
        """``desks``: which goods and languages have a desk of their own."""
        self.goods, self.firms, self.offices = goods, firms, offices
        self.lines = {
            flow: build_lines(firms, goods, flow, chance.of("lines", flow)) for flow in FLOWS
        }
        self._countries = countries_of(goods)
        self._keys = {
            flow: tuple(f"{flow[0].upper()}{number:06d}" for number in range(len(firms) * LINES))
            for flow in FLOWS
        }
        self._for_goods = np.array([desks.goods.get(name, 0) for name in goods.group], np.float64)
        spoken = [goods.block.languages.get(name, "") for name in self._countries]
        self._for_papers = np.array([desks.languages.get(name, 0) for name in spoken], np.float64)
        self._groups = tuple(sorted(set(goods.group)))
        self._group = np.array([self._groups.index(name) for name in goods.group], np.int32)
        ways = [TRANSPORT.get(kind, "road") for kind in offices.kind]
        self._ways = tuple(sorted(set(ways)))
        self._way = np.array([self._ways.index(way) for way in ways], np.int32)
        self._modes = {str(flow): tuple(some) for flow, some in firms.block.trade_modes.items()}
        self._licence = goods.licence.astype(np.float64)
        self._perishable = goods.perishable.astype(np.float64)
        self._vehicles = _table(firms.vehicle_size)
        self._tables: dict[tuple[str, int], Ints] = {}

    def __call__(
        self, office: Ints, begins: Longs, chance: np.random.Generator, **said: object
    ) -> Drawn:
        """A consignment for each case; ``flow``: import (where not said) or export."""
        return self.trade(office, begins, chance, flow=str(said.get("flow", "import")))

    def trade(
        self, office: Ints, begins: Longs, chance: np.random.Generator, *, flow: str
    ) -> Drawn:
        """A consignment for each of the offices at each of the moments.

        Objects: company, broker, vehicle. Columns: flow, hs, goods_key, group, origin, rate,
        rate_type, vat, value (yuan), quantity and gross_weight (kilograms), unit_price (yuan a
        kilogram), perishable, must_test, licence_required (0 or 1), credit_class, transport,
        trade_mode, speciality and language (numbers of the desks set apart for such goods, for
        papers in that language, 0: none).
        """
        count, firms, lines = len(office), self.firms, self.lines[flow]
        u = chance.random((5, count))
        company = self._companies(office, begins, (u[0] * SLOTS).astype(np.int64), flow)
        # A firm's first line is its main one.
        line = company * LINES + (u[1] * u[1] * firms.lines[company]).astype(np.int64)
        good = lines.good[line]
        usual = u[2] < firms.block.usual_broker
        broker = np.where(usual, firms.broker[company], firms.second[company])
        shape = chance.standard_normal((2, count))
        unit = np.round(lines.price[line] * np.exp(PRICE_SIGMA * shape[0]), 4)
        wanted = lines.median[line] * np.exp(VALUE_SIGMA * shape[1])
        quantity = np.maximum(np.round(wanted / unit, 2), 0.01)
        value = np.maximum(np.round(quantity * unit, 2), 0.01)
        # The tariff of the day: a provisional rate takes the place of the most-favoured-nation one.
        kind = lines.rate_type[line]
        lowered = (kind == MFN) & (begins >= self.goods.lowered[good]) & (flow == "import")
        columns: dict[str, Values] = {
            "flow": Coded.same(flow, count),
            "hs": Coded(good, self.goods.hs),
            "goods_key": Coded(line.astype(np.int32), self._keys[flow]),
            "group": Coded(self._group[good], self._groups),
            "origin": Coded(lines.origin[line], self._countries),
            "rate": np.where(lowered, self.goods.provisional[good], lines.rate[line]),
            "rate_type": Coded(np.where(lowered, PROVISIONAL, kind).astype(np.int32), RATE_TYPES),
            "vat": lines.vat[line],
            "value": value,
            "quantity": quantity,
            "gross_weight": np.round(quantity * (1.02 + 0.12 * u[3]) + 0.01, 2),
            "unit_price": unit,
            "perishable": self._perishable[good],
            "must_test": lines.tested[line],
            "licence_required": self._licence[good],
            "credit_class": Coded(firms.rating[company], firms.ratings),
            "transport": Coded(self._way[office], self._ways),
            "trade_mode": Coded(lines.mode[line], self._modes[flow]),
            "speciality": self._for_goods[good],
            "language": self._for_papers[lines.origin[line]],
        }
        vehicle = self._vehicles[(u[4] * SLOTS).astype(np.int64)]
        objects = {
            "company": company.astype(np.int64),
            "broker": broker.astype(np.int64),
            "vehicle": vehicle.astype(np.int64),
        }
        return Drawn(columns, objects)

    def _companies(self, office: Ints, begins: Longs, slot: Longs, flow: str) -> Longs:
        """Companies by size, home, the broker's weekdays and, with perishables, the night."""
        hour = begins % DAY // HOUR
        night = (hour >= NIGHT_FROM) | (hour < NIGHT_UNTIL)
        row = (begins // DAY + 3) % 7 * 2 + night
        company = np.zeros(len(office), np.int64)
        for place in np.unique(office).tolist():
            rows = np.flatnonzero(office == place)
            company[rows] = self._table_of(flow, int(place))[row[rows], slot[rows]]
        return company

    def _table_of(self, flow: str, office: int) -> Ints:
        """Weekday and part of the day × slot → company, for one office."""
        found = self._tables.get((flow, office))
        if found is None:
            firms = self.firms
            main = self.lines[flow].good.reshape(-1, LINES)[:, 0]
            near = firms.size * np.where(firms.home == office, firms.block.home, 1.0)
            fit = firms.block.fits.get(self.offices.kind[office])
            if fit is not None:
                price = self.goods.price[main]
                near = near * np.where((price >= fit.least) & (price <= fit.most), 1.0, fit.rare)
            late = np.where(self.goods.perishable[main], firms.block.night, 1.0)
            days = firms.weekdays[firms.broker]
            found = np.stack(
                [
                    _table(near * days[:, day] * (late if night else 1.0))
                    for day in range(7)
                    for night in (False, True)
                ]
            )
            self._tables[flow, office] = found
        return found


def _table(weights: Floats) -> Ints:
    """Numbers in proportion to their weights, SLOTS of them."""
    edges = np.cumsum(weights)
    middle = (np.arange(SLOTS) + 0.5) / SLOTS * edges[-1]
    return np.asarray(
        np.minimum(np.searchsorted(edges, middle, "right"), len(weights) - 1), np.int32
    )
