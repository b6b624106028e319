"""Working hours and working days."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.model.clock import Calendar, CalendarYear, Period
from zhunsheng.model.counting import due_day
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE, Pattern, build_hours, ms_of

HOLIDAYS = frozenset(dt.date(2026, 10, day) for day in (1, 2, 5, 6, 7))
CALENDAR = Calendar(
    "test",
    frozenset({5, 6}),
    (CalendarYear(2026, HOLIDAYS, frozenset({dt.date(2026, 10, 10)})),),
)
HOURS = build_hours(
    {
        "office": Pattern("working", spans=((510, 720), (810, 1050))),
        "shifts": Pattern(changes=(8 * 60, 20 * 60)),
    },
    CALENDAR,
    dt.date(2026, 1, 1),
    dt.date(2026, 12, 31),
)
moments = st.integers(ms_of(dt.date(2026, 1, 5)), ms_of(dt.date(2026, 12, 20)))


def at(day: int, hour: float, month: int = 10) -> np.ndarray:
    return np.array([ms_of(dt.date(2026, month, day)) + round(hour * HOUR)])


def test_after_the_holiday_the_office_opens_in_the_morning():
    assert HOURS.regimes["office"].opens(at(3, 11)).tolist() == at(8, 8.5).tolist()


def test_a_moment_in_working_hours_stays():
    assert HOURS.regimes["office"].opens(at(9, 9)).tolist() == at(9, 9).tolist()


def test_lunch_is_waited_out():
    assert HOURS.regimes["office"].opens(at(9, 12)).tolist() == at(9, 13.5).tolist()


def test_work_that_would_not_end_before_the_spell_begins_in_the_next():
    opened = HOURS.regimes["office"].opens(at(9, 11.5), margin=60 * MINUTE)
    assert opened.tolist() == at(9, 13.5).tolist()


def test_shifts_follow_one_another_round_the_clock():
    shifts = HOURS.regimes["shifts"]
    assert shifts.is_open(at(3, 3)).all()
    assert shifts.spell(at(3, 19.99)) + 1 == shifts.spell(at(3, 20))


@given(moments, st.integers(1, 60))
def test_working_days_are_counted_as_the_law_counts_them(moment: int, count: int):
    found = HOURS.after_working_days(np.array([moment]), np.array([count]))
    day = dt.date(1970, 1, 1) + dt.timedelta(days=moment // DAY)
    if (day + dt.timedelta(days=2 * count + 20)).year > 2026:
        return
    due = due_day(day, Period(count, "working_days"), CALENDAR)
    assert found.tolist() == [ms_of(due)]
    assert HOURS.working_days_between(np.array([moment]), found).tolist() == [count]


@given(st.lists(moments, min_size=1, max_size=50), st.integers(0, 180))
def test_what_opens_is_open_and_never_earlier(found: list[int], margin: int):
    moment = np.array(found)
    office = HOURS.regimes["office"]
    opened = office.opens(moment, margin=margin * MINUTE)
    assert (opened >= moment).all()
    assert office.is_open(opened).all()
    assert (office.ends[office.spell(opened)] - opened >= margin * MINUTE).all()
