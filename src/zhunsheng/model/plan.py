"""A plan: the standards in force as tables of parameters, and one query per shape of breach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zhunsheng.model.act import Gap
from zhunsheng.model.clock import Calendar, Period
from zhunsheng.model.parameter import Waiting
from zhunsheng.model.power import Grade
from zhunsheng.model.standard import Condition, Exemption, Step
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.words import Words

GAP_REACH_DAYS = 90
"""How long before a case's first act a gap of the trace may have swallowed its beginning."""

Unit = Literal["subject", "act", "group"]
"""What one verdict is about: a subject, each of its acts, or a group of like acts."""

Reach = Literal["subject", "trace"]
"""Whether a shape can be judged subject by subject, or needs the whole trace at once."""

FieldKind = Literal["text", "number", "time", "person", "value"]
"""How a field is read. Of a ``person`` or a ``value`` only matters which are the same, and which
of two comes first: engines may put numbers in their place."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a standard with everything it refers to resolved for a span of days.

    A version whose clock or table changed while it was in force becomes several rules; one of days
    for which the clock or table has no version ``is_silent``: what it would judge is *not
    evaluated*. ``steps``: role → step number in the plan. ``core``: the smallest number among
    the rules that differ from this one in nothing but scope, dates and name. ``parameters``: the
    shape's own frozen record.
    """

    number: int
    core: int
    standard: str
    since: dt.date
    validity: Validity
    shape: str
    subject: str
    steps: Mapping[str, int]
    scope: tuple[Condition, ...]
    parameters: Any
    title: Text
    line: int
    grade: Grade
    anchor: str = ""
    firsts: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    is_broad: bool = False
    basis: tuple[str, ...] = ()
    period_number: int | None = None
    is_silent: bool = False

    @property
    def version_id(self) -> str:
        return f"{self.standard}@{self.since.isoformat()}"


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table of parameters. Column types are SQL types of the portable subset."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class ShapeQuery:
    """All standards of one shape on one type of subject, judged by one query.

    ``sql`` yields one row per judgement: rule, subject, anchor, anchor_act, certain, outcome,
    reason, seen_from, seen_to, is_span, observed, allowed. ``fields``: those of acts that it reads.
    ``sums``: those it reads summed up over all acts of a step.
    """

    shape: str
    subject: str
    sql: str
    unit: Unit
    reach: Reach
    asks: str | None = None
    fields: tuple[tuple[str, FieldKind], ...] = ()
    sums: tuple[tuple[str, FieldKind], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run executes. ``digest`` covers the rules and every query's text.

    ``waiting``: spans of standards that are not judged by, because a value is still open.
    ``words``: what the register calls things.
    """

    register_id: str
    register_digest: str
    legal_zone: str
    digest: str
    rules: tuple[Rule, ...]
    steps: tuple[Step, ...]
    tables: tuple[PlanTable, ...]
    queries: tuple[ShapeQuery, ...]
    fields: tuple[tuple[str, FieldKind], ...]
    exemptions: tuple[Exemption, ...] = ()
    periods: tuple[Period, ...] = ()
    calendar: Calendar | None = None
    waiting: tuple[Waiting, ...] = ()
    words: Words = field(default_factory=Words)

    def can_hide(self, gap: Gap, rule: Rule) -> bool:
        """Whether the gap may have swallowed an act the rule waits for, anchors apart."""
        awaited = [self.steps[n - 1] for role, n in rule.steps.items() if role != rule.anchor]
        return any(
            not gap.activities
            or not step.activities
            or not set(step.activities).isdisjoint(gap.activities)
            for step in awaited
        )

    def rules_of(self, shape: str, *, subject: str | None = None) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in self.rules
            if rule.shape == shape and (subject is None or rule.subject == subject)
        )
