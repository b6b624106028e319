"""What a row check knows besides the acts themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhunsheng.model.act import Act, Gap, Mandate
from zhunsheng.model.clock import Calendar, Period
from zhunsheng.model.counting import UnknownYear, due_day
from zhunsheng.model.moment import Moment, day_number, day_of, number_of_day
from zhunsheng.model.plan import Rule


@dataclass(frozen=True, slots=True)
class Facts:
    """The surroundings of a judgement: the day it is made, the calendar, who held what."""

    as_of: Moment
    calendar: Calendar | None = None
    mandates: Mapping[str, Sequence[Mandate]] = field(default_factory=dict)
    mandate_kinds: frozenset[str] = frozenset()
    gaps: Sequence[Gap] = ()

    def due(self, start: int, period: Period, *, suspended_days: int = 0) -> int | None:
        """Day number on which the period from the moment ``start`` ends; None: year unknown."""
        try:
            last = due_day(day_of(start), period, self.calendar, suspended_days=suspended_days)
        except UnknownYear:
            return None
        return number_of_day(last)

    def suspended(self, spans: Sequence[tuple[int, int]], period: Period) -> int | None:
        """Days (working days for a period in working days) within the spans of moments."""
        days = 0
        for start, end in spans:
            if period.unit == "working_days":
                worked = self._worked(day_of(start), day_of(end))
                if worked is None:
                    return None
                days += worked
            else:
                days += day_number(end) - day_number(start)
        return days

    def _worked(self, start: dt.date, end: dt.date) -> int | None:
        if self.calendar is None:
            return None
        day, worked = start, 0
        if not (self.calendar.knows(start.year) and self.calendar.knows(end.year)):
            return None
        while day < end:
            day += dt.timedelta(days=1)
            if not self.calendar.knows(day.year):
                return None
            worked += self.calendar.is_working(day)
        return worked

    def holds(self, officer: str, kind: str, values: Container[str], at: int) -> list[str]:
        """Which of the values the officer held then."""
        return [
            mandate.value
            for mandate in self.mandates.get(officer, ())
            if mandate.kind == kind
            and mandate.value in values
            and mandate.start <= at
            and (mandate.end is None or at < mandate.end)
        ]


class Member(NamedTuple):
    """An act of the subject with its :class:`~zhunsheng.standards.parts.Part` in the rule."""

    act: Act
    roles: frozenset[str]
    in_scope: bool | None
    doubts_itself: bool
    doubts_all: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One rule on one subject: the acts that play any part, in order."""

    rule: Rule
    subject: int
    members: Sequence[Member]

    def of(self, role: str) -> list[Act]:
        """The acts in a role, in order."""
        return [member.act for member in self.members if role in member.roles]

    def first(self, role: str) -> Act | None:
        """The first act in a role, or None."""
        return next((member.act for member in self.members if role in member.roles), None)

    def has_step(self, role: str) -> bool:
        return role in self.rule.steps
