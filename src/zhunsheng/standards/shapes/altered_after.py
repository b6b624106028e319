"""Altered after: a field that stood when ``after`` happened is given another value later.

The standing value is the last one given by an act of ``by`` at or before the first ``after``.
Empty fields say nothing. Without a standing value there is nothing to compare.
"""

from __future__ import annotations

from typing import Any

from zhunsheng.model.act import Act
from zhunsheng.model.matching import field_of
from zhunsheng.model.notation import FieldName
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, first_anchor, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NO_OBSERVATION,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    first_in,
    hits,
)
from zhunsheng.standards.sql import first_anchor as anchor_sql

ALTERED = int(Reason.ALTERED)
NO_COMPARISON = int(Reason.NO_COMPARISON)


class Parameters(ShapeParameters):
    """``by`` changed ``field`` after ``after``."""

    after: StepField
    by: StepField
    field: FieldName


def _sql(codes: Codes, uses: Uses) -> str:
    value = chosen("r.field", "a", kind="value", codes=codes)
    least, most, lacks = (
        chosen("a.field", "b", kind="value", codes=codes, summed=summed)
        for summed in ("least", "most", "lacks")
    )
    uneven = "SELECT subject FROM summed WHERE uneven = 1"
    # Where every act of `by` fills the field alike, its first one tells since when; only the
    # others need their values gathered.
    return f"""
WITH summed AS (
  SELECT a.rule, a.core, a.subject, a.anchor, a.anchor_act, a.certain, b.moment AS since,
    CASE WHEN {least} <> {most} OR {lacks} = 1 THEN 1 ELSE 0 END AS uneven
  FROM ({anchor_sql("altered_after", ("by_step", "field"))}
  ) AS a
  LEFT JOIN {first_in("altered_after", "by")} AS b
    ON b.subject = a.subject AND b.step = a.by_step
),
sided AS (
  SELECT f.rule, f.subject, f.anchor, g.moment, g.given
  FROM summed AS f
  JOIN ({hits("altered_after", "by", fields=(f"{value} AS given",), among=uneven)}
  ) AS g ON g.core = f.core AND g.subject = f.subject
  WHERE f.uneven = 1 AND g.given IS NOT NULL
),
opened AS (
  SELECT rule, subject, min(moment) AS moment FROM sided GROUP BY rule, subject
),
last_before AS (
  SELECT rule, subject, max(moment) AS moment FROM sided WHERE moment <= anchor
  GROUP BY rule, subject
),
standing AS (
  SELECT s.rule, s.subject, s.moment, max(s.given) AS given
  FROM sided AS s
  JOIN last_before AS l ON l.rule = s.rule AND l.subject = s.subject AND l.moment = s.moment
  GROUP BY s.rule, s.subject, s.moment
),
altered AS (
  SELECT s.rule, s.subject, min(s.moment) AS moment, min(t.moment) AS since
  FROM sided AS s
  JOIN standing AS t ON t.rule = s.rule AND t.subject = s.subject
  WHERE s.moment > s.anchor AND s.given <> t.given
  GROUP BY s.rule, s.subject
),
filled AS (
  SELECT f.rule, f.subject, f.anchor, f.anchor_act, f.certain,
    CASE WHEN f.uneven = 1 THEN o.moment ELSE f.since END AS since
  FROM summed AS f
  LEFT JOIN opened AS o ON o.rule = f.rule AND o.subject = f.subject
)
SELECT f.rule, f.subject, f.anchor, f.anchor_act, f.certain,
  CASE WHEN f.since IS NULL OR f.since > f.anchor THEN {NOT_EVALUATED}
    WHEN c.rule IS NULL THEN {PASS} ELSE {FAIL} END AS outcome,
  CASE WHEN f.since IS NULL OR f.since > f.anchor THEN {NO_COMPARISON}
    WHEN c.rule IS NULL THEN {NOTHING} ELSE {ALTERED} END AS reason,
  c.since AS seen_from, c.moment AS seen_to, FALSE AS is_span, {NO_OBSERVATION}
FROM filled AS f
LEFT JOIN altered AS c ON c.rule = f.rule AND c.subject = f.subject
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    anchor = first_anchor(case, role="after")
    if anchor is None:
        return []
    name = case.rule.parameters.field

    def given(act: Act) -> str | None:
        value = field_of(act, name)
        return None if value is None else str(value)

    filled = [act for act in case.of("by") if given(act) is not None]
    before = [act for act in filled if act.moment <= anchor.moment]
    if not before:
        return [verdict(case, anchor, Outcome.NOT_EVALUATED, Reason.NO_COMPARISON)]
    last = max(act.moment for act in before)
    standing = max(given(act) or "" for act in before if act.moment == last)
    for act in filled:
        if act.moment > anchor.moment and given(act) != standing:
            return [
                verdict(case, anchor, Outcome.FAIL, Reason.ALTERED, evidence=[last, act.moment])
            ]
    return [verdict(case, anchor, Outcome.PASS)]


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    return (codes[rule.parameters.field, "value"],)


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    return ((parameters.field, "value"),)


ALTERED_AFTER = Shape(
    name="altered_after",
    title=Text("事后改动", "Altered after"),
    parameters=Parameters,
    anchor="after",
    roles=("after", "by"),
    firsts=("after", "by"),
    columns=(("field", "INTEGER"),),
    row=_row,
    fields=_fields,
    sums=_fields,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.ALTERED: Text(
            "{subject}在{anchor_day}“{after}”之后，{field}于{seen_to_day}被改为另一数值。",
            "After “{after}” on {anchor_day}, {field} of {subject} was given another value on "
            "{seen_to_day}.",
        )
    },
    example={"after": "Control instruction", "by": ["Declare", "Amend"], "field": "quantity"},
)
