"""Spans of days: what is left of one without others, as numbers, day by day."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.model.moment import FAR_DAY, date_of_day, number_of_day
from zhunsheng.model.validity import Validity

FIRST = dt.date(2020, 1, 1)
DAYS = [FIRST + dt.timedelta(days=n) for n in range(20)]


@st.composite
def spans(draw: st.DrawFn) -> Validity:
    start = draw(st.integers(0, 15))
    length = draw(st.none() | st.integers(1, 8))
    end = None if length is None else FIRST + dt.timedelta(days=start + length)
    return Validity(FIRST + dt.timedelta(days=start), end)


@given(span=spans(), others=st.lists(spans(), max_size=5))
def test_what_is_left_are_the_days_of_none_of_the_others(
    span: Validity, others: list[Validity]
) -> None:
    left = span.without(others)
    for day in DAYS:
        alone = day in span and not any(day in other for other in others)
        assert sum(day in stretch for stretch in left) == alone
    assert left == sorted(left, key=lambda stretch: stretch.start)
    assert not any(stretch.is_empty for stretch in left)


@given(span=spans())
def test_days_as_numbers(span: Validity) -> None:
    start, end = span.day_numbers
    assert date_of_day(start) == span.start
    assert end == (FAR_DAY if span.end is None else number_of_day(span.end))
