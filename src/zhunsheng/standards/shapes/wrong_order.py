"""Wrong order: ``then`` must not come before ``first``; or, counted, never more often so far.

Plain: judged where both happened, on the first of each. Counted: at every point of the subject's
history there may have been no more ``then`` than ``first`` (refunds and payments, exits and
entries). Acts at the same moment count in favour: ``first`` before ``then``.
"""

from __future__ import annotations

from typing import Any

from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, Uses, first_anchor, span, verdict
from zhunsheng.standards.sql import FAIL, NO_OBSERVATION, NOTHING, PASS, first_in, hits
from zhunsheng.standards.sql import first_anchor as anchor_sql

TOO_EARLY = int(Reason.TOO_EARLY)


class Parameters(ShapeParameters):
    """``then`` before ``first``; ``counted``: never more ``then`` than ``first`` so far."""

    first: StepField
    then: StepField
    counted: bool = False


def _sql(codes: Codes, uses: Uses) -> str:
    anchor = anchor_sql("wrong_order", ("first_step", "counted"))
    plain = f"""
SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain,
  CASE WHEN a.anchor < f.moment THEN {FAIL} ELSE {PASS} END AS outcome,
  CASE WHEN a.anchor < f.moment THEN {TOO_EARLY} ELSE {NOTHING} END AS reason,
  a.anchor AS seen_from, f.moment AS seen_to, FALSE AS is_span, {NO_OBSERVATION}
FROM ({anchor}
) AS a
JOIN {first_in("wrong_order", "first")} AS f
    ON f.subject = a.subject AND f.step = a.first_step
WHERE a.counted = 0"""
    return plain if "counted" not in uses else f"{_counted_sql(anchor)}\nUNION ALL\n{plain}"


def _counted_sql(anchor: str) -> str:
    """The counted rules: a running balance of ``first`` over ``then`` must not fall below zero."""
    return f"""
WITH weighed AS (
  SELECT core, subject, moment, 1 AS weight FROM ({hits("wrong_order", "first", ("counted",))}
    AND r.counted = 1
  ) AS f
  UNION ALL
  SELECT core, subject, moment, -1 AS weight FROM ({hits("wrong_order", "then", ("counted",))}
    AND r.counted = 1
  ) AS t
),
netted AS (
  SELECT core, subject, moment, sum(weight) AS weight FROM weighed GROUP BY core, subject, moment
),
running AS (
  SELECT core, subject, moment, sum(weight) OVER (
    PARTITION BY core, subject ORDER BY moment ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS balance
  FROM netted
),
weighted AS (
  SELECT core, subject, min(CASE WHEN balance < 0 THEN moment END) AS broken,
    min(moment) AS opened
  FROM running GROUP BY core, subject
)
SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain,
  CASE WHEN b.broken IS NOT NULL THEN {FAIL} ELSE {PASS} END AS outcome,
  CASE WHEN b.broken IS NOT NULL THEN {TOO_EARLY} ELSE {NOTHING} END AS reason,
  b.opened AS seen_from, b.broken AS seen_to, TRUE AS is_span, {NO_OBSERVATION}
FROM ({anchor}
) AS a
JOIN weighted AS b ON b.core = a.core AND b.subject = a.subject
WHERE a.counted = 1"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    anchor = first_anchor(case, role="then")
    if anchor is None:
        return []
    if not case.rule.parameters.counted:
        first = case.first("first")
        if first is None:
            return []
        if anchor.moment < first.moment:
            return [verdict(case, anchor, Outcome.FAIL, Reason.TOO_EARLY, evidence=[first.moment])]
        return [verdict(case, anchor, Outcome.PASS)]
    weights: dict[int, int] = {}
    for member in case.members:
        weight = ("first" in member.roles) - ("then" in member.roles)
        weights[member.act.moment] = weights.get(member.act.moment, 0) + weight
    balance = 0
    opened = min(weights)
    for moment in sorted(weights):
        balance += weights[moment]
        if balance < 0:
            return [
                verdict(
                    case,
                    anchor,
                    Outcome.FAIL,
                    Reason.TOO_EARLY,
                    evidence=span(case, opened, moment),
                )
            ]
    return [verdict(case, anchor, Outcome.PASS)]


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    return (int(rule.parameters.counted),)


WRONG_ORDER = Shape(
    name="wrong_order",
    title=Text("次序颠倒", "Wrong order"),
    parameters=Parameters,
    anchor="then",
    roles=("first", "then"),
    firsts=("first", "then"),
    columns=(("counted", "INTEGER"),),
    row=_row,
    flags=lambda parameters: ("counted",) if parameters.counted else (),
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.TOO_EARLY: Text(
            "{subject}于{anchor_day}办理“{then}”，而依规定应先行的“{first}”当时尚未办理。",
            "“{then}” was done on {subject} on {anchor_day}, before the “{first}” "
            "that must come first.",
        )
    },
    example={"first": "Send Fine", "then": "Insert Fine Notification"},
)
