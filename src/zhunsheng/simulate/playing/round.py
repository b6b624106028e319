"""A round: the cases of one play in one slice, and what has become of them so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from zhunsheng.simulate.book import (
    EMPTY_TIME,
    NOBODY,
    Floats,
    Ints,
    Longs,
    Values,
    nothing,
    written,
)
from zhunsheng.simulate.playing.flowing import Course
from zhunsheng.simulate.playing.formula import FormulaFault
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.play import Play
from zhunsheng.simulate.playing.questions import Questions
from zhunsheng.simulate.playing.stage import Stage


@dataclass(slots=True)
class Round:
    """``count`` cases. ``office``: where each arises. ``next_serial``: the next free number.

    Which step was last done when and by whom is kept only of steps somebody asks about.
    """

    stage: Stage
    law: Law
    play: Play
    course: Course
    questions: Questions
    count: int
    office: Ints
    generator: np.random.Generator
    next_serial: int
    columns: dict[str, Values] = field(default_factory=dict)
    objects: dict[str, Longs] = field(default_factory=dict)
    assigned: dict[str, Ints] = field(default_factory=dict)
    eligible: dict[str, Floats] = field(default_factory=dict)
    _at: dict[str, Longs] = field(default_factory=dict)
    _by: dict[str, Ints] = field(default_factory=dict)

    def serials(self, count: int) -> int:
        """The first of so many numbers nobody else has."""
        first = self.next_serial
        self.next_serial += count
        return first

    def at_of(self, prefix: str, step: str) -> Longs:
        """When each case's step was last done; EMPTY_TIME where it was not."""
        found = self._at.get(self._resolved(prefix, step))
        return np.full(self.count, EMPTY_TIME, np.int64) if found is None else found

    def by_of(self, prefix: str, step: str) -> Ints:
        """Who last did each case's step; −1 where nobody did."""
        found = self._by.get(self._resolved(prefix, step))
        return np.full(self.count, NOBODY, np.int32) if found is None else found

    def keep(self, name: str, rows: Longs, at: Longs, officer: Ints) -> None:
        """Remembers that a step was done, if somebody asks about it."""
        if name not in self.questions.asked and name.rpartition("/")[2] not in self.questions.asked:
            return
        if name not in self._at:
            self._at[name] = np.full(self.count, EMPTY_TIME, np.int64)
            self._by[name] = np.full(self.count, NOBODY, np.int32)
        self._at[name][rows] = at
        self._by[name][rows] = officer

    def set(self, name: str, rows: Longs, values: Values) -> None:
        """Gives cases a new value in a column, which need not be there yet."""
        before = self.columns.get(name)
        if before is None:
            before = nothing(values, self.count)
        self.columns[name] = written(before, rows, values)

    def _resolved(self, prefix: str, step: str) -> str:
        """A step's full name: as seen from a chart, then from the charts around it."""
        plain = step.partition(".")[0]
        while True:
            if prefix + plain in self.questions.known:
                return prefix + step
            if not prefix:
                break
            prefix = prefix[:-1].rpartition("/")[0]
            prefix = prefix + "/" if prefix else ""
        raise FormulaFault(f"there is no step {step}")
