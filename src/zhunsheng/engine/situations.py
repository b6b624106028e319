"""Situations: conditions are judged once per distinct combination of fields, not once per act.

A trace of a hundred million acts knows a few thousand combinations of activity, office, mode,
tier and the like. Numbers that conditions compare with bounds are cut into bands at those bounds.
Each combination is put to the same Python function that the row check uses; the result is three
small tables (``plays``, ``scope``, ``unsure``) which the queries join. That is why the cost of an
act does not grow with the number of standards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhunsheng.model.matching import Fields, meets, plays
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.standard import Condition, Step

SMALLEST_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Lens:
    """What conditions look at: text fields as they are, numbers as bands between the bounds."""

    texts: tuple[str, ...]
    bounds: tuple[tuple[str, tuple[Decimal, ...]], ...]

    def columns(self) -> list[str]:
        """Names of the columns that, with the activity, make a situation."""
        return [f"s_{name}" for name in self.texts] + [f"b_{name}" for name, _ in self.bounds]

    def fields(self, row: Sequence[Any]) -> Fields:
        """A representative of all acts of a situation, as conditions see it."""
        seen: dict[str, str | Decimal | None] = {}
        bands = row[len(self.texts) :]
        for (name, cuts), band in zip(self.bounds, bands, strict=True):
            if band is not None:
                seen[name] = cuts[0] - SMALLEST_STEP if band == 0 else cuts[band - 1]
        for name, text in zip(self.texts, row, strict=False):
            if text is not None and name not in seen:
                seen[name] = text
        return seen


@dataclass(frozen=True, slots=True)
class Situations:
    """The tables that tell which acts play which parts."""

    known: list[tuple[Any, ...]]
    plays: list[tuple[int, int]]
    scope: list[tuple[int, int, int]]
    unsure: list[tuple[int, int]]


def lens_of(plan: Plan, rules: Iterable[Rule]) -> Lens:
    """What the conditions of these rules look at."""
    texts: set[str] = set()
    bounds: defaultdict[str, set[Decimal]] = defaultdict(set)
    for condition in _conditions(plan, rules):
        if condition.bound is not None:
            bounds[condition.field].add(condition.bound)
        else:
            texts.add(condition.field)
    return Lens(
        texts=tuple(sorted(texts)),
        bounds=tuple((name, tuple(sorted(cuts))) for name, cuts in sorted(bounds.items())),
    )


def survey(
    plan: Plan, rules: Sequence[Rule], lens: Lens, rows: Iterable[Sequence[Any]]
) -> Situations:
    """Number the situations found in the trace and say which parts each may play.

    ``rows``: activity, then the lens's columns. Situations that play no part are left out.
    """
    steps = {number for rule in rules for number in rule.steps.values()}
    by_activity: defaultdict[str, list[int]] = defaultdict(list)
    anywhere: list[int] = []
    for number in sorted(steps):
        for activity in plan.steps[number - 1].activities:
            by_activity[activity].append(number)
        if not plan.steps[number - 1].activities:
            anywhere.append(number)
    anchored: defaultdict[int, list[Rule]] = defaultdict(list)
    doubtful: defaultdict[int, list[Rule]] = defaultdict(list)
    for rule in rules:
        anchored[rule.steps[rule.anchor]].append(rule)
        for role in rule.doubtful:
            doubtful[rule.steps[role]].append(rule)
    found = Situations([], [], [], [])
    for activity, *row in rows:
        fields = lens.fields(row)
        number = len(found.known) + 1
        before = len(found.plays)
        for step in [*by_activity.get(activity, ()), *anywhere]:
            answer = plays(plan.steps[step - 1], activity, fields)
            if answer is False:
                continue
            found.plays.append((number, step))
            if answer is None:
                found.unsure.extend((number, rule.number) for rule in doubtful[step])
            for rule in anchored[step]:
                in_scope = meets(rule.scope, fields)
                if in_scope is not False:
                    found.scope.append((number, rule.number, int(bool(in_scope and answer))))
                if in_scope is None and rule.is_broad:
                    found.unsure.append((number, rule.number))
        if len(found.plays) > before:
            found.known.append((number, activity, *row))
    return found


def is_simple(step: Step) -> bool:
    """Whether the first act of the step is simply the first act of one activity."""
    return len(step.activities) == 1 and not step.where


def _conditions(plan: Plan, rules: Iterable[Rule]) -> Iterable[Condition]:
    seen: set[int] = set()
    for rule in rules:
        yield from rule.scope
        for number in rule.steps.values():
            if number not in seen:
                seen.add(number)
                yield from plan.steps[number - 1].where
