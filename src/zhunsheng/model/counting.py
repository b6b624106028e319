"""Counting days as a law counts them: on which day a period ends.

This is the reference: the SQL of the deadline shapes is tested against it.
"""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from functools import lru_cache
from itertools import pairwise

from zhunsheng.model.clock import Calendar, Period
from zhunsheng.model.errors import ZhunshengError, problem

ONE_DAY = dt.timedelta(days=1)


class UnknownYear(ZhunshengError):
    """A count of working days that touches a year the calendar does not know: no answer."""

    def __init__(self, year: int, calendar: Calendar | None) -> None:
        name = calendar.id if calendar is not None else None
        super().__init__(
            (
                problem(
                    "calendar-year-unknown",
                    (
                        f"工作日历{f'“{name}”' if name else ''}未包含 {year} 年",
                        f"the working-day calendar {f'{name!r} ' if name else ''}lacks {year}",
                    ),
                    why=(
                        "节假日安排逐年公布，未知年度的工作日不能推测",
                        "working days are announced year by year and must not be guessed",
                    ),
                    mend=(
                        f"在 calendars 目录中补充 {year} 年的节假日安排及其公布文件",
                        f"add {year}.yaml to the calendar's folder, with the notice it rests on",
                    ),
                ),
            )
        )
        self.year = year
        self.calendar = name


def due_day(
    start_day: dt.date,
    period: Period,
    calendar: Calendar | None,
    *,
    suspended_days: int = 0,
) -> dt.date:
    """The last day on which the act is still in time.

    ``start_day``: the day of the event, in the legal zone; it does not count itself.
    ``calendar``: needed for working days and for ``roll``. ``suspended_days``: days the period
    stood still; for ``working_days`` that many more working days, otherwise calendar days added
    after the months or years and before the roll.

    Months and years end on the day of the same number, or on the last day of a month that has
    none (2010-01-31 + 1 month = 2010-02-28).

    Raises :class:`UnknownYear` where the count (the start day included, for working days) touches
    a year the calendar lacks, and ValueError for hours (they are counted on moments), a negative
    length, no working day at all, or negative ``suspended_days``.
    """
    return _due_day(start_day, period, calendar, suspended_days)


@lru_cache(maxsize=16_384)
def _due_day(
    start_day: dt.date, period: Period, calendar: Calendar | None, suspended_days: int
) -> dt.date:
    """Remembered: days and periods are few, acts are many, and working days are counted singly."""
    least = 1 if period.unit == "working_days" else 0
    if period.length < least or suspended_days < 0:
        raise ValueError(f"{period} with {suspended_days} suspended days cannot be counted")
    match period.unit:
        case "calendar_days":
            last = start_day + dt.timedelta(days=period.length + suspended_days)
        case "working_days":
            last = _nth_working_day(start_day, period.length + suspended_days, calendar)
        case "months":
            last = _months_on(start_day, period.length) + dt.timedelta(days=suspended_days)
        case "years":
            last = _months_on(start_day, 12 * period.length) + dt.timedelta(days=suspended_days)
        case "hours":
            raise ValueError("hours are counted on moments, not on days")
    while period.roll and not _is_working(last, calendar):
        last += ONE_DAY
    return last


def working_day_table(calendar: Calendar) -> list[tuple[dt.date, int]]:
    """Every day the calendar knows with its ordinal, for joins.

    The ordinal is the number of working days from the calendar's first day up to and including
    that day; a day off carries the ordinal of the working day before it. The n-th working day
    after a day is therefore the *first* day whose ordinal is that day's ordinal plus n.

    Raises :class:`UnknownYear` for a year missing between two known ones, because every count
    across the hole would come out short.
    """
    years = sorted(known.year for known in calendar.years)
    for earlier, later in pairwise(years):
        if later > earlier + 1:
            raise UnknownYear(earlier + 1, calendar)
    table: list[tuple[dt.date, int]] = []
    ordinal = 0
    for year in years:
        day = dt.date(year, 1, 1)
        while day.year == year:
            ordinal += calendar.is_working(day)
            table.append((day, ordinal))
            day += ONE_DAY
    return table


def _nth_working_day(start_day: dt.date, n: int, calendar: Calendar | None) -> dt.date:
    _is_working(start_day, calendar)  # the SQL looks up the start day too; both must refuse alike
    day = start_day
    while n:
        day += ONE_DAY
        n -= _is_working(day, calendar)
    return day


def _is_working(day: dt.date, calendar: Calendar | None) -> bool:
    if calendar is None or not calendar.knows(day.year):
        raise UnknownYear(day.year, calendar)
    return calendar.is_working(day)


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_of_month = gregorian.monthrange(year, month0 + 1)[1]
    return dt.date(year, month0 + 1, min(day.day, last_of_month))
