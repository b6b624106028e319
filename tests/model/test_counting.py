"""Days are counted as the law counts them."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.model.clock import Calendar, CalendarYear, Period, Unit
from zhunsheng.model.counting import UnknownYear, due_day, working_day_table

D = dt.date.fromisoformat


def _days(first: str, last: str) -> frozenset[dt.date]:
    start, end = D(first), D(last)
    return frozenset(start + dt.timedelta(days=n) for n in range((end - start).days + 1))


# The National Day arrangement of 2024: off 10-01…10-07, worked on Sunday 09-29, Saturday 10-12.
CHINA = Calendar(
    "china",
    frozenset({5, 6}),
    (
        CalendarYear(2023, frozenset(), frozenset()),
        CalendarYear(
            2024,
            _days("2024-10-01", "2024-10-07"),
            frozenset({D("2024-09-29"), D("2024-10-12")}),
        ),
        CalendarYear(2025, frozenset({D("2025-01-01")}), frozenset()),
    ),
)

SPAN = st.dates(D("2023-01-01"), D("2025-06-30"))


def test_months_end_on_the_last_day_where_the_number_does_not_exist():
    assert due_day(D("2010-01-31"), Period(1, "months"), None) == D("2010-02-28")
    assert due_day(D("2012-01-31"), Period(1, "months"), None) == D("2012-02-29")
    assert due_day(D("2010-10-31"), Period(4, "months"), None) == D("2011-02-28")
    assert due_day(D("2010-12-15"), Period(1, "months"), None) == D("2011-01-15")


def test_a_year_from_the_leap_day_ends_on_the_28th():
    assert due_day(D("2012-02-29"), Period(1, "years"), None) == D("2013-02-28")
    assert due_day(D("2012-02-29"), Period(4, "years"), None) == D("2016-02-29")


def test_calendar_days_do_not_count_the_day_of_the_event():
    assert due_day(D("2010-08-13"), Period(90, "calendar_days"), None) == D("2010-11-11")


def test_working_days_over_the_national_day_week():
    """From Friday 09-27: 09-29 (1), 09-30 (2), 10-08 (3), 10-09 (4), 10-10 (5)."""
    four, five, seven = (Period(n, "working_days") for n in (4, 5, 7))
    assert due_day(D("2024-09-27"), four, CHINA) == D("2024-10-09")
    assert due_day(D("2024-09-27"), five, CHINA) == D("2024-10-10")
    assert due_day(D("2024-09-27"), seven, CHINA) == D("2024-10-12"), "a worked Saturday counts"


def test_the_worked_weekend_day_matters():
    """The broken variant: a calendar that knows the days off but not the days made up for them."""
    broken = Calendar(
        "broken",
        CHINA.weekend,
        tuple(CalendarYear(y.year, y.holidays, frozenset()) for y in CHINA.years),
    )
    period = Period(5, "working_days")
    assert due_day(D("2024-09-27"), period, broken) != due_day(D("2024-09-27"), period, CHINA)


def test_a_period_that_rolls_ends_on_the_next_working_day():
    start = D("2024-09-21")
    assert due_day(start, Period(10, "calendar_days"), None) == D("2024-10-01")
    assert due_day(start, Period(10, "calendar_days", roll=True), CHINA) == D("2024-10-08")
    worked_saturday = Period(4, "calendar_days", roll=True)
    assert due_day(D("2024-10-08"), worked_saturday, CHINA) == D("2024-10-12")


def test_suspended_days_lengthen_the_period_in_its_own_days():
    assert due_day(D("2024-09-27"), Period(3, "working_days"), CHINA, suspended_days=2) == D(
        "2024-10-10"
    )
    assert due_day(D("2010-01-31"), Period(1, "months"), None, suspended_days=5) == D("2010-03-05")
    assert due_day(
        D("2024-09-21"), Period(5, "calendar_days", roll=True), CHINA, suspended_days=5
    ) == D("2024-10-08")


@pytest.mark.parametrize(
    ("start", "period"),
    [
        ("2025-12-30", Period(2, "working_days")),
        ("2022-12-31", Period(1, "working_days")),
        ("2025-12-30", Period(5, "calendar_days", roll=True)),
    ],
)
def test_an_unknown_year_is_an_error_and_not_a_guess(start: str, period: Period):
    with pytest.raises(UnknownYear) as caught:
        due_day(D(start), period, CHINA)
    assert caught.value.year in (2022, 2026)
    said = caught.value.problems[0]
    assert str(caught.value.year) in said.in_language("zh")
    assert str(caught.value.year) in said.in_language("en")
    with pytest.raises(UnknownYear):
        due_day(D(start), period, None)


def test_what_cannot_be_counted_in_days_is_refused():
    for period in (
        Period(24, "hours"),
        Period(-1, "calendar_days"),
        Period(0, "working_days"),
    ):
        with pytest.raises(ValueError, match=r"count"):
            due_day(D("2024-01-02"), period, CHINA)


def test_a_hole_between_years_is_refused_by_the_table():
    holed = Calendar("holed", CHINA.weekend, (CHINA.years[0], CHINA.years[2]))
    with pytest.raises(UnknownYear, match="2024"):
        working_day_table(holed)


def test_the_table_counts_every_working_day_once():
    table = working_day_table(CHINA)
    assert table[0] == (D("2023-01-01"), 0), "a Sunday"
    assert table[1] == (D("2023-01-02"), 1)
    assert len(table) == 365 + 366 + 365
    for (day, before), (next_day, after) in pairwise(table):
        assert next_day - day == dt.timedelta(days=1)
        assert after - before == CHINA.is_working(next_day)


@given(start=SPAN, n=st.integers(1, 60))
def test_the_table_and_the_count_agree(start: dt.date, n: int):
    ordinals = dict(working_day_table(CHINA))
    wanted = ordinals[start] + n
    by_table = min(day for day, ordinal in ordinals.items() if ordinal == wanted)
    assert due_day(start, Period(n, "working_days"), CHINA) == by_table


@given(
    start=SPAN,
    n=st.integers(1, 40),
    unit=st.sampled_from(["calendar_days", "working_days", "months"]),
    roll=st.booleans(),
    suspended=st.integers(0, 20),
)
def test_later_starts_and_longer_periods_never_end_earlier(
    start: dt.date, n: int, unit: Unit, roll: bool, suspended: int
):
    n = min(n, 4) if unit == "months" else n

    def due(day: dt.date, length: int, held: int) -> dt.date:
        return due_day(day, Period(length, unit, roll), CHINA, suspended_days=held)

    last = due(start, n, suspended)
    assert last > start
    assert due(start + dt.timedelta(days=1), n, suspended) >= last
    assert due(start, n + 1, suspended) >= last
    assert due(start, n, suspended + 1) >= last
    if roll or unit == "working_days":
        assert CHINA.is_working(last)
