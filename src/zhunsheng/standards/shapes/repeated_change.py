"""Repeated change: one field of a subject is given a new value more often than allowed.

Consecutive filled values that differ count as one change. Empty fields say nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from zhunsheng.model.matching import field_of
from zhunsheng.model.notation import FieldName
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import MANY, ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, first_anchor, span, verdict
from zhunsheng.standards.sql import FAIL, NOT_EVALUATED, NOTHING, PASS, chosen, hits
from zhunsheng.standards.sql import first_anchor as anchor_sql

TOO_MANY = int(Reason.TOO_MANY)
FIELD_MISSING = int(Reason.FIELD_MISSING)


class Parameters(ShapeParameters):
    """``field`` changed more than ``at_most`` times over ``acts``."""

    acts: StepField
    field: FieldName
    at_most: Annotated[int, Field(ge=0, le=MANY)]


def _sql(codes: Codes, uses: Uses) -> str:
    value = chosen("r.field", "a", kind="value", codes=codes)
    least, most = (
        f"{chosen('r.field', 'f', kind='value', codes=codes, summed=summed)} AS {summed}"
        for summed in ("least", "most")
    )
    among = "SELECT subject FROM varied"
    given = hits("repeated_change", "acts", fields=(f"{value} AS given",), among=among)
    # Only subjects whose field ever had two values need their changes counted one by one.
    return f"""
WITH anchor AS ({anchor_sql("repeated_change", ("at_most",), (least, most))}
),
varied AS (
  SELECT DISTINCT core, subject FROM anchor WHERE least <> most
),
compared AS (
  SELECT g.core, g.subject, g.moment, g.given, lag(g.given) OVER (
    PARTITION BY g.core, g.subject ORDER BY g.moment, g.act
  ) AS before
  FROM ({given}
  ) AS g
  JOIN varied AS v ON v.core = g.core AND v.subject = g.subject
  WHERE g.given IS NOT NULL
),
changed AS (
  SELECT core, subject, sum(CASE WHEN before <> given THEN 1 ELSE 0 END) AS changes,
    min(moment) AS seen_from, max(moment) AS seen_to
  FROM compared GROUP BY core, subject
)
SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain,
  CASE WHEN a.least IS NULL THEN {NOT_EVALUATED}
    WHEN coalesce(c.changes, 0) > a.at_most THEN {FAIL} ELSE {PASS} END AS outcome,
  CASE WHEN a.least IS NULL THEN {FIELD_MISSING}
    WHEN coalesce(c.changes, 0) > a.at_most THEN {TOO_MANY} ELSE {NOTHING} END AS reason,
  c.seen_from, c.seen_to, TRUE AS is_span,
  CAST(c.changes AS DOUBLE) AS observed, CAST(a.at_most AS DOUBLE) AS allowed
FROM anchor AS a
LEFT JOIN changed AS c ON c.core = a.core AND c.subject = a.subject
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    parameters: Parameters = case.rule.parameters
    anchor = first_anchor(case, role="acts")
    if anchor is None:
        return []
    acts = sorted(case.of("acts"), key=lambda act: (act.moment, act.act))
    filled = [act for act in acts if field_of(act, parameters.field) is not None]
    if not filled:
        return [verdict(case, anchor, Outcome.NOT_EVALUATED, Reason.FIELD_MISSING)]
    values = [str(field_of(act, parameters.field)) for act in filled]
    changes = sum(a != b for a, b in pairwise(values))
    if changes <= parameters.at_most:
        return [verdict(case, anchor, Outcome.PASS)]
    return [
        verdict(
            case,
            anchor,
            Outcome.FAIL,
            Reason.TOO_MANY,
            evidence=span(case, filled[0].moment, filled[-1].moment),
            observed=changes,
            allowed=parameters.at_most,
        )
    ]


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    return (codes[rule.parameters.field, "value"], rule.parameters.at_most)


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    return ((parameters.field, "value"),)


REPEATED_CHANGE = Shape(
    name="repeated_change",
    title=Text("反复变更", "Repeated change"),
    parameters=Parameters,
    anchor="acts",
    roles=("acts",),
    firsts=("acts",),
    columns=(("field", "INTEGER"), ("at_most", "INTEGER")),
    row=_row,
    fields=_fields,
    sums=_fields,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.TOO_MANY: Text(
            "{subject}的{field}自{seen_from_day}至{seen_to_day}被变更{observed}次，"
            "超过{allowed}次。",
            "{field} of {subject} was changed {observed} times from {seen_from_day} to "
            "{seen_to_day}; no more than {allowed} are allowed.",
        )
    },
    example={"acts": "Amend", "field": "consignee", "at_most": 2},
)
