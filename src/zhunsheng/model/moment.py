"""A moment: an act's place in time and in its file, in one integer.

Judging needs four things of every act's time: its order among the acts of one subject (also
where the clock shows the same instant and only the file's order tells them apart), the elapsed
time between two acts, and the calendar day in the legal time zone (days are what the law counts,
and a day of summer time is not 86,400 seconds). One 64-bit integer answers all of them by plain
arithmetic, in Python, DuckDB and Spark alike, without time-zone functions on the hot path:

    bits 20…62   milliseconds since 1900-01-01T00:00Z                      (until the year 2178)
    bits  7…19   rank among the same subject's acts in the same millisecond and file (0…8191)
    bits  0…6    the legal zone's offset from UTC in quarter hours, plus 56  (−14 h … +17.75 h)

Bigger is later. Two moments of one subject that are equal but for the offset come from different
files and have no order; shapes must not call either of them the earlier (``instant`` is equal).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NewType

Moment = NewType("Moment", int)

EPOCH = dt.datetime(1900, 1, 1)
EPOCH_DAY = dt.date(1900, 1, 1)
FAR_DAY = 1_000_000
"""The number of a day later than any: until when holds what has no end."""
LATEST = dt.datetime(2178, 1, 1)
MS_PER_DAY = 86_400_000
MS_PER_HOUR = 3_600_000
QUARTER_MS = 900_000
RANK_BITS = 13
OFFSET_BITS = 7
OFFSET_BIAS = 56
LOW_BITS = RANK_BITS + OFFSET_BITS
ONE_MILLISECOND = 1 << LOW_BITS
"""Subtracted from a moment it gives the one a millisecond before."""
MAX_RANK = (1 << RANK_BITS) - 1
EPOCH_TO_UNIX_MS = 25_567 * MS_PER_DAY  # 1900-01-01 … 1970-01-01


def moment_of(at: dt.datetime, *, rank: int = 0, offset_minutes: int = 0) -> Moment:
    """The moment of an instant.

    ``at``: the instant in UTC, naive; sub-millisecond digits are dropped (the rank keeps their
    order). ``rank``: position among the subject's acts of the same millisecond, 0…8191.
    ``offset_minutes``: the legal zone's offset from UTC then, a multiple of 15.

    Raises ValueError outside 1900…2177 or for an impossible rank or offset.
    """
    if not EPOCH <= at < LATEST:
        raise ValueError(f"{at} lies outside 1900-01-01…2178-01-01")
    quarter, rest = divmod(offset_minutes, 15)
    if rest or not 0 <= quarter + OFFSET_BIAS < 1 << OFFSET_BITS:
        raise ValueError(f"an offset of {offset_minutes} minutes cannot be kept")
    if not 0 <= rank <= MAX_RANK:
        raise ValueError(f"rank {rank} is outside 0…{MAX_RANK}")
    milliseconds = (at - EPOCH) // dt.timedelta(milliseconds=1)
    return Moment(
        milliseconds << LOW_BITS | rank << OFFSET_BITS | (quarter + OFFSET_BIAS),
    )


def moment_at(at: dt.datetime, zone: dt.tzinfo, *, rank: int = 0) -> Moment:
    """The moment of an aware instant, with the legal zone's offset then. Raises as moment_of."""
    offset = at.astimezone(zone).utcoffset() or dt.timedelta()
    return moment_of(
        at.astimezone(dt.UTC).replace(tzinfo=None),
        rank=rank,
        offset_minutes=offset // dt.timedelta(minutes=1),
    )


def last_moment(day: dt.date, zone: dt.tzinfo) -> Moment:
    """The last moment of a day in the legal zone: nothing of that day comes after it."""
    next_day = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    last = next_day.astimezone(dt.UTC) - dt.timedelta(milliseconds=1)
    return moment_at(last, zone, rank=MAX_RANK)


def milliseconds(moment: int) -> int:
    """Milliseconds since 1900-01-01T00:00Z."""
    return moment >> LOW_BITS


def offset_minutes(moment: int) -> int:
    """The legal zone's offset from UTC at that moment, in minutes."""
    return ((moment & ((1 << OFFSET_BITS) - 1)) - OFFSET_BIAS) * 15


def day_number(moment: int) -> int:
    """The calendar day in the legal zone, as days since 1900-01-01."""
    quarter = (moment & ((1 << OFFSET_BITS) - 1)) - OFFSET_BIAS
    return ((moment >> LOW_BITS) + quarter * QUARTER_MS) // MS_PER_DAY


def day_of(moment: int) -> dt.date:
    """The calendar day in the legal zone."""
    return _day_numbered(day_number(moment))


@lru_cache(maxsize=16_384)
def _day_numbered(number: int) -> dt.date:
    """A row check asks for the day of an act once per rule, and days are few."""
    return EPOCH_DAY + dt.timedelta(days=number)


def instant_of(moment: int) -> dt.datetime:
    """The instant in UTC, naive, to the millisecond."""
    return EPOCH + dt.timedelta(milliseconds=moment >> LOW_BITS)


def local_of(moment: int) -> dt.datetime:
    """The wall clock in the legal zone, naive, to the millisecond."""
    return instant_of(moment) + dt.timedelta(minutes=offset_minutes(moment))


def number_of_day(day: dt.date) -> int:
    """Days since 1900-01-01."""
    return (day - EPOCH_DAY).days


def date_of_day(number: int) -> dt.date:
    """The day so many days after 1900-01-01."""
    return EPOCH_DAY + dt.timedelta(days=number)


def milliseconds_in_sql(moment: str) -> str:
    """:func:`milliseconds` of a moment, as an expression of SQL."""
    return f"({moment} >> {LOW_BITS})"


def day_in_sql(moment: str) -> str:
    """:func:`day_number` of a moment, as an expression of SQL."""
    quarter = f"(({moment} & {(1 << OFFSET_BITS) - 1}) - {OFFSET_BIAS})"
    return f"(({milliseconds_in_sql(moment)} + {quarter} * {QUARTER_MS}) // {MS_PER_DAY})"
