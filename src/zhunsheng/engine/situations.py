"""Situations: conditions are judged once per kind of act, not once per act.

For each activity, the values of a field that no condition in force tells apart form one class
(offices that no standard singles out are all alike; numbers are cut into bands at the bounds that
conditions name). A *situation* is an activity with one class of each field that matters to it. A
trace of a hundred million acts knows a few thousand. Each class is put to the same Python function
that the row check uses; combining them is Kleene's *and* on small arrays. What comes out are small
tables which the queries join, and the cost of an act does not grow with the number of standards.

A situation is numbered by addition: base of the activity plus an addend per field, so that an act
finds its situation by a few look-ups in tiny tables of integers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from zhunsheng.model.matching import meets
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.standard import Condition, Step

SMALLEST_STEP = Decimal("0.0001")
FALSE, UNKNOWN, TRUE = 0, 1, 2  # so that Kleene's "and" is the smaller of the two

Answers = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Lens:
    """What conditions look at: text fields as they are, numbers as bands between the bounds."""

    texts: tuple[str, ...]
    bounds: tuple[tuple[str, tuple[Decimal, ...]], ...]

    def columns(self) -> list[str]:
        """The names under which the preparation shows these fields."""
        return [f"s_{name}" for name in self.texts] + [f"b_{name}" for name, _ in self.bounds]

    def column_of(self, condition: Condition) -> str:
        return f"b_{condition.field}" if condition.bound is not None else f"s_{condition.field}"


@dataclass(frozen=True, slots=True)
class Situations:
    """The tables that tell which acts play which parts; all of integers but the values.

    ``bases``: (activity, its code, base). ``classes``: column → (value, class); class 0 is "not
    filled". ``addends``: column → (code × ``widths[column]`` + class, addend), complete.
    """

    bases: list[tuple[str, int, int]]
    classes: dict[str, list[tuple[str, int]]]
    widths: dict[str, int]
    addends: dict[str, list[tuple[int, int]]]
    plays: npt.NDArray[np.int32]
    """situation, step"""
    scope: npt.NDArray[np.int32]
    """situation, rule, certain, entry: the row of ``plays`` with the step that anchors the rule"""
    unsure: npt.NDArray[np.int32]


def lens_of(plan: Plan, rules: Iterable[Rule]) -> Lens:
    """What the conditions of these rules look at."""
    texts: set[str] = set()
    bounds: defaultdict[str, set[Decimal]] = defaultdict(set)
    listed = list(rules)
    steps = {number for rule in listed for number in rule.steps.values()}
    conditions = [c for number in steps for c in plan.steps[number - 1].where]
    for condition in (*conditions, *(c for rule in listed for c in rule.scope)):
        if condition.bound is not None:
            bounds[condition.field].add(condition.bound)
        else:
            texts.add(condition.field)
    return Lens(
        texts=tuple(sorted(texts)),
        bounds=tuple((name, tuple(sorted(cuts))) for name, cuts in sorted(bounds.items())),
    )


def is_simple(step: Step) -> bool:
    """Whether the first act of the step is simply the first act of one activity."""
    return len(step.activities) == 1 and not step.where


def activities_used(plan: Plan, rules: Iterable[Rule]) -> frozenset[str] | None:
    """The activities that play any part; None: any activity does."""
    steps = [plan.steps[n - 1] for n in {n for rule in rules for n in rule.steps.values()}]
    if any(not step.activities for step in steps):
        return None
    return frozenset(name for step in steps for name in step.activities)


def survey(
    plan: Plan,
    rules: Sequence[Rule],
    lens: Lens,
    *,
    activities: Iterable[str],
    seen: Mapping[str, Sequence[str]],
) -> Situations:
    """Number the situations of a trace and say which parts each may play.

    ``activities``: those on record. ``seen``: text column → the values on record.
    """
    parts = _Parts(plan, rules)
    fields = {column: _Field(lens, column, parts.asked(column, lens)) for column in lens.columns()}
    classes = {column: fields[column].sort(seen[column]) for column in seen}
    found = Situations(
        bases=[],
        classes=classes,
        widths={column: field.size for column, field in fields.items()},
        addends={column: [] for column in fields},
        plays=np.zeros(0, np.int32),
        scope=np.zeros(0, np.int32),
        unsure=np.zeros(0, np.int32),
    )
    plays: list[Rows] = []
    scope: list[Rows] = []
    unsure: list[Rows] = []
    following = entered = 0
    for activity in sorted(activities):
        steps = parts.steps_of(activity)
        if not steps:
            continue
        grid = _Grid(fields, parts.conditions(steps), lens)
        code = len(found.bases)
        found.bases.append((activity, code, following))
        for column, addends in grid.addends.items():
            width = fields[column].size
            found.addends[column].extend((code * width + n, a) for n, a in enumerate(addends))
        numbers = np.arange(following, following + grid.size, dtype=np.int32)
        for step in steps:
            answer = grid.all_of(plan.steps[step - 1].where)
            possible = answer != FALSE
            entry = entered + np.cumsum(possible) - 1
            entered += int(possible.sum())
            plays.append(_rows(numbers[possible], step))
            doubted = numbers[answer == UNKNOWN]
            unsure.extend(_rows(doubted, rule.number) for rule in parts.doubtful[step])
            for rule in parts.anchored[step]:
                scoped = grid.all_of(rule.scope)
                inside = possible & (scoped != FALSE)
                certain = (answer == TRUE) & (scoped == TRUE)
                scope.append(_rows(numbers[inside], rule.number, certain[inside], entry[inside]))
                if rule.is_broad:
                    unsure.append(_rows(numbers[possible & (scoped == UNKNOWN)], rule.number))
        following += grid.size
    return replace(found, plays=_stack(plays, 2), scope=_stack(scope, 4), unsure=_stack(unsure, 2))


class _Parts:
    """Which steps an activity may play, and which rules rest on a step."""

    def __init__(self, plan: Plan, rules: Sequence[Rule]) -> None:
        self.plan = plan
        self.by_activity: defaultdict[str, list[int]] = defaultdict(list)
        self.anywhere: list[int] = []
        self.anchored: defaultdict[int, list[Rule]] = defaultdict(list)
        self.doubtful: defaultdict[int, list[Rule]] = defaultdict(list)
        for number in sorted({number for rule in rules for number in rule.steps.values()}):
            for activity in plan.steps[number - 1].activities:
                self.by_activity[activity].append(number)
            if not plan.steps[number - 1].activities:
                self.anywhere.append(number)
        for rule in rules:
            self.anchored[rule.steps[rule.anchor]].append(rule)
            for role in rule.doubtful:
                self.doubtful[rule.steps[role]].append(rule)

    def steps_of(self, activity: str) -> list[int]:
        return [*self.by_activity.get(activity, ()), *self.anywhere]

    def asked(self, column: str, lens: Lens) -> list[Condition]:
        """All conditions that look at a column."""
        steps = {number for listed in self.by_activity.values() for number in listed}
        every = self.conditions([*steps, *self.anywhere])
        return sorted((c for c in every if lens.column_of(c) == column), key=repr)

    def conditions(self, steps: Iterable[int]) -> set[Condition]:
        """All conditions that acts playing these steps may be asked."""
        found: set[Condition] = set()
        for step in steps:
            found.update(self.plan.steps[step - 1].where)
            for rule in self.anchored[step]:
                found.update(rule.scope)
        return found


class _Field:
    """One field as conditions see it: its values sorted into classes that no condition divides."""

    def __init__(self, lens: Lens, column: str, questions: Sequence[Condition]) -> None:
        self.name = column[2:]
        self.questions = list(questions)
        self.signatures: list[tuple[int, ...]] = [self._said(None)]
        if column.startswith("b_"):
            cuts = dict(lens.bounds)[self.name]
            for shown in (cuts[0] - SMALLEST_STEP, *cuts):
                self.signatures.append(self._said(shown))

    @property
    def size(self) -> int:
        return len(self.signatures)

    def sort(self, values: Iterable[str]) -> list[tuple[str, int]]:
        """Each text value's class, from 1; class 0 is "not filled"."""
        known: dict[tuple[int, ...], int] = {}
        found = []
        for value in values:
            said = self._said(value)
            if said not in known:
                known[said] = len(self.signatures)
                self.signatures.append(said)
            found.append((value, known[said]))
        return found

    def _said(self, shown: str | Decimal | None) -> tuple[int, ...]:
        return tuple(_answer(question, {self.name: shown}) for question in self.questions)


class _Grid:
    """All situations of one activity: the product of the classes that matter to it."""

    def __init__(
        self, fields: Mapping[str, _Field], conditions: set[Condition], lens: Lens
    ) -> None:
        self.size = 1
        self.addends: dict[str, list[int]] = {}
        self.answers: dict[Condition, Answers] = {}
        asked: defaultdict[str, list[Condition]] = defaultdict(list)
        for condition in sorted(conditions, key=repr):
            asked[lens.column_of(condition)].append(condition)
        shapes: list[tuple[list[Condition], Answers]] = []
        for column, field in fields.items():
            places = [field.questions.index(question) for question in asked[column]]
            classes: dict[tuple[int, ...], int] = {}
            local = [
                classes.setdefault(tuple(said[n] for n in places), len(classes))
                for said in field.signatures
            ]
            self.addends[column] = [number * self.size for number in local]
            shapes.append((asked[column], np.array(list(classes), dtype=np.int8)))
            self.size *= len(classes)
        stride = 1
        for questions, answers in shapes:
            place = (np.arange(self.size) // stride) % len(answers)
            for n, question in enumerate(questions):
                self.answers[question] = answers[place, n]
            stride *= len(answers)

    def all_of(self, conditions: Iterable[Condition]) -> Answers:
        together = np.full(self.size, TRUE, dtype=np.int8)
        for condition in conditions:
            together = np.minimum(together, self.answers[condition])
        return together


def _answer(condition: Condition, fields: Mapping[str, str | Decimal | None]) -> int:
    answer = meets((condition,), fields)
    return UNKNOWN if answer is None else TRUE if answer else FALSE


def _rows(numbers: Rows, *columns: Any) -> Rows:
    filled = [numbers, *(np.broadcast_to(column, numbers.shape) for column in columns)]
    return np.stack(filled, axis=1).astype(np.int32)


def _stack(blocks: Sequence[Rows], width: int) -> Rows:
    if not blocks:
        return np.zeros((0, width), dtype=np.int32)
    return np.concatenate(blocks).astype(np.int32)
