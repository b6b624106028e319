"""What plays ask of the register: clocks that run out, site parameters, what an act touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zhunsheng.model.clock import Period
from zhunsheng.model.counting import UnknownYear, due_day
from zhunsheng.model.register import Register
from zhunsheng.model.vocabulary import Activity
from zhunsheng.simulate.book import EMPTY_TIME, Longs
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.playing.formula import FormulaFault

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Law:
    """A register as plays see it; ``day``: the first day of the period played."""

    register: Register
    day: dt.date

    @cached_property
    def activities(self) -> dict[str, Activity]:
        return {one.id: one for one in self.register.activities}

    def parameter(self, name: str) -> float | str:
        """A site parameter's value on the day. Raises FormulaFault where nobody has decided it."""
        for one in self.register.parameters:
            if one.id == name:
                for version in one.versions:
                    if self.day in version.validity:
                        value = version.value
                        return value if isinstance(value, str) else float(str(value))
        raise FormulaFault(f"parameter('{name}'): no value on {self.day}")

    def due(self, clock: str, since: Longs) -> Longs:
        """The last moment in time by a clock of the register, counted from each moment."""
        versions = next((one.versions for one in self.register.clocks if one.id == clock), None)
        if versions is None:
            raise FormulaFault(f"there is no clock {clock}")

        def period(day: dt.date) -> Period:
            for version in versions:
                if day in version.validity:
                    return version.period
            raise FormulaFault(f"the clock {clock} has no version on {day}")

        return self._each(since, period)

    def after(self, since: Longs, period: Period) -> Longs:
        """The last moment of a period counted from each moment."""
        return self._each(since, lambda _day: period)

    def _each(self, since: Longs, period: Callable[[dt.date], Period]) -> Longs:
        """Days are few and cases many: each day is counted once."""
        found = np.full(len(since), EMPTY_TIME, np.int64)
        known = since != EMPTY_TIME
        days, place = np.unique(since[known] // DAY, return_inverse=True)
        ends, hours = np.zeros(len(days), np.int64), np.zeros(len(days), np.int64)
        for number, day in enumerate(days.tolist()):
            date = _EPOCH + dt.timedelta(days=day)
            said = period(date)
            if said.unit == "hours":
                hours[number] = said.length * HOUR
            else:
                last = self._last(date, said)
                ends[number] = ((last - _EPOCH).days + 1) * DAY - 1
        found[known] = np.where(hours[place] > 0, since[known] + hours[place], ends[place])
        return found

    def _last(self, day: dt.date, period: Period) -> dt.date:
        try:
            return due_day(day, period, self.register.calendar)
        except UnknownYear:
            # it ends in a year whose holidays nobody has announced: after all that is played here,
            # so that nothing hangs on the very day
            return day + dt.timedelta(days=2 * period.length)
