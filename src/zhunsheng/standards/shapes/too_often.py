"""Too often: more than so many acts on one subject within a window of time.

An act is a breach when it and the ``more_than`` acts before it all fall within the window: of
days, the window of n days holds n consecutive days; of hours, less than n hours lie between. The
subject may be an officer, a company or an office: whatever the standard's subject is.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from zhunsheng.model.moment import day_number, milliseconds
from zhunsheng.model.notation_period import PeriodField
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import MANY, ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, Uses, anchors, span, verdict
from zhunsheng.standards.sql import FAIL, NOT_EVALUATED, NOTHING, PASS, day, every_anchor, instant

TOO_MANY = int(Reason.TOO_MANY)
CALENDAR_UNKNOWN = int(Reason.CALENDAR_UNKNOWN)


class Parameters(ShapeParameters):
    """``act`` more than so many times within a period."""

    act: StepField
    more_than: Annotated[int, Field(ge=1, le=MANY)]
    within: PeriodField


def _sql(codes: Codes, uses: Uses) -> str:
    return f"""
WITH done AS ({every_anchor("too_often", ("more_than", "period", "hours"))}
),
placed AS (
  SELECT *, row_number() OVER (
    PARTITION BY rule, subject ORDER BY anchor, anchor_act
  ) AS place
  FROM done
),
paired AS (
  SELECT d.*, e.anchor AS earliest
  FROM placed AS d
  LEFT JOIN placed AS e
    ON e.rule = d.rule AND e.subject = d.subject AND e.place = d.place - d.more_than
),
found AS (
  SELECT p.*,
    CASE
      WHEN p.earliest IS NULL THEN {NOTHING}
      WHEN p.hours IS NOT NULL THEN
        CASE WHEN {instant("p.anchor")} - {instant("p.earliest")} < p.hours * 3600000
          THEN {TOO_MANY} ELSE {NOTHING} END
      WHEN d.due IS NULL THEN {CALENDAR_UNKNOWN}
      WHEN p.anchor_day < d.due THEN {TOO_MANY}
      ELSE {NOTHING}
    END AS reason
  FROM paired AS p
  LEFT JOIN deadline AS d
    ON d.period = p.period AND d.day = {day("p.earliest")} AND d.suspended = 0
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN reason = {NOTHING} THEN {PASS} WHEN reason = {TOO_MANY} THEN {FAIL}
    ELSE {NOT_EVALUATED} END AS outcome,
  reason, earliest AS seen_from, anchor AS seen_to, TRUE AS is_span,
  CAST(more_than + 1 AS DOUBLE) AS observed, CAST(more_than AS DOUBLE) AS allowed
FROM found
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    parameters: Parameters = case.rule.parameters
    period = parameters.within.period
    assert period is not None
    acts = sorted(
        (member.act for member in anchors(case, role="act")), key=lambda a: (a.moment, a.act)
    )
    found = []
    for place, act in enumerate(acts):
        earliest = acts[place - parameters.more_than] if place >= parameters.more_than else None
        outcome, reason = Outcome.PASS, Reason.NONE
        if earliest is not None and period.unit == "hours":
            apart = milliseconds(act.moment) - milliseconds(earliest.moment)
            if apart < period.length * 3_600_000:
                outcome, reason = Outcome.FAIL, Reason.TOO_MANY
        elif earliest is not None:
            due = facts.due(earliest.moment, period)
            if due is None:
                outcome, reason = Outcome.NOT_EVALUATED, Reason.CALENDAR_UNKNOWN
            elif day_number(act.moment) < due:
                outcome, reason = Outcome.FAIL, Reason.TOO_MANY
        evidence = span(case, earliest.moment, act.moment) if earliest is not None else []
        found.append(
            verdict(
                case,
                act,
                outcome,
                reason,
                evidence=evidence,
                observed=parameters.more_than + 1 if outcome is Outcome.FAIL else None,
                allowed=parameters.more_than if outcome is Outcome.FAIL else None,
            )
        )
    return found


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    period = rule.parameters.within.period
    hours = period.length if period.unit == "hours" else None
    return (rule.parameters.more_than, None if hours is not None else rule.period_number, hours)


TOO_OFTEN = Shape(
    name="too_often",
    title=Text("过于频繁", "Too often"),
    parameters=Parameters,
    anchor="act",
    roles=("act",),
    unit="act",
    is_broad=True,
    columns=(("more_than", "INTEGER"), ("period", "INTEGER"), ("hours", "BIGINT")),
    row=_row,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.TOO_MANY: Text(
            "{subject}自{seen_from_day}至{anchor_day}办理“{act}”{observed}次，超过{allowed}次。",
            "“{act}” was done {observed} times on {subject} from {seen_from_day} to {anchor_day}; "
            "no more than {allowed} are allowed.",
        )
    },
    example={"act": "Extend handbook", "more_than": 2, "within": {"years": 1}},
)
