"""The parts an act plays in the rules, looked up by what conditions can tell apart.

Rules of one activity that look at the same fields stand in one group. A value is first sorted into
a class: the answers of all conditions on its field. An act then takes one look-up per field and one
per group, however many rules there are and however many offices, tariff headings or amounts occur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from zhunsheng.model.act import Act
from zhunsheng.model.matching import field_of, fields_of, meets
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.standard import Condition
from zhunsheng.standards.parts import Part, part_of

MOST_REMEMBERED = 20_000
"""Values per field and activity, and combinations of classes per group; then all are forgotten."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What one act plays in the rules of one group.

    ``by_rule``: rule number → part, without rules in which it plays none. ``anchored``: the rules
    whose judgement may hang on it.
    """

    by_rule: Mapping[int, Part]
    anchored: tuple[int, ...]


Cast = tuple[Parts, ...]
"""An act's parts in all rules; no rule stands in two groups."""


class Casting:
    """The parts of acts in these rules of a plan."""

    def __init__(self, plan: Plan, rules: Sequence[Rule]) -> None:
        by_activity: dict[str, list[Rule]] = {}
        anywhere: list[Rule] = []
        for rule in rules:
            steps = [plan.steps[number - 1] for number in rule.steps.values()]
            is_anywhere = any(not step.activities for step in steps)
            if is_anywhere:
                anywhere.append(rule)
            for activity in {name for step in steps for name in step.activities}:
                # Also where any act would do: acts that are named may play other parts as well.
                own = by_activity.setdefault(activity, [])
                if not is_anywhere:
                    own.append(rule)
        self._by_activity = {
            activity: _Activity(plan, activity, (*own, *anywhere))
            for activity, own in by_activity.items()
        }
        # Of an activity that no rule names, all that is known is this.
        self._anywhere = _Activity(plan, None, anywhere)

    def cast(self, act: Act) -> Cast:
        """The parts of the act, group by group."""
        return self._by_activity.get(act.activity, self._anywhere).cast(act)


class _Activity:
    """The rules in which acts of one activity (None: of any other) may play a part."""

    def __init__(self, plan: Plan, activity: str | None, rules: Iterable[Rule]) -> None:
        self._plan = plan
        conditions: dict[str, set[Condition]] = {}
        grouped: dict[tuple[str, ...], list[Rule]] = {}
        for rule in rules:
            asked = _asked(plan, rule, activity)
            for condition in asked:
                conditions.setdefault(condition.field, set()).add(condition)
            grouped.setdefault(tuple(sorted({c.field for c in asked})), []).append(rule)
        self._sieves = [_Sieve(name, sorted(own)) for name, own in sorted(conditions.items())]
        place = {sieve.name: number for number, sieve in enumerate(self._sieves)}
        self._groups = [
            _Group(own, itemgetter(*map(place.__getitem__, names)) if names else _nothing)
            for names, own in grouped.items()
        ]

    def cast(self, act: Act) -> Cast:
        classes = [sieve.class_of(act) for sieve in self._sieves]
        found = []
        for group in self._groups:
            key = group.key(classes)
            parts = group.known.get(key)
            if parts is None:
                if len(group.known) >= MOST_REMEMBERED:
                    group.known.clear()
                parts = group.known[key] = self._parts(group, act)
            found.append(parts)
        return tuple(found)

    def _parts(self, group: _Group, act: Act) -> Parts:
        fields = fields_of(act)
        played = (
            (rule.number, part_of(self._plan, rule, act.activity, fields)) for rule in group.rules
        )
        by_rule = {number: part for number, part in played if part is not None}
        anchored = (number for number, part in by_rule.items() if part.in_scope is not False)
        return Parts(by_rule, tuple(anchored))


@dataclass(slots=True)
class _Group:
    """Rules that look at the same fields; ``key`` picks the classes of those from all."""

    rules: list[Rule]
    key: Callable[[list[int]], Any]
    known: dict[Any, Parts] = field(default_factory=dict)


class _Sieve:
    """Sorts the values of one field into classes in which every condition answers alike."""

    def __init__(self, name: str, conditions: Sequence[Condition]) -> None:
        self.name = name
        self._conditions = conditions
        self._classes: dict[tuple[bool | None, ...], int] = {}
        self._known: dict[object, int] = {}

    def class_of(self, act: Act) -> int:
        value = field_of(act, self.name)
        # 1.0 and 1.00 are one number and two texts, and a condition may ask for either.
        key = (str(value),) if isinstance(value, Decimal) else value
        known = self._known.get(key)
        if known is None:
            answers = tuple(meets((c,), {self.name: value}) for c in self._conditions)
            known = self._classes.setdefault(answers, len(self._classes))
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known


def _asked(plan: Plan, rule: Rule, activity: str | None) -> list[Condition]:
    """The conditions on which the part of an act of this activity in a rule depends."""
    asked: list[Condition] = []
    for role, number in rule.steps.items():
        step = plan.steps[number - 1]
        if not step.activities or activity in step.activities:
            asked += step.where
            if role == rule.anchor:
                asked += rule.scope
    return asked


def _nothing(classes: list[int]) -> None:
    """The key of rules that look at no field."""
