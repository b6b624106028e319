"""A moment keeps instant, order, and the legal day; and gives all of them back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhunsheng.model.moment import (
    EPOCH,
    LATEST,
    MAX_RANK,
    day_number,
    day_of,
    instant_of,
    local_of,
    milliseconds,
    moment_of,
    number_of_day,
    offset_minutes,
)
from zhunsheng.standards.sql import day, instant

MILLISECOND = dt.timedelta(milliseconds=1)
instants = st.datetimes(EPOCH, LATEST - MILLISECOND)
ranks = st.integers(0, MAX_RANK)
offsets = st.integers(-56, 71).map(lambda quarters: quarters * 15)


def _to_the_millisecond(at: dt.datetime) -> dt.datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@given(instants, ranks, offsets)
def test_what_went_in_comes_out(at: dt.datetime, rank: int, offset: int) -> None:
    moment = moment_of(at, rank=rank, offset_minutes=offset)
    assert 0 <= moment < 1 << 63
    assert instant_of(moment) == _to_the_millisecond(at)
    assert offset_minutes(moment) == offset
    assert milliseconds(moment) == (at - EPOCH) // MILLISECOND
    assert local_of(moment) == instant_of(moment) + dt.timedelta(minutes=offset)


@given(instants, ranks, offsets)
def test_the_legal_day_is_the_day_on_the_wall(at: dt.datetime, rank: int, offset: int) -> None:
    moment = moment_of(at, rank=rank, offset_minutes=offset)
    assert day_of(moment) == local_of(moment).date()
    assert day_number(moment) == number_of_day(day_of(moment))


@given(instants, instants, ranks, ranks, offsets, offsets)
def test_later_is_bigger_and_the_rank_breaks_ties(
    one: dt.datetime, other: dt.datetime, first: int, second: int, here: int, there: int
) -> None:
    a = moment_of(one, rank=first, offset_minutes=here)
    b = moment_of(other, rank=second, offset_minutes=there)
    seen = (_to_the_millisecond(one), first), (_to_the_millisecond(other), second)
    if seen[0] != seen[1]:
        assert (a < b) == (seen[0] < seen[1])
    else:
        assert (a < b) == (here < there)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(instants, ranks, offsets), min_size=1, max_size=20))
def test_the_queries_read_a_moment_as_python_does(rows: list[tuple[dt.datetime, int, int]]) -> None:
    moments = [moment_of(at, rank=rank, offset_minutes=off) for at, rank, off in rows]
    with duckdb.connect() as db:
        said = db.execute(
            f"SELECT {instant('m')}, {day('m')} FROM (SELECT unnest(?::BIGINT[]) AS m)", [moments]
        ).fetchall()
    assert said == [(milliseconds(moment), day_number(moment)) for moment in moments]


@given(instants)
def test_a_day_of_summer_time_is_a_day(at: dt.datetime) -> None:
    """The broken variant counts elapsed time: an hour is missing or one too many, twice a year."""
    rome = ZoneInfo("Europe/Rome")
    wall = at.replace(tzinfo=dt.UTC).astimezone(rome)
    offset = wall.utcoffset()
    assert offset is not None
    minutes = offset // dt.timedelta(minutes=1)
    if minutes % 15 or offset % dt.timedelta(minutes=1):
        return  # mean solar time before 1893 and its like: not a whole quarter of an hour
    assert day_of(moment_of(at, offset_minutes=minutes)) == wall.date()


def test_sixty_days_across_the_change_are_not_1440_hours() -> None:
    begun = moment_of(dt.datetime(2010, 2, 28, 23), offset_minutes=60)  # 1 March, 00:00
    ended = moment_of(dt.datetime(2010, 4, 29, 22), offset_minutes=120)  # 30 April, 00:00
    assert day_number(ended) - day_number(begun) == 60
    assert milliseconds(ended) - milliseconds(begun) == (1440 - 1) * 3_600_000


@pytest.mark.parametrize(
    ("at", "rank", "offset"),
    [
        (EPOCH - MILLISECOND, 0, 0),
        (LATEST, 0, 0),
        (EPOCH, -1, 0),
        (EPOCH, MAX_RANK + 1, 0),
        (EPOCH, 0, 7),
        (EPOCH, 0, -57 * 15),
        (EPOCH, 0, 72 * 15),
    ],
)
def test_what_cannot_be_kept_is_refused(at: dt.datetime, rank: int, offset: int) -> None:
    with pytest.raises(ValueError, match=r"outside|cannot"):
        moment_of(at, rank=rank, offset_minutes=offset)
