"""What a standard judges, as statements on the strands: the acts its judgements hang on.

The engine decides on far more than this; what comes of a statement is therefore believed only where
it adds up to the run's own accounting (``boards.judgements``). A condition on a field that is not
filled does not leave the act out: it is judged, and not evaluated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from zhunsheng.model.plan import Plan, Rule
from zhunsheng.model.quoting import listed, quoted
from zhunsheng.model.standard import Condition, Step
from zhunsheng_web.casework.bounded.clock import clock_of

_BUILT_IN = ("officer", "post", "office", "subject")
_PARTNERS = ("other", "when", "after")
"""Parts of a standard without which there is nothing to judge: the other of two duties, a step that
has to have been taken."""


@dataclass(frozen=True, slots=True)
class Strands:
    """The strands of a type of object: their files, and the columns these have."""

    files: tuple[str, ...]
    columns: frozenset[str]

    @property
    def source(self) -> str:
        return f"read_parquet([{listed(self.files)}], union_by_name = true)"


def strands_of(base: duckdb.DuckDBPyConnection, files: Sequence[str]) -> Strands:
    """The strands in these files, of which there is one at least."""
    found = Strands(tuple(files), frozenset())
    rows = base.execute(f"DESCRIBE SELECT * FROM {found.source}").fetchall()
    return Strands(found.files, frozenset(str(row[0]) for row in rows))


def anchored(plan: Plan, rules: Sequence[Rule], strands: Strands) -> Iterator[str]:
    """Statements for the acts (subject, office, moment) that may be what these rules of a standard
    judge: all that meet the conditions; and those whose subject has the act they are held against.
    """
    yield _joined(_acts(plan, rule, strands) for rule in rules)
    for role in _PARTNERS:
        if all(role in rule.steps and role != rule.anchor for rule in rules):
            yield _joined(_with(plan, rule, strands, role) for rule in rules)
    if all(getattr(rule.parameters, "only_if_done", False) for rule in rules):
        yield _joined(_with(plan, rule, strands, "to") for rule in rules)


def _joined(texts: Iterable[str]) -> str:
    return " UNION ALL ".join(texts)


def _acts(plan: Plan, rule: Rule, strands: Strands) -> str:
    step = plan.steps[rule.steps[rule.anchor] - 1]
    day = f"CAST({clock_of('moment')} AS DATE)"
    kept = [_met(step, strands.columns, rule.scope), f"{day} >= DATE '{rule.validity.start}'"]
    if rule.validity.end is not None:
        kept.append(f"{day} < DATE '{rule.validity.end}'")
    return f"SELECT subject, office, moment FROM {strands.source} WHERE {' AND '.join(kept)}"


def _with(plan: Plan, rule: Rule, strands: Strands, role: str) -> str:
    """Those whose subject has an act of another step too."""
    step = plan.steps[rule.steps[role] - 1]
    return (
        f"SELECT * FROM ({_acts(plan, rule, strands)}) WHERE subject IN "
        f"(SELECT subject FROM {strands.source} WHERE {_met(step, strands.columns)})"
    )


def _met(step: Step, columns: Collection[str], scope: Iterable[Condition] = ()) -> str:
    parts = [f"activity IN ({listed(step.activities)})"] if step.activities else []
    parts += [f"coalesce({_said(one, columns)}, TRUE)" for one in (*step.where, *scope)]
    return " AND ".join(parts) or "TRUE"


def _said(condition: Condition, columns: Collection[str]) -> str:
    """A condition as SQL; NULL where the strands have no such field."""
    field, operator = condition.field, condition.operator
    if operator == "present":
        names = [one for one in _columns(field) if one in columns]
        return " OR ".join(f"{name} IS NOT NULL" for name in names) or "FALSE"
    number = operator in ("at_least", "below")
    name = field if field in _BUILT_IN else f"{'n' if number else 'a'}_{field}"
    if name not in columns:
        return "NULL"
    if number:
        return f"{name} {'>=' if operator == 'at_least' else '<'} {condition.bound}"
    if operator == "prefix":
        return " OR ".join(f"starts_with({name}, {quoted(one)})" for one in condition.values)
    no = "NOT " if operator == "not_in" else ""
    return f"{name} {no}IN ({listed(condition.values)})"


def _columns(field: str) -> tuple[str, ...]:
    return (field,) if field in _BUILT_IN else tuple(f"{kind}_{field}" for kind in "ant")
