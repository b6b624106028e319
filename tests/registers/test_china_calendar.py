"""The working days of China hold what the State Council's yearly notices say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from registers.china import china
from zhunsheng.model.clock import CalendarYear, Period
from zhunsheng.model.counting import due_day

D = dt.date.fromisoformat
ONE = dt.timedelta(days=1)

# First day, last day and stated number of days of every holiday; then the weekend days worked.
Notice = tuple[tuple[tuple[str, str, int], ...], tuple[str, ...]]
NOTICES: dict[int, Notice] = {
    2019: (
        (
            ("2018-12-30", "2019-01-01", 3),
            ("2019-02-04", "2019-02-10", 7),
            ("2019-04-05", "2019-04-07", 3),
            ("2019-05-01", "2019-05-04", 4),
            ("2019-06-07", "2019-06-09", 3),
            ("2019-09-13", "2019-09-15", 3),
            ("2019-10-01", "2019-10-07", 7),
        ),
        ("2019-02-02", "2019-02-03", "2019-04-28", "2019-05-05", "2019-09-29", "2019-10-12"),
    ),
    2020: (
        (
            ("2020-01-01", "2020-01-01", 1),
            ("2020-01-24", "2020-02-02", 10),
            ("2020-04-04", "2020-04-06", 3),
            ("2020-05-01", "2020-05-05", 5),
            ("2020-06-25", "2020-06-27", 3),
            ("2020-10-01", "2020-10-08", 8),
        ),
        ("2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10"),
    ),
    2021: (
        (
            ("2021-01-01", "2021-01-03", 3),
            ("2021-02-11", "2021-02-17", 7),
            ("2021-04-03", "2021-04-05", 3),
            ("2021-05-01", "2021-05-05", 5),
            ("2021-06-12", "2021-06-14", 3),
            ("2021-09-19", "2021-09-21", 3),
            ("2021-10-01", "2021-10-07", 7),
        ),
        (
            *("2021-02-07", "2021-02-20", "2021-04-25", "2021-05-08"),
            *("2021-09-18", "2021-09-26", "2021-10-09"),
        ),
    ),
    2022: (
        (
            ("2022-01-01", "2022-01-03", 3),
            ("2022-01-31", "2022-02-06", 7),
            ("2022-04-03", "2022-04-05", 3),
            ("2022-04-30", "2022-05-04", 5),
            ("2022-06-03", "2022-06-05", 3),
            ("2022-09-10", "2022-09-12", 3),
            ("2022-10-01", "2022-10-07", 7),
        ),
        (
            *("2022-01-29", "2022-01-30", "2022-04-02", "2022-04-24"),
            *("2022-05-07", "2022-10-08", "2022-10-09"),
        ),
    ),
    2023: (
        (
            ("2022-12-31", "2023-01-02", 3),
            ("2023-01-21", "2023-01-27", 7),
            ("2023-04-05", "2023-04-05", 1),
            ("2023-04-29", "2023-05-03", 5),
            ("2023-06-22", "2023-06-24", 3),
            ("2023-09-29", "2023-10-06", 8),
        ),
        (
            *("2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06"),
            *("2023-06-25", "2023-10-07", "2023-10-08"),
        ),
    ),
    2024: (
        (
            ("2024-01-01", "2024-01-01", 1),
            ("2024-02-10", "2024-02-17", 8),
            ("2024-04-04", "2024-04-06", 3),
            ("2024-05-01", "2024-05-05", 5),
            ("2024-06-10", "2024-06-10", 1),
            ("2024-09-15", "2024-09-17", 3),
            ("2024-10-01", "2024-10-07", 7),
        ),
        (
            *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28"),
            *("2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"),
        ),
    ),
    2025: (
        (
            ("2025-01-01", "2025-01-01", 1),
            ("2025-01-28", "2025-02-04", 8),
            ("2025-04-04", "2025-04-06", 3),
            ("2025-05-01", "2025-05-05", 5),
            ("2025-05-31", "2025-06-02", 3),
            ("2025-10-01", "2025-10-08", 8),
        ),
        ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    ),
    2026: (
        (
            ("2026-01-01", "2026-01-03", 3),
            ("2026-02-15", "2026-02-23", 9),
            ("2026-04-04", "2026-04-06", 3),
            ("2026-05-01", "2026-05-05", 5),
            ("2026-06-19", "2026-06-21", 3),
            ("2026-09-25", "2026-09-27", 3),
            ("2026-10-01", "2026-10-07", 7),
        ),
        ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
    ),
}
WORKING_DAYS = dict(zip(NOTICES, (250, 249, 250, 249, 249, 251, 248, 248), strict=True))


def _year(year: int) -> CalendarYear:
    calendar = china().calendar
    assert calendar is not None
    return next(known for known in calendar.years if known.year == year)


def _off(notice: Notice, year: int) -> set[dt.date]:
    """The weekdays of ``year`` inside the notice's holidays, each of the length it states."""
    days: set[dt.date] = set()
    for first, last, stated in notice[0]:
        block = [D(first) + n * ONE for n in range((D(last) - D(first)).days + 1)]
        assert len(block) == stated, f"{first} to {last} are not {stated} days"
        days |= {day for day in block if day.year == year and day.weekday() < 5}
    return days


def _agrees(known: CalendarYear, notice: Notice) -> bool:
    worked = {D(day) for day in notice[1]}
    return known.holidays == _off(notice, known.year) and known.workdays == worked


@pytest.mark.parametrize("year", NOTICES)
def test_a_year_keeps_the_holidays_and_the_weekend_days_worked_of_its_notice(year: int) -> None:
    assert _agrees(_year(year), NOTICES[year])


def test_one_day_off_too_many_or_one_worked_day_lost_would_be_seen() -> None:
    known = _year(2025)
    assert not _agrees(replace(known, holidays=known.holidays | {D("2025-10-09")}), NOTICES[2025])
    assert not _agrees(replace(known, workdays=known.workdays - {D("2025-09-28")}), NOTICES[2025])


@pytest.mark.parametrize(("year", "total"), WORKING_DAYS.items())
def test_a_year_has_as_many_working_days_as_published(year: int, total: int) -> None:
    calendar = china().calendar
    assert calendar is not None
    days = (D(f"{year}-01-01") + n * ONE for n in range(366))
    assert sum(calendar.is_working(day) for day in days if day.year == year) == total


def test_every_year_rests_on_its_notice_and_no_year_is_missing() -> None:
    calendar = china().calendar
    assert calendar is not None
    assert [known.year for known in calendar.years] == list(NOTICES)
    for known in calendar.years:
        assert f"holidays-{known.year}" in {basis.law for basis in known.basis}


@pytest.mark.parametrize(
    ("start", "period", "due"),
    [
        # over the Spring Festival of 2024, with Sunday 18 February worked
        ("2024-02-05", Period(10, "working_days"), "2024-02-23"),
        # the extended Spring Festival of 2020: 3 February is the first day worked
        ("2020-01-23", Period(1, "working_days"), "2020-02-03"),
        # fifteen days to pay that end in the National Day holiday of 2025
        ("2025-09-20", Period(15, "calendar_days", roll=True), "2025-10-09"),
        # a Saturday that is worked does not put a period off
        ("2024-09-29", Period(13, "calendar_days", roll=True), "2024-10-12"),
    ],
)
def test_periods_end_on_the_day_a_calendar_on_the_wall_says(
    start: str, period: Period, due: str
) -> None:
    assert due_day(D(start), period, china().calendar) == D(due)
