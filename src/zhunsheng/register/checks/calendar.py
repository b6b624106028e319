"""Standards that count working days where the calendar does not know them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import BaseModel

from zhunsheng.model.clock import Calendar, Period
from zhunsheng.model.errors import Place, Problem, problem
from zhunsheng.model.notation_period import PeriodReference
from zhunsheng.model.register import Register
from zhunsheng.model.standard import StandardVersion
from zhunsheng.model.validity import Validity
from zhunsheng.register.shapes import Parameters, read_parameters


def check_calendar(
    register: Register, parameters: Parameters, *, on: dt.date | None = None
) -> Iterator[Problem]:
    """Calendar years missing for standards that count working days or roll to one.

    Needed is every year in which such a standard is in force, up to the year of ``on``; without
    ``on``, up to the last year the calendar knows (but at least the first year of the standard).
    Also a calendar that is named and has no year at all, and holes between its years.
    """
    calendar = register.calendar
    if calendar is not None:
        yield from _of_calendar(calendar)
    known = {year.year for year in calendar.years} if calendar is not None else set()
    last = on.year if on is not None else max(known, default=dt.MINYEAR)
    for standard in register.standards:
        missing: set[int] = set()
        for version in standard.versions:
            for span in _spans_in_working_days(register, version, parameters):
                end = span.end - dt.timedelta(days=1) if span.end is not None else None
                until = min(end.year, last) if end is not None else last
                first = span.start.year
                missing |= set(range(first, max(first, until) + 1)) - known
        if missing:
            years = _told(missing)
            yield problem(
                "calendar-year-missing",
                (
                    f"内控标准“{standard.id}”按工作日计算，工作日历缺 {years} 年",
                    f"standard {standard.id!r} counts working days; the calendar lacks {years}",
                ),
                why=(
                    "工作日不能推测，该年度的行为将不予评判",
                    "working days are not guessed: acts of those years are not evaluated",
                ),
                mend=(
                    "在 calendars 目录中逐年补充",
                    "add one file a year to the calendar's folder",
                ),
                place=standard.place,
            )


def _of_calendar(calendar: Calendar) -> Iterator[Problem]:
    years = sorted(year.year for year in calendar.years)
    place = Place(f"calendars/{calendar.id}")
    if not years:
        yield problem(
            "calendar-empty",
            (
                f"工作日历“{calendar.id}”没有任何年度",
                f"calendar {calendar.id!r} has no year at all",
            ),
            mend=(
                f"补充 calendars/{calendar.id}/<年>.yaml",
                f"add calendars/{calendar.id}/<year>.yaml",
            ),
            place=place,
        )
        return
    holes = set(range(years[0], years[-1] + 1)) - set(years)
    if holes:
        yield problem(
            "calendar-hole",
            (
                f"工作日历“{calendar.id}”中间缺 {_told(holes)} 年",
                f"calendar {calendar.id!r} lacks {_told(holes)} between its years",
            ),
            why=(
                "跨越缺年的工作日计算会少算",
                "any count across the hole would come out short",
            ),
            mend=("补充所缺年度", "add the missing years"),
            place=place,
        )


def _spans_in_working_days(
    register: Register, version: StandardVersion, parameters: Parameters
) -> Iterator[Validity]:
    for reference in _periods(read_parameters(version, parameters, register)):
        if reference.period is not None and _needs_calendar(reference.period):
            yield version.validity
        for clock in register.clocks:
            if clock.id == reference.clock:
                for dated in clock.versions:
                    both = dated.validity.overlap(version.validity)
                    if both is not None and _needs_calendar(dated.period):
                        yield both


def _periods(read: BaseModel | None) -> Iterator[PeriodReference]:
    for name in type(read).model_fields if read is not None else ():
        value = getattr(read, name)
        if isinstance(value, PeriodReference):
            yield value


def _needs_calendar(period: Period) -> bool:
    return period.unit == "working_days" or period.roll


def _told(years: set[int]) -> str:
    """Years as text, runs of them as a span: 2001, 2004–2009."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
