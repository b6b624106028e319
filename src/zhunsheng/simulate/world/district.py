"""A district: one directly subordinate customs with all below it, and headquarters above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.model.register import Register
from zhunsheng.simulate.book import Ints, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, Hours, build_hours, ms_of
from zhunsheng.simulate.out.directory import Directory
from zhunsheng.simulate.playing.stage import Drawn, Source
from zhunsheng.simulate.world.careers import Dice
from zhunsheng.simulate.world.desks import Desks, build_desks
from zhunsheng.simulate.world.firms import Firms, build_firms
from zhunsheng.simulate.world.mandates import mandates
from zhunsheng.simulate.world.market import DesksApart, Market
from zhunsheng.simulate.world.naming import Naming
from zhunsheng.simulate.world.offices import Offices, build_offices
from zhunsheng.simulate.world.people import People, build_people
from zhunsheng.simulate.world.registration import firm_names
from zhunsheng.simulate.world.registry import build_tables, somebody
from zhunsheng.simulate.world.rosters import build_rosters
from zhunsheng.simulate.world.service import Period, Service
from zhunsheng.simulate.world.staffing import Staffing


@dataclass(frozen=True)
class District:
    """Everything a play asks of the world, and what is written of it.

    ``posts``: ids of the register's posts, in its order. ``place``: the district's place among all.
    ``declarations``: how many it takes in the period. ``sources``, ``tables``: what cases are drawn
    or taken from. ``rostered``: officers whose spells of duty are kept on record, ``recorded``: of
    which time, in milliseconds.
    """

    service: Service
    code: str
    place: int
    seed: int
    zone: str
    offices: Offices
    posts: tuple[str, ...]
    desks: Desks
    people: People
    firms: Firms
    hours: Hours
    staffing: Staffing
    period: Period
    declarations: int
    figures: Mapping[str, float]
    sources: Mapping[str, Source]
    tables: Mapping[str, Drawn]
    naming: Naming
    rostered: Ints
    recorded: tuple[int, int]

    def names(self, type_: str, numbers: Longs) -> list[str]:
        """The ids of objects."""
        found: list[str] = self.naming.names(type_, numbers).to_pylist()
        return found

    def directory(self) -> Directory:
        """How its numbers are written in its records."""
        return Directory(
            self.code,
            self.zone,
            self.people.id,
            self.posts,
            self.offices.code,
            self.naming.names,
            self.mandates(),
        )

    def mandates(self) -> Any:
        """Who held what, and who was on duty when: a table as ``out.directory.MANDATES``."""
        return mandates(self.people, self.staffing, self.rostered, *self.recorded)


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
    codes = [district.code for district in service.offices.districts]
    offices = build_offices(service, district_code)
    posts = tuple(post.id for post in register.posts)
    desks = build_desks(service, posts, offices)
    hours = _hours(service, register, period)
    chance = Chance(seed).within("world")
    people = build_people(service, register.posts, offices, desks, period, chance)
    dice = Dice.of(desks, chance, district_code, "rosters")
    rosters, absences = build_rosters(service, posts, desks, people.careers, hours, dice)
    staffing = Staffing(desks, people.careers, rosters, absences)
    declarations = _declarations(service, district_code, period)
    own = chance.within(district_code)
    firms = build_firms(service.firms, service.goods, offices, declarations, own)
    market = Market(service.goods, firms, offices, _apart(service), own)
    first, end = ms_of(period.first), ms_of(period.last) + DAY
    dice = Dice.of(desks, chance, district_code, "registry")
    kept = [number for number, post in enumerate(posts) if post in service.block.rostered]
    rostered = np.flatnonzero(np.isin(people.post, kept)).astype(np.int32)
    return District(
        service=service,
        code=district_code,
        place=codes.index(district_code),
        seed=seed,
        zone=register.legal_zone,
        offices=offices,
        posts=posts,
        desks=desks,
        people=people,
        firms=firms,
        hours=hours,
        staffing=staffing,
        period=period,
        declarations=declarations,
        figures={name: figure.value for name, figure in service.figures.table.items()},
        sources={"trade": market, "somebody": somebody(people)},
        tables=build_tables(register.posts, people, staffing, rostered, first, end, dice),
        naming=Naming(
            service.block.names.objects,
            {
                "officer": pa.array(people.id, pa.string()),
                "account": pa.array([f"U{number}" for number in people.id], pa.string()),
                **firm_names(firms, offices, district_code, own),
            },
            offices.code,
            period.first.year,
        ),
        rostered=rostered,
        recorded=(first - service.block.rostered_days * DAY, end),
    )


def _apart(service: Service) -> DesksApart:
    """Which goods and languages have desks of their own."""
    goods: dict[str, int] = {}
    languages: dict[str, int] = {}
    for number, one in enumerate(service.block.specialities, 1):
        goods.update(dict.fromkeys(one.goods, number))
        if one.language is not None:
            languages[one.language] = number
    return DesksApart(goods, languages)


def _declarations(service: Service, code: str, period: Period) -> int:
    """The district's share of the nation's declarations in the period."""
    share = service.district(code).weight / sum(one.weight for one in service.offices.districts)
    months = ((period.last - period.first).days + 1) / MONTH
    return round(service.figures["declarations-a-month"] * share * months)


MONTH = 31
"""Days of the month the figures of volumes are for."""


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
