"""Charts → standards: the rules that every complete trace of a chart keeps.

As many as say something of their own: what follows from other derived rules is left out (the
laws of inference used are named where they are used).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from zhunsheng.charts.chart import ANY_POST, Chart
from zhunsheng.charts.check import check
from zhunsheng.charts.game import Game
from zhunsheng.charts.limits import time_rules
from zhunsheng.charts.relations import Relations
from zhunsheng.charts.rule import DerivedRule, RuleKind
from zhunsheng.charts.sentences import SENTENCES, listed
from zhunsheng.model.errors import ChartError


def derive(chart: Chart) -> tuple[DerivedRule, ...]:
    """The rules that follow from the chart, by kind, then in the order of the file.

    Raises ChartError, with all problems, for a chart that is not sound: nothing can be concluded
    from a chart that contradicts itself.
    """
    problems = check(chart)
    if problems:
        raise ChartError(tuple(problems))
    relations = Relations(Game(chart).graph())
    return tuple(rules_of(chart, relations))


def rules_of(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """The rules, given what holds between the activities of a sound chart."""
    yield from _must_precede(chart, relations)
    yield from _must_follow(chart, relations)
    yield from _order(chart, relations)
    yield from _in_balance(chart, relations)
    yield from _never_together(chart, relations)
    yield from _who_may(chart)
    yield from time_rules(chart, relations)


def _must_precede(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """Nearest predecessors only: *needs* is transitive and without circles."""
    acts = chart.activities
    for late, early in _reduced(acts, relations.needs):
        yield _rule(
            chart,
            "must_precede",
            "missing_step",
            {"at": late, "needs": early},
            late=late,
            early=early,
        )


def _must_follow(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """At an activity that can be the last: what must have come since an earlier one.

    Stated at the act that ends the case, because only there is absence a fact. Between *every*
    cause and the end, so it holds whether "after" is read from the first or the last cause. For
    one end it is transitive (after A a B, after B a C) and without circles. Left out where
    must-precede says as much: the end needs the answer anyway, and no cause comes after one.
    """
    acts = chart.activities
    for end in acts:
        if not relations.can_be_last(end):
            continue
        causes = [a for a in acts if a != end and relations.follows(a, end)]
        pairs = {
            (cause, answer)
            for cause in causes
            for answer in causes
            if cause != answer and relations.answered_before(end, cause, answer)
        }
        for cause, answer in _reduced(tuple(causes), lambda a, b, p=pairs: (a, b) in p):  # type: ignore[misc]
            if relations.needs(end, answer) and not relations.follows(answer, cause):
                continue
            yield _rule(
                chart,
                "must_follow",
                "missing_step",
                {"at": end, "needs": answer, "after": cause},
                end=end,
                answer=answer,
                cause=cause,
            )


def _order(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """Where both occur; not where one needs the other, and not where a third step implies it.

    If A comes before B where both occur, and C needs B, then A comes before C where both occur.
    """
    acts = chart.activities

    def ordered(first: str, then: str) -> bool:
        return relations.together(first, then) and relations.ordered(first, then)

    for first in acts:
        for then in acts:
            if first == then or relations.needs(then, first) or not ordered(first, then):
                continue
            if any(
                relations.needs(then, mid) and ordered(first, mid)
                for mid in acts
                if mid not in (first, then)
            ):
                continue
            yield _rule(
                chart,
                "order",
                "wrong_order",
                {"first": first, "then": then},
                first=first,
                then=then,
            )


def _in_balance(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """Never more B than A so far, where B can occur more than once; transitive, no circles."""
    repeating = [a for a in chart.activities if relations.follows(a, a)]

    def balanced(less: str, more: str) -> bool:
        return relations.needs(less, more) and relations.balanced(more, less)

    for less, more in _reduced(tuple(repeating), balanced):
        yield _rule(
            chart,
            "in_balance",
            "wrong_order",
            {"first": more, "then": less, "counted": True},
            first=more,
            then=less,
        )


def _never_together(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """The earliest such pairs: if A and B never meet and C needs B, A and C never meet."""
    acts = chart.activities

    def apart(one: str, other: str) -> bool:
        return one != other and not relations.together(one, other)

    for place, one in enumerate(acts):
        for other in acts[place + 1 :]:
            if not apart(one, other):
                continue
            implied = any(
                (relations.needs(one, base) and apart(base, other))
                or (relations.needs(other, base) and apart(one, base))
                for base in acts
            )
            if not implied:
                yield _rule(
                    chart,
                    "never_together",
                    "never_together",
                    {"one": one, "other": other},
                    one=one,
                    other=other,
                )


def _who_may(chart: Chart) -> Iterator[DerivedRule]:
    """The lanes an activity stands in; nothing for acts of outsiders or of officers of any post."""
    for act in chart.activities:
        tasks = [task for task in chart.tasks if task.activity == act]
        lanes = [chart.lane_of.get(task.id) for task in tasks]
        judged = [lane for lane in lanes if lane and not lane.outside and lane.post != ANY_POST]
        inside = {lane.post: lane.label for lane in judged}
        if len(judged) < len(tasks):
            continue
        yield DerivedRule(
            kind="who_may",
            shape="beyond_authority",
            parameters={"act": act, "posts": sorted(inside)},
            sentence=SENTENCES["who_may"].fill(
                act=chart.said[act], posts=listed([inside[post] for post in sorted(inside)])
            ),
            nodes=tuple(task.id for task in tasks),
        )


def _rule(
    chart: Chart, kind: RuleKind, shape: str, parameters: dict[str, Any], **acts: str
) -> DerivedRule:
    named = set(acts.values())
    return DerivedRule(
        kind=kind,
        shape=shape,
        parameters=parameters,
        sentence=SENTENCES[kind].fill(**{role: chart.said[act] for role, act in acts.items()}),
        nodes=tuple(task.id for task in chart.tasks if task.activity in named),
    )


def _reduced(acts: tuple[str, ...], holds: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    """The pairs of a transitive relation without circles that no third activity stands between."""
    related = {a: {b for b in acts if a != b and holds(a, b)} for a in acts}
    for a in acts:
        between = {c for b in related[a] for c in related[b]}
        for b in acts:
            if b in related[a] and b not in between:
                yield a, b
