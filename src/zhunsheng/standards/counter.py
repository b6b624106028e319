"""At the counter: one new act, judged at once by the rules in which it plays a part.

What an act may play depends only on its activity and on the fields conditions look at, so it is
worked out once per distinct combination and remembered. A new act then meets the rules it plays a
part in, and no others: the cost does not grow with the standards that have nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from zhunsheng.model.act import Act
from zhunsheng.model.matching import fields_of
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.verdict import Verdict
from zhunsheng.standards.facts import Facts
from zhunsheng.standards.judge import judge_cast
from zhunsheng.standards.parts import Part, part_of

MOST_REMEMBERED = 200_000
Key = tuple[str | Decimal | None, ...]
Cast = tuple[Mapping[int, Part], frozenset[int]]
"""Rule number → the part an act plays in it; and the rules it anchors, or may."""


@dataclass(slots=True)
class OpenCase:
    """The acts of one subject so far, in order, with the parts they play."""

    acts: list[tuple[Act, Mapping[int, Part]]] = field(default_factory=list)
    anchored: set[int] = field(default_factory=set)


class Counter:
    """The rules of one plan on one type of subject, ready for single acts."""

    def __init__(self, plan: Plan, *, subject: str) -> None:
        self.plan = plan
        self.rules = {rule.number: rule for rule in plan.rules if rule.subject == subject}
        self._casts: dict[Key, Cast] = {}
        self._anywhere: list[Rule] = []
        self._by_activity: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            steps = [plan.steps[number - 1] for number in rule.steps.values()]
            if any(not step.activities for step in steps):
                self._anywhere.append(rule)
                continue
            for activity in {name for step in steps for name in step.activities}:
                self._by_activity.setdefault(activity, []).append(rule)
        self._looked_at = {
            activity: self._fields((*rules, *self._anywhere))
            for activity, rules in self._by_activity.items()
        }
        self._always_looked_at = self._fields(self._anywhere)

    def judge(self, case: OpenCase, act: Act, facts: Facts) -> list[tuple[Rule, Verdict]]:
        """Add the subject's newest act; verdicts of all rules in which it plays a part."""
        parts, anchored = self._cast(act)
        case.acts.append((act, parts))
        case.anchored |= anchored
        found: list[tuple[Rule, Verdict]] = []
        # A rule that no act of the subject anchors, rules of other offices say, has no verdict.
        for number in case.anchored & parts.keys():
            cast = [(one, its[number]) for one, its in case.acts if number in its]
            rule = self.rules[number]
            found.extend((rule, verdict) for verdict in judge_cast(self.plan, rule, cast, facts))
        return found

    def _cast(self, act: Act) -> Cast:
        fields = fields_of(act)
        looked_at = self._looked_at.get(act.activity, self._always_looked_at)
        key = (act.activity, *[fields.get(name) for name in looked_at])
        known = self._casts.get(key)
        if known is None:
            parts: dict[int, Part] = {}
            for rule in (*self._by_activity.get(act.activity, ()), *self._anywhere):
                part = part_of(self.plan, rule, act.activity, fields)
                if part is not None:
                    parts[rule.number] = part
            anchored = (number for number, part in parts.items() if part.in_scope is not False)
            known = (parts, frozenset(anchored))
            if len(self._casts) >= MOST_REMEMBERED:
                self._casts.clear()
            self._casts[key] = known
        return known

    def _fields(self, rules: Sequence[Rule]) -> tuple[str, ...]:
        """The fields that the conditions of these rules look at."""
        found = {condition.field for rule in rules for condition in rule.scope}
        steps = {number for rule in rules for number in rule.steps.values()}
        found |= {c.field for number in steps for c in self.plan.steps[number - 1].where}
        return tuple(sorted(found))
