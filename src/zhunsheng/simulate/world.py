"""A district: one directly subordinate customs with all below it, and headquarters above it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.model.register import Register
from zhunsheng.simulate.careers import Dice
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.desks import Desks, build_desks
from zhunsheng.simulate.hours import Hours, build_hours
from zhunsheng.simulate.offices import Offices, build_offices
from zhunsheng.simulate.people import People, build_people
from zhunsheng.simulate.rosters import build_rosters
from zhunsheng.simulate.service import Period, Service
from zhunsheng.simulate.staffing import Staffing


@dataclass(frozen=True)
class District:
    """Everything a play asks of the world. ``posts``: ids of the register's posts, in its order;
    ``declarations``: how many the district takes in a month."""

    service: Service
    code: str
    seed: int
    zone: str
    offices: Offices
    posts: tuple[str, ...]
    desks: Desks
    people: People
    hours: Hours
    staffing: Staffing
    period: Period
    declarations: float


def build_district(
    service: Service,
    register: Register,
    district_code: str,
    seed: int,
    period: Period | None = None,
) -> District:
    """The district of a four-digit code. The same seed gives the same district on any machine.

    Raises PracticeError for an unknown code, a post the register lacks, or a register without a
    calendar of working days for the year of the period.
    """
    period = period or service.period
    offices = build_offices(service, district_code)
    posts = tuple(post.id for post in register.posts)
    desks = build_desks(service, posts, offices)
    hours = _hours(service, register, period)
    chance = Chance(seed).within("world")
    people = build_people(service, register.posts, offices, desks, chance)
    dice = Dice.of(desks, chance, district_code, "rosters")
    rosters, absences = build_rosters(service, posts, desks, hours, dice)
    share = service.district(district_code).weight / sum(
        district.weight for district in service.offices.districts
    )
    return District(
        service=service,
        code=district_code,
        seed=seed,
        zone=register.legal_zone,
        offices=offices,
        posts=posts,
        desks=desks,
        people=people,
        hours=hours,
        staffing=Staffing(desks, people.careers, rosters, absences),
        period=period,
        declarations=service.figures["declarations-a-month"] * share,
    )


def _hours(service: Service, register: Register, period: Period) -> Hours:
    """Working hours from long before the period to some time after it, as far as the calendar
    knows the years."""
    calendar = register.calendar
    if calendar is None or not calendar.knows(period.last.year):
        raise PracticeError(
            (
                problem(
                    "practice-no-calendar",
                    (
                        f"权责清单没有 {period.last.year} 年的工作日历",
                        f"the register has no calendar of working days for {period.last.year}",
                    ),
                    mend=(
                        "在清单的 calendars 目录补充该年，或改变演练的月份",
                        "add the year to the register's calendars, or practise on another month",
                    ),
                ),
            )
        )
    years = sorted(year.year for year in calendar.years)
    first = max(
        period.first - dt.timedelta(days=service.block.history_days), dt.date(years[0], 1, 1)
    )
    last = min(
        period.last + dt.timedelta(days=service.block.ahead_days), dt.date(years[-1], 12, 31)
    )
    return build_hours(service.patterns, calendar, first, last)
