"""The clocks of the Chinese customs: all of them, in the days their law counts, in its words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from registers.china import china
from zhunsheng.model.clock import Clock, ClockVersion, Period, Unit

D = dt.date.fromisoformat
NUMERALS = "零一二三四五六七八九"
UNITS: dict[Unit, tuple[str, ...]] = {
    "calendar_days": ("日", "天"),
    "working_days": ("日", "个工作日"),
    "hours": ("小时",),
    "months": ("个月",),
    "years": ("年",),
}
# Days that a statute says are working days, since when, by length (None: every length).
WORKING: dict[str, tuple[str, frozenset[int] | None]] = {
    "cff": ("2021-07-15", frozenset({2, 3, 5, 7})),
    "qzf": ("2012-01-01", frozenset(range(1, 11))),
    "xkf": ("2004-07-01", None),
    "fyf": ("2024-01-01", frozenset({3, 5, 7, 10})),
}


def _clock(name: str) -> Clock:
    return next(clock for clock in china().clocks if clock.id == name)


def _on(name: str, day: str) -> Period:
    (version,) = (v for v in _clock(name).versions if D(day) in v.validity)
    return version.period


def _versions() -> Iterator[tuple[Clock, ClockVersion]]:
    for clock in china().clocks:
        for version in clock.versions:
            yield clock, version


def _written(number: int) -> tuple[str, ...]:
    """A number as statutes write it: 14, 十四 (in words below a hundred)."""
    tens, ones = divmod(number, 10)
    if tens > 9:
        return (str(number),)
    words = NUMERALS[ones] if tens == 0 else ("" if tens == 1 else NUMERALS[tens]) + "十"
    if tens and ones:
        words += NUMERALS[ones]
    return (str(number), words, *(("两",) if number == 2 else ()))


def _wrong_days(version: ClockVersion) -> bool:
    """Whether a version counts days in another way than the statute it rests on first."""
    since, lengths = WORKING.get(version.basis[0].law, ("9999-12-31", None))
    if version.validity.start < D(since) or "days" not in version.period.unit:
        return False
    meant = lengths is None or version.period.length in lengths
    return meant != (version.period.unit == "working_days")


def test_each_of_the_forty_one_clocks_is_here() -> None:
    assert {clock.id[:3] for clock in china().clocks} == {f"t{n:02}" for n in range(1, 42)}


@pytest.mark.parametrize(
    ("name", "day", "period"),
    [
        ("t01-import-declaration", "2025-03-01", Period(14, "calendar_days", roll=True)),
        ("t05-tax-payment", "2024-11-30", Period(15, "calendar_days", roll=True)),
        ("t05-collective-payment", "2025-01-01", Period(5, "working_days")),
        ("t07-tax-confirmation", "2024-11-30", Period(1, "years")),
        ("t07-tax-confirmation", "2024-12-01", Period(3, "years")),
        ("t08-refund-application", "2024-11-30", Period(1, "years")),
        ("t08-refund-application", "2024-12-01", Period(3, "years")),
        ("t18-registered-evidence", "2021-07-14", Period(7, "calendar_days")),
        ("t18-registered-evidence", "2021-07-15", Period(7, "working_days")),
        ("t21-hearing-request", "2021-07-14", Period(3, "calendar_days")),
        ("t21-hearing-request", "2021-07-15", Period(5, "working_days")),
        ("t30-review-reply", "2023-12-31", Period(10, "calendar_days", roll=True)),
        ("t30-review-reply", "2024-01-01", Period(10, "working_days")),
        ("t34-request-reply", "2019-05-14", Period(15, "working_days")),
        ("t34-request-reply", "2019-05-15", Period(20, "working_days")),
        ("t14-person-detention", "2022-01-01", Period(24, "hours")),
    ],
)
def test_a_period_is_that_of_the_law_in_force(name: str, day: str, period: Period) -> None:
    assert _on(name, day) == period


@pytest.mark.parametrize("name", ["t20-case-period", "t30-simple-review-decision"])
def test_what_no_law_knew_before_has_no_version_before(name: str) -> None:
    first = _clock(name).versions[0].validity.start
    assert first in {D("2021-07-15"), D("2024-01-01")}


def test_days_are_working_days_where_the_statute_says_so() -> None:
    assert [clock.id for clock, version in _versions() if _wrong_days(version)] == []


def test_seven_calendar_days_under_the_penalties_law_would_be_seen() -> None:
    right = _clock("t18-registered-evidence").versions[-1]
    assert _wrong_days(replace(right, period=Period(7, "calendar_days")))


def test_a_period_rolls_only_where_a_rule_is_named_that_says_so() -> None:
    rolling = {"msf", "znjbf", "o124", "o272"}
    for clock, version in _versions():
        named = bool(rolling & {basis.law for basis in version.basis})
        assert version.period.roll == named, clock.id


def _says(version: ClockVersion) -> bool:
    """Whether a quoted article contains the length of the period."""
    units = UNITS[version.period.unit]
    wanted = {number + unit for number in _written(version.period.length) for unit in units}
    wanted |= {number + "个" + unit for number in _written(version.period.length) for unit in units}
    return any(word in (basis.quote or "") for basis in version.basis for word in wanted)


def _quoting() -> Iterator[tuple[Clock, ClockVersion]]:
    """Versions whose length stands in the law by itself (not a sum, not an ordinal day)."""
    for clock, version in _versions():
        summed = re.search(r"-(longest|extended)$", clock.id) and clock.id[:3] != "t14"
        if version.basis[0].quote and not summed and clock.id != "t05-collective-payment":
            yield clock, version


def test_the_words_quoted_from_the_law_contain_the_length() -> None:
    quoting = list(_quoting())
    assert len(quoting) > 100
    assert [clock.id for clock, version in quoting if not _says(version)] == []


def test_another_length_than_the_words_quoted_would_be_seen() -> None:
    _, version = next(iter(_quoting()))
    longer = replace(version.period, length=version.period.length + 1)
    assert not _says(replace(version, period=longer))
