"""What every shape of breach is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.model.act import Act
from zhunsheng.model.moment import day_of
from zhunsheng.model.plan import FieldKind, PlanTable, Reach, Rule, Unit
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts, Member
from zhunsheng.standards.parameters import ShapeParameters

FieldUse = tuple[str, FieldKind]
Codes = Mapping[FieldUse, int]
"""(field, kind) → its code in the plan, for choosing a column by parameter."""

Uses = frozenset[str]
"""Roles and flags that some rule of the shape fills; what nobody uses is left out of the query."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of breach: its parameters, query, row check and sentence.

    ``anchor``: the role a judgement hangs on. ``firsts``: roles of which only the first act of
    each subject matters (the engine prepares those once for all shapes). ``is_broad``: a verdict
    on one act also rests on the anchor acts around it. ``columns`` and ``row``:
    the shape's own columns of its parameter table, after rule, start_day, end_day and one
    ``<role>_step`` column per role. ``sql``: from the field codes and what is in use, a query
    over the tables documented in ``standards/sql.py``. ``judge``: the same verdicts for one
    subject, from a case. ``counts_time``: what it observes is a length of time, in hours, or in
    days where the period is one of days.
    """

    name: str
    title: Text
    parameters: type[ShapeParameters]
    anchor: str
    roles: tuple[str, ...]
    sql: Callable[[Codes, Uses], str]
    judge: Callable[[Case, Facts], list[Verdict]]
    sentences: Mapping[Reason, Text]
    unit: Unit = "subject"
    reach: Reach = "subject"
    firsts: tuple[str, ...] = ()
    is_broad: bool = False
    counts_time: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    row: Callable[[Rule, Codes], tuple[Any, ...]] = lambda rule, codes: ()
    fields: Callable[[Any], tuple[FieldUse, ...]] = lambda parameters: ()
    sums: Callable[[Any], tuple[FieldUse, ...]] = lambda parameters: ()
    """Fields, among ``fields``, that ``first_of`` sums up over all acts of a step."""
    tables: Callable[[Sequence[Rule], Codes], tuple[PlanTable, ...]] = lambda rules, codes: ()
    asks: Callable[[Codes, Uses], str | None] | None = None
    """A query for (period, day, suspended) of deadlines that are known only from the trace."""
    flags: Callable[[Any], tuple[str, ...]] = lambda parameters: ()
    example: Mapping[str, Any] = field(default_factory=dict)
    unmeasured: Mapping[Reason, Text] = field(default_factory=dict)
    """Sentences where nothing was measured: what is compared is a text, not a number."""

    def doubtful_roles(self) -> tuple[str, ...]:
        """Roles in which one act of unknown part puts all verdicts on its subject in doubt.

        Where every act is judged for itself, an anchor act's own doubt stays its own.
        """
        if self.unit == "subject" or self.is_broad:
            return self.roles
        return tuple(role for role in self.roles if role != self.anchor)


def verdict(
    case: Case,
    anchor: Act,
    outcome: Outcome,
    reason: Reason = Reason.NONE,
    *,
    evidence: Sequence[int] = (),
    observed: float | int | None = None,
    allowed: float | int | None = None,
) -> Verdict:
    """A verdict on the case's subject; evidence always holds the anchor, ascending, once each."""
    shown = tuple(sorted({anchor.moment, *evidence})) if outcome is Outcome.FAIL else ()
    return Verdict(
        outcome, reason, case.subject, anchor.moment, shown, observed, allowed, anchor.act
    )


def span(case: Case, start: int, end: int) -> list[int]:
    """Moments of all the case's acts from ``start`` to ``end``: evidence in one piece."""
    return [m.act.moment for m in case.members if start <= m.act.moment <= end and m.roles]


def anchors(case: Case, *, role: str) -> list[Member]:
    """The acts a judgement hangs on: in the role, in scope (or possibly so), in force then."""
    return [
        member
        for member in case.members
        if role in member.roles
        and member.in_scope is not False
        and day_of(member.act.moment) in case.rule.validity
    ]


def first_anchor(case: Case, *, role: str) -> Act | None:
    """The subject's first act in the role, if that act is in scope and the rule in force then."""
    for member in case.members:
        if role in member.roles:
            fits = member.in_scope is not False and day_of(member.act.moment) in case.rule.validity
            return member.act if fits else None
    return None
