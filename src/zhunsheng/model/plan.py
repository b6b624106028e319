"""A plan: the standards in force as tables of parameters, and one query per shape of breach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zhunsheng.model.power import Grade
from zhunsheng.model.standard import Condition, Exemption, Step
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity

Unit = Literal["subject", "act", "group"]
"""What one verdict is about: a subject, each of its acts, or a group of like acts."""

Reach = Literal["subject", "trace"]
"""Whether a shape can be judged subject by subject, or needs the whole trace at once."""

FieldKind = Literal["text", "number", "time"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a standard with everything it refers to resolved for a span of days.

    A version whose clock or table changed while it was in force becomes several rules. ``steps``:
    role → step number in the plan. ``parameters``: the shape's own frozen record.
    """

    number: int
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
    basis: tuple[str, ...] = ()

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

    ``sql`` yields one row per judgement: rule, subject, anchor, anchor_act, outcome, reason,
    seen_from, seen_to, is_span, observed, allowed.
    """

    shape: str
    subject: str
    sql: str
    unit: Unit
    reach: Reach


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run executes. ``digest`` covers the rules and every query's text."""

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
    periods: tuple[Any, ...] = field(default=())

    def rules_of(self, shape: str, *, subject: str | None = None) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in self.rules
            if rule.shape == shape and (subject is None or rule.subject == subject)
        )
