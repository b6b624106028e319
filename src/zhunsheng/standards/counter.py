"""At the counter: one new act, judged at once by the rules in which it plays a part.

The cost of an act grows with the rules that have a judgement to make on it, and neither with the
standards that have nothing to do with it nor with the number of subjects whose cases are open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.model.act import Act
from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.verdict import Verdict
from zhunsheng.standards.casting import Cast, Casting
from zhunsheng.standards.facts import Case, Facts, Member
from zhunsheng.standards.judge import judge_case


@dataclass(slots=True)
class OpenCase:
    """One subject so far: its acts in order with the parts they play, and what is under judgement.

    ``cases``: for every rule that some act of the subject anchors, the acts that play a part in it.
    """

    acts: list[tuple[Act, Cast]] = field(default_factory=list)
    cases: dict[int, tuple[Case, list[Member]]] = field(default_factory=dict)


class Counter:
    """The rules of one plan on one type of subject, ready for single acts."""

    def __init__(self, plan: Plan, *, subject: str) -> None:
        self.plan = plan
        self.rules = {rule.number: rule for rule in plan.rules if rule.subject == subject}
        self._casting = Casting(plan, tuple(self.rules.values()))

    def judge(self, case: OpenCase, act: Act, facts: Facts) -> list[tuple[Rule, Verdict]]:
        """Add the subject's newest act; verdicts of all rules in which it plays a part."""
        cast = self._casting.cast(act)
        found: list[tuple[Rule, Verdict]] = []
        for parts in cast:
            for number in parts.anchored:
                if number not in case.cases:
                    case.cases[number] = self._opened(number, case, act)
            # A rule that no act of the subject anchors, rules of other offices say, has no verdict.
            for number in case.cases.keys() & parts.by_rule.keys():
                judged, members = case.cases[number]
                members.append(Member(act, *parts.by_rule[number]))
                for verdict in judge_case(self.plan, judged, facts):
                    found.append((judged.rule, verdict))
        case.acts.append((act, cast))
        return found

    def _opened(self, number: int, case: OpenCase, act: Act) -> tuple[Case, list[Member]]:
        """A rule's case with the subject's earlier acts in it."""
        members = [
            Member(earlier, *parts.by_rule[number])
            for earlier, cast in case.acts
            for parts in cast
            if number in parts.by_rule
        ]
        return Case(self.rules[number], act.subject, members), members
