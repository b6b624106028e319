"""Tables of bounds and site parameters of the Chinese customs: the law's numbers, and no others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from registers.china import china
from zhunsheng.model.standard import BoundsTable, BoundsVersion

D = dt.date.fromisoformat
NUMERALS = "零一二三四五六七八九"
SCALES = {"十": 10, "百": 100}
LEGAL_BANDS = re.compile(r"penalty|^hearing|^daily-charge|^charge-caps")
HAN = re.compile(r"[\u4e00-\u9fff]")


def _table(name: str) -> BoundsTable:
    return next(table for table in china().tables if table.id == name)


def _bounds(name: str, day: str, *keys: str) -> tuple[Decimal | None, Decimal | None] | None:
    for version in _table(name).versions:
        if D(day) in version.validity:
            for row in version.rows:
                if row.keys == keys:
                    return (row.least, row.most)
    return None


def _number(written: str) -> Decimal:
    """A number of a statute: 30, 3万, 三十, 二百万, 二千."""
    if re.fullmatch(r"[\d.]+", written):
        return Decimal(written)
    for word, scale in (("万", 10_000), ("千", 1_000)):
        if written.endswith(word):
            return _number(written[: -len(word)]) * scale
    total, digit = 0, 0
    for letter in written:
        if letter in SCALES:
            total, digit = total + (digit or 1) * SCALES[letter], 0
        else:
            digit = NUMERALS.index(letter)
    return Decimal(total + digit)


def _numbers(quote: str) -> set[Decimal]:
    """The shares and amounts a quoted article sets."""
    n = r"([\d.]+|[一二三四五六七八九十百千万]+)"
    found = {_number(x) / 100 for x in re.findall(r"([\d.]+)%", quote)}
    found |= {_number(x) / 100 for x in re.findall(r"百分之([一二三四五六七八九十]+)", quote)}
    found |= {_number(x) / 10_000 for x in re.findall(r"万分之([一二三四五六七八九十]+)", quote)}
    found |= {_number(x) for x in re.findall(n + "倍", quote)}
    found |= {_number(x) for x in re.findall(r"([\d.]+万?|[一二三四五六七八九十百千万]+)元", quote)}
    if "等值" in quote or "不得超出" in quote:
        found.add(Decimal(1))
    return found


def _quoted(version: BoundsVersion) -> set[Decimal]:
    return {number for basis in version.basis for number in _numbers(basis.quote or "")}


def _limits(version: BoundsVersion) -> set[Decimal]:
    return {x for row in version.rows for x in (row.least, row.most) if x is not None}


def _of_law() -> Iterator[tuple[str, BoundsVersion]]:
    for table in china().tables:
        if LEGAL_BANDS.search(table.id) and not table.id.startswith("no-penalty"):
            for version in table.versions:
                yield table.id, version


@pytest.mark.parametrize(
    ("table", "day", "keys", "least", "most"),
    [
        ("penalty-share-of-tax", "2021-06-01", ("cftl-15-4",), "0.3", "2"),
        ("penalty-share-of-tax", "2025-06-01", ("cftl-9-3",), None, "3"),
        ("penalty-share-of-goods-value", "2025-06-01", ("cftl-15-3",), "0.05", "0.3"),
        ("penalty-share-of-goods-value", "2025-06-01", ("cftl-18-1",), "0.05", "0.3"),
        ("penalty-share-of-declared-price", "2025-06-01", ("cftl-15-5",), "0.1", "0.5"),
        ("penalty-amount", "2025-06-01", ("cftl-15-1",), "1000", "10000"),
        ("penalty-amount", "2025-06-01", ("cftl-24",), "50000", "500000"),
        ("tariff-penalty-share", "2024-12-01", ("gsf-63",), "0.5", "5"),
        ("health-penalty-amount", "2025-01-01", ("wjf-46-serious",), "500000", "2000000"),
        ("daily-charge-rates", "2024-11-30", ("late-payment",), "0.0005", "0.0005"),
        ("daily-charge-rates", "2024-12-01", ("added-fine",), "0.03", "0.03"),
        ("no-penalty-minor", "2024-01-01", ("tax",), None, "5000"),
        ("no-penalty-first-offence", "2024-01-01", ("tax",), None, "10000"),
        ("disclosure-free-months", "2022-06-29", ("tax",), None, "3"),
        ("disclosure-free-months", "2022-06-30", ("tax",), None, "6"),
        ("disclosure-longest-months", "2023-10-10", ("tax",), None, "12"),
        ("disclosure-longest-months", "2023-10-11", ("tax",), None, "24"),
        ("disclosure-shortfall-share", "2021-01-01", ("tax",), None, "0.1"),
        ("disclosure-shortfall", "2023-01-01", ("tax",), None, "1000000"),
        ("hearing-thresholds", "2025-01-01", ("organisation",), "100000", None),
        ("gift-publication-tests", "2025-01-01", ("single-amount",), "5000", None),
    ],
)
def test_a_limit_is_that_of_the_rule_in_force(
    table: str, day: str, keys: tuple[str, ...], least: str | None, most: str | None
) -> None:
    wanted = tuple(None if x is None else Decimal(x) for x in (least, most))
    assert _bounds(table, day, *keys) == wanted


@pytest.mark.parametrize(
    ("table", "day", "keys"),
    [
        ("tariff-penalty-share", "2024-11-30", ("gsf-63",)),
        ("no-penalty-minor", "2023-12-31", ("tax",)),
        ("disclosure-longest-months", "2022-06-29", ("tax",)),
        ("disclosure-free-months", "2023-10-10", ("export-refund",)),
    ],
)
def test_before_a_rule_there_is_no_limit(table: str, day: str, keys: tuple[str, ...]) -> None:
    assert _bounds(table, day, *keys) is None


def test_every_limit_of_a_legal_band_stands_in_the_words_quoted() -> None:
    versions = list(_of_law())
    assert len(versions) > 20
    for name, version in versions:
        quoted = _quoted(version)
        # the rate of late-declaration fees is that of late-payment fees, its rule unquoted
        assert _limits(version) <= quoted, (name, version.validity.start, quoted)


def test_every_number_in_the_words_quoted_is_used() -> None:
    for name, version in _of_law():
        assert _quoted(version) <= _limits(version), (name, version.validity.start)


def test_a_mistyped_limit_would_be_seen() -> None:
    name, version = next(iter(_of_law()))
    row = version.rows[0]
    wrong = replace(version, rows=(replace(row, most=Decimal("33.3")), *version.rows[1:]))
    assert not _limits(wrong) <= _quoted(wrong), name


def test_numbers_of_statutes_are_read_as_written() -> None:
    assert _numbers("处一万元以上五十万元以下，并处二百万元；百分之五十以上五倍以下") == {
        *(Decimal(10_000), Decimal(500_000), Decimal(2_000_000), Decimal("0.5"), Decimal(5))
    }


def test_keys_of_penalty_tables_are_the_codes_of_articles() -> None:
    codes = china().code_table("penalty-articles")
    assert codes is not None
    keys = {
        row.keys[0]
        for table in china().tables
        if "penalty-" in table.id and not table.id.startswith("no-penalty")
        for version in table.versions
        for row in version.rows
    }
    assert keys == {code.id for code in codes.codes}


def test_offences_of_leniency_are_codes() -> None:
    codes = china().code_table("leniency-offences")
    assert codes is not None
    known = {code.id for code in codes.codes}
    for table in china().tables:
        if table.keys == ("offence",):
            assert {row.keys[0] for v in table.versions for row in v.rows} <= known


def test_the_bands_inside_the_tiers_are_left_to_the_site() -> None:
    bands = [table for table in china().tables if table.id.startswith("discretion-band-")]
    assert len(bands) == 4
    assert all(table.versions == () and table.keys == ("article", "tier") for table in bands)


def test_a_default_says_who_stands_for_it_and_is_not_called_verified() -> None:
    for parameter in china().parameters:
        assert not HAN.search(parameter.title.en + parameter.why.en), parameter.id
        if parameter.versions:
            assert not parameter.verified, parameter.id
        for version in parameter.versions:
            assert version.decided_by is not None, parameter.id


@pytest.mark.parametrize(
    "name",
    ["late-payment-fee-cap", "deferred-interest-rate", "criminal-filing-tax", "export-rows"],
)
def test_what_nobody_has_decided_has_no_value(name: str) -> None:
    (parameter,) = (one for one in china().parameters if one.id == name)
    assert parameter.versions == ()
