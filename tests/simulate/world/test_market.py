"""What is traded: sizes, prices, digits, and like goods alike."""

from __future__ import annotations

import csv
import datetime as dt
import gzip

import numpy as np
import pytest

from shared_data import HARMONIZED_SYSTEM, needs
from simulate.service import LARGE, district, service
from zhunsheng.simulate.book import Coded, Floats, Longs
from zhunsheng.simulate.hours import DAY, HOUR, ms_of
from zhunsheng.simulate.playing.stage import Drawn

COUNT = 200_000


def moments(hour: int | None = None, seed: int = 4) -> Longs:
    """Moments of the month, at one hour of one day where it is said."""
    dice = np.random.default_rng(seed)
    moment = dice.integers(0, 30 * DAY, COUNT) if hour is None else np.full(COUNT, hour * HOUR)
    return np.asarray(ms_of(district(LARGE).period.first) + moment)


def traded(flow: str = "import", hour: int | None = None, seed: int = 4) -> Drawn:
    world = district(LARGE)
    dice = np.random.default_rng(seed + 1)
    office = dice.choice(world.offices.subordinate, COUNT).astype(np.int32)
    return world.sources["trade"](office, moments(hour, seed), dice, flow=flow)


def coded(drawn: Drawn, name: str) -> Coded:
    column = drawn.columns[name]
    assert isinstance(column, Coded)
    return column


def numbers(drawn: Drawn, name: str) -> Floats:
    column = drawn.columns[name]
    assert isinstance(column, np.ndarray)
    return column


@pytest.mark.parametrize("flow", ["import", "export"])
def test_first_digits_of_values_follow_benford(flow: str) -> None:
    value = numbers(traded(flow), "value")
    first = np.floor(value / 10.0 ** np.floor(np.log10(value))).astype(int)
    found = np.bincount(first, minlength=10)[1:] / len(value)
    expected = np.log10(1 + 1 / np.arange(1, 10))
    assert np.abs(found - expected).max() < 0.005


def test_values_spread_over_four_decades_and_agree_with_price_and_quantity() -> None:
    drawn = traded()
    value = numbers(drawn, "value")
    low, high = np.percentile(value, [0.5, 99.5])
    assert high / low > 10_000
    reckoned = np.round(numbers(drawn, "quantity") * numbers(drawn, "unit_price"), 2)
    assert np.abs(value - np.maximum(reckoned, 0.01)).max() < 0.011
    assert (numbers(drawn, "gross_weight") >= numbers(drawn, "quantity")).all()


def test_sizes_of_brokers_and_companies_have_the_tails_they_are_said_to_have() -> None:
    world = district(LARGE)
    for sizes, block in (
        (world.firms.broker_size, world.firms.block.brokers),
        (world.firms.size, world.firms.block.companies),
    ):
        rank = np.arange(1, len(sizes) + 1) + block.flat
        slope = np.polyfit(np.log(rank), np.log(sizes), 1)[0]
        assert slope == pytest.approx(-block.tail, abs=1e-6)
    broker = np.sort(np.bincount(traded().objects["broker"]))[::-1]
    rank = np.arange(1, 301)
    slope = np.polyfit(np.log(rank), np.log(broker[:300]), 1)[0]
    assert -1.25 < slope < -0.65


def test_goods_of_one_key_keep_their_code_origin_and_about_their_price() -> None:
    drawn = traded()
    key = coded(drawn, "goods_key").codes
    for name in ("hs", "origin"):
        pairs = np.unique(np.stack([key, coded(drawn, name).codes]), axis=1)
        assert len(np.unique(pairs[0])) == pairs.shape[1]
    price = np.log(numbers(drawn, "unit_price"))
    often = np.bincount(key)[key] >= 30
    order = np.argsort(key[often], kind="stable")
    groups = np.split(price[often][order], np.flatnonzero(np.diff(key[often][order])) + 1)
    assert np.mean([group.std() for group in groups]) < 0.05


def test_firms_with_one_kind_of_goods_are_there_and_lines_stay_in_one_group() -> None:
    firms, goods = district(LARGE).firms, service().goods
    assert (firms.lines == 1).mean() == pytest.approx(firms.block.single_goods, abs=0.02)
    group = np.array([sorted(set(goods.group)).index(name) for name in goods.group])
    lines = group[firms.goods["import"]]
    assert (lines == lines[:, :1]).all()


def test_perishables_come_at_night_more_than_by_day() -> None:
    night = numbers(traded(hour=23), "perishable").mean()
    day = numbers(traded(hour=11), "perishable").mean()
    assert night > 2 * day


def test_each_company_mostly_uses_one_broker() -> None:
    world, drawn = district(LARGE), traded()
    usual = world.firms.broker[drawn.objects["company"]] == drawn.objects["broker"]
    assert usual.mean() > world.firms.block.usual_broker - 0.01


def test_what_has_a_licence_or_a_test_is_marked_and_exports_pay_no_duty() -> None:
    drawn = traded()
    goods = service().goods
    licensed = goods.licence[coded(drawn, "hs").codes]
    assert (numbers(drawn, "licence_required") == licensed).all()
    assert not numbers(drawn, "must_test")[~goods.test[coded(drawn, "hs").codes]].any()
    assert numbers(drawn, "must_test").any()
    export = traded("export")
    assert not numbers(export, "rate").any()
    assert set(coded(export, "origin").texts()[:100]) == {"CN"}


def test_preference_lowers_the_rate_and_only_for_those_who_have_it() -> None:
    drawn = traded()
    goods = service().goods
    rate, duty = numbers(drawn, "rate"), goods.duty[coded(drawn, "hs").codes]
    kind = coded(drawn, "rate_type")
    assert (rate[kind.holds("mfn")] == duty[kind.holds("mfn")]).all()
    assert (rate[kind.holds("agreement")] < duty[kind.holds("agreement")]).all()
    assert not rate[kind.holds("special")].any()


def test_the_tariff_of_the_day_applies() -> None:
    """Valves pay less from the middle of the month on, and none paid it before."""
    drawn, begins = traded(), moments()
    goods = service().goods
    code = coded(drawn, "hs").codes
    lowered = coded(drawn, "rate_type").holds("provisional")
    assert lowered.sum() > 100
    assert (begins[lowered] >= goods.lowered[code[lowered]]).all()
    assert (numbers(drawn, "rate")[lowered] == goods.provisional[code[lowered]]).all()
    valve = code == goods.hs.index("848180")
    changed = ms_of(dt.date(2026, 10, 16))
    assert (lowered & valve & (begins >= changed)).any()
    assert (coded(drawn, "rate_type").holds("mfn") & valve & (begins < changed)).any()


@needs(HARMONIZED_SYSTEM)
def test_codes_of_goods_are_in_the_harmonized_system() -> None:
    with gzip.open(HARMONIZED_SYSTEM, "rt", encoding="utf-8") as file:
        known = {row["hscode"] for row in csv.DictReader(file)}
    assert set(service().goods.hs) <= known
