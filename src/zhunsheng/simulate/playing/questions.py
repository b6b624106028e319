"""What a play asks about itself: which steps' officers and times its formulas need."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from zhunsheng.simulate.playing.flowing import Course
from zhunsheng.simulate.playing.formula import Formula
from zhunsheng.simulate.playing.play import Play, StepBlock


@dataclass(frozen=True, slots=True)
class Questions:
    """``asked``: names that may be asked about; ``known``: all steps; ``assignments``: names of
    officers drawn for later."""

    asked: frozenset[str]
    known: frozenset[str]
    assignments: frozenset[str]


def questions_of(play: Play, course: Course) -> Questions:
    """The questions of a play; the same in every slice."""
    block = play.block
    steps = (*block.steps.values(), *block.steps_in_order, *block.inserted)
    return Questions(
        frozenset((*_asked(play), *_timed(course))),
        frozenset(_names(course)),
        frozenset(name for step in steps for name in step.assigns),
    )


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
