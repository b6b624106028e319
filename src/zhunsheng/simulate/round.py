"""A round: the cases of one play in one slice, and what has become of them so far."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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
from zhunsheng.simulate.flowing import Course
from zhunsheng.simulate.formula import Formula, FormulaFault
from zhunsheng.simulate.law import Law
from zhunsheng.simulate.play import Play, StepBlock
from zhunsheng.simulate.stage import Stage


@dataclass(slots=True)
class Round:
    """``count`` cases. ``office``: where each arises. ``next_serial``: the next free number.

    Which step was last done when and by whom is kept only of steps somebody asks about
    (``asked``).
    """

    stage: Stage
    law: Law
    play: Play
    course: Course
    count: int
    office: Ints
    generator: np.random.Generator
    next_serial: int
    columns: dict[str, Values] = field(default_factory=dict)
    objects: dict[str, Longs] = field(default_factory=dict)
    assigned: dict[str, Ints] = field(default_factory=dict)
    eligible: dict[str, Floats] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    assignments: frozenset[str] = frozenset()
    _at: dict[str, Longs] = field(default_factory=dict)
    _by: dict[str, Ints] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked = frozenset((*_asked(self.play), *_timed(self.course)))
        self.known = frozenset(_names(self.course))
        block = self.play.block
        steps = (*block.steps.values(), *block.steps_in_order, *block.inserted)
        self.assignments = frozenset(name for step in steps for name in step.assigns)

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
        if name not in self.asked and name.rpartition("/")[2] not in self.asked:
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
            if prefix + plain in self.known:
                return prefix + step
            if not prefix:
                break
            prefix = prefix[:-1].rpartition("/")[0]
            prefix = prefix + "/" if prefix else ""
        raise FormulaFault(f"there is no step {step}")


def _names(course: Course) -> Iterator[str]:
    for spot in course.spots.values():
        yield spot.id
        for inserted in (*spot.before, *spot.after):
            yield inserted.id


def _asked(play: Play) -> Iterator[str]:
    """Every name of a step that formulas and officers of the play refer to, and some others."""
    block = play.block
    steps = (*block.steps.values(), *block.steps_in_order, *block.inserted)
    formulas = [
        *block.case.values(),
        *block.boundaries.values(),
        *(share for shares in block.branches.values() for share in shares.values()),
        *(call.when for calls in block.calls.values() for call in calls),
    ]
    for step in steps:
        formulas.extend(_formulas(step))
        if step.by is not None and not isinstance(step.by, str):
            yield from (*step.by.same_as, *step.by.apart_from)
            formulas.append(step.by.system_where)
        for assign in step.assigns.values():
            yield from assign.apart_from
        for until in step.until:
            if until.since is not None:
                yield until.since
            formulas.append(until.formula)
    for formula in formulas:
        if isinstance(formula, Formula):
            for node in ast.walk(formula.tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def _formulas(step: StepBlock) -> Iterator[Formula | None]:
    yield step.chance
    if isinstance(step.act, Formula):
        yield step.act
    if step.after is not None:
        yield step.after.formula
        yield step.after.at
    yield from step.set.values()
    yield from step.fields.values()


def _timed(course: Course) -> Iterator[str]:
    """The steps that timers of the chart run from."""
    for spot in course.spots.values():
        if spot.kind == "event" and spot.timer is not None and spot.timer.since is not None:
            yield from doing(course, spot.timer.since)


def doing(course: Course, activity: str) -> list[str]:
    """The names of all steps that do an activity."""
    return [
        one.id
        for spot in course.spots.values()
        for one in (spot, *spot.before, *spot.after)
        if one.activity == activity
    ]
