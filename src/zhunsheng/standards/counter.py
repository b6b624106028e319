"""At the counter: one new act, judged at once by the rules in which it plays a part.

What an act may play depends only on its activity and on the fields conditions look at, so it is
worked out once per distinct combination and remembered. A new act then meets the rules it plays a
part in, and no others: the cost does not grow with the standards that have nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from zhunsheng.model.act import Act
from zhunsheng.model.matching import fields_of
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.verdict import Verdict
from zhunsheng.standards.facts import Facts
from zhunsheng.standards.judge import judge_cast
from zhunsheng.standards.parts import Part, part_of

MOST_REMEMBERED = 200_000


class Counter:
    """The rules of one plan on one type of subject, ready for single acts."""

    def __init__(self, plan: Plan, *, subject: str) -> None:
        self.plan = plan
        self.rules = {rule.number: rule for rule in plan.rules if rule.subject == subject}
        self._by_activity: dict[str, list[Rule]] = {}
        self._anywhere: list[Rule] = []
        conditions = {c for rule in self.rules.values() for c in rule.scope}
        for rule in self.rules.values():
            steps = [plan.steps[number - 1] for number in rule.steps.values()]
            conditions |= {condition for step in steps for condition in step.where}
            if any(not step.activities for step in steps):
                self._anywhere.append(rule)
                continue
            for activity in {name for step in steps for name in step.activities}:
                self._by_activity.setdefault(activity, []).append(rule)
        self._looked_at = sorted({condition.field for condition in conditions})
        self._parts: dict[tuple[str | Decimal | None, ...], dict[int, Part]] = {}

    def judge(self, acts: Sequence[Act], facts: Facts) -> list[tuple[Rule, Verdict]]:
        """Verdicts of all rules in which the last of the subject's acts plays a part.

        ``acts``: the subject's acts in order, the new one last.
        """
        parts = [self.parts(act) for act in acts]
        found: list[tuple[Rule, Verdict]] = []
        for number in parts[-1]:
            rule = self.rules[number]
            cast = [
                (act, part[number]) for act, part in zip(acts, parts, strict=True) if number in part
            ]
            found.extend((rule, verdict) for verdict in judge_cast(self.plan, rule, cast, facts))
        return found

    def parts(self, act: Act) -> Mapping[int, Part]:
        """Rule number → the part the act plays in it."""
        fields = fields_of(act)
        key = (act.activity, *(fields.get(name) for name in self._looked_at))
        known = self._parts.get(key)
        if known is None:
            known = {}
            for rule in (*self._by_activity.get(act.activity, ()), *self._anywhere):
                part = part_of(self.plan, rule, act.activity, fields)
                # An act that could only have anchored, and does not, plays no part.
                if part is not None and (
                    part.in_scope is not False or part.roles != {rule.anchor} or part.doubts_all
                ):
                    known[rule.number] = part
            if len(self._parts) >= MOST_REMEMBERED:
                self._parts.clear()
            self._parts[key] = known
        return known
