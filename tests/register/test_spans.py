"""Spans against each other, compared with counting day by day."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.model.validity import Validity
from zhunsheng.register.spans import gaps, overlaps, uncovered

FIRST = dt.date(2020, 1, 1)
HORIZON = [FIRST + dt.timedelta(days=n) for n in range(40)]


def _span(start: int, length: int | None) -> Validity:
    first = FIRST + dt.timedelta(days=start)
    return Validity(first, None if length is None else first + dt.timedelta(days=length))


SPANS = st.builds(_span, st.integers(0, 20), st.one_of(st.none(), st.integers(1, 12)))


def _days(*spans: Validity) -> set[dt.date]:
    return {day for day in HORIZON for span in spans if day in span}


@given(span=SPANS, covering=st.lists(SPANS, max_size=5))
def test_the_first_uncovered_stretch_is_found(span: Validity, covering: list[Validity]):
    missing = sorted(_days(span) - _days(*covering))
    found = uncovered(span, covering)
    assert (found is None) == (missing == [])
    if found is not None:
        assert found.start == missing[0]
        assert _days(found) <= set(missing)
        assert found.end is None or found.end not in missing


@given(spans=st.lists(SPANS, min_size=1, max_size=5))
def test_gaps_are_the_days_between_that_belong_to_none(spans: list[Validity]):
    begun = min(span.start for span in spans)
    last = max(span.start for span in spans)
    between = {day for day in HORIZON if begun <= day < last}
    assert _days(*gaps(spans)) == between - _days(*spans)


@given(spans=st.lists(SPANS, max_size=5))
def test_an_overlap_is_told_exactly_if_a_day_has_two(spans: list[Validity]):
    twice = any(sum(day in span for span in spans) > 1 for day in HORIZON)
    assert bool(list(overlaps(spans))) == twice
