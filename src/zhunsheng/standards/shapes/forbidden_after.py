"""Forbidden after: once ``after`` has happened, no ``forbidden`` — until ``until``, or within a
period.

The anchor is the first ``after``. The ban ends with the first ``until`` that follows, and with
``within`` also at the end of the period's last day. A ban of working days in a year the calendar
does not know, and that a forbidden act would meet, is not evaluated.
"""

from __future__ import annotations

from typing import Any

from zhunsheng.model.moment import day_number, milliseconds
from zhunsheng.model.notation_period import PeriodField
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, Uses, first_anchor, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NO_OBSERVATION,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    day,
    first_in,
    hits,
    instant,
)
from zhunsheng.standards.sql import first_anchor as anchor_sql

FORBIDDEN = int(Reason.FORBIDDEN)
CALENDAR_UNKNOWN = int(Reason.CALENDAR_UNKNOWN)


class Parameters(ShapeParameters):
    """``forbidden`` after ``after`` (until ``until``, or ``within`` a period)."""

    after: StepField
    forbidden: StepField
    until: StepField | None = None
    within: PeriodField | None = None


def _sql(codes: Codes, uses: Uses) -> str:
    columns = ("forbidden_step", "period", "hours")
    until, ended, open_ = "", "", "TRUE"
    if "until" in uses:
        until = f"""
ended AS (
  SELECT a.rule, a.subject, min(h.moment) AS moment
  FROM suspect AS a
  JOIN ({hits("forbidden_after", "until")}
  ) AS h ON h.core = a.core AND h.subject = a.subject
  WHERE h.moment > a.anchor
  GROUP BY a.rule, a.subject
),"""
        ended = "LEFT JOIN ended AS u ON u.rule = a.rule AND u.subject = a.subject"
        open_ = "(u.moment IS NULL OR h.moment < u.moment)"
    # Whoever did the forbidden act for the last time before the ban can have broken none.
    return f"""
WITH anchor AS ({anchor_sql("forbidden_after", columns)}
),
suspect AS (
  SELECT a.* FROM anchor AS a
  JOIN {first_in("forbidden_after", "forbidden")} AS b
    ON b.subject = a.subject AND b.step = a.forbidden_step
  WHERE b.last > a.anchor
),{until}
offending AS (
  SELECT a.rule, a.subject, min(h.moment) AS moment,
    max(CASE WHEN a.period IS NOT NULL AND d.due IS NULL THEN 1 ELSE 0 END) AS unknown
  FROM suspect AS a
  JOIN ({hits("forbidden_after", "forbidden")}
  ) AS h ON h.core = a.core AND h.subject = a.subject
  {ended}
  LEFT JOIN deadline AS d
    ON d.period = a.period AND d.day = a.anchor_day AND d.suspended = 0
  WHERE h.moment > a.anchor AND {open_}
    AND (a.hours IS NULL OR {instant("h.moment")} <= {instant("a.anchor")} + a.hours * 3600000)
    AND (a.period IS NULL OR d.due IS NULL OR {day("h.moment")} <= d.due)
  GROUP BY a.rule, a.subject
)
SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain,
  CASE WHEN o.rule IS NULL THEN {PASS} WHEN o.unknown = 1 THEN {NOT_EVALUATED} ELSE {FAIL} END
    AS outcome,
  CASE WHEN o.rule IS NULL THEN {NOTHING} WHEN o.unknown = 1 THEN {CALENDAR_UNKNOWN}
    ELSE {FORBIDDEN} END AS reason,
  a.anchor AS seen_from, o.moment AS seen_to, FALSE AS is_span, {NO_OBSERVATION}
FROM anchor AS a
LEFT JOIN offending AS o ON o.rule = a.rule AND o.subject = a.subject
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    anchor = first_anchor(case, role="after")
    if anchor is None:
        return []
    period = case.rule.parameters.within.period if case.rule.parameters.within else None
    end = min((a.moment for a in case.of("until") if a.moment > anchor.moment), default=None)
    due = None
    if period is not None and period.unit != "hours":
        due = facts.due(anchor.moment, period)
    for act in case.of("forbidden"):
        if act.moment <= anchor.moment or (end is not None and act.moment >= end):
            continue
        if period is not None and period.unit == "hours":
            if milliseconds(act.moment) - milliseconds(anchor.moment) > period.length * 3_600_000:
                continue
        elif period is not None and due is None:
            return [verdict(case, anchor, Outcome.NOT_EVALUATED, Reason.CALENDAR_UNKNOWN)]
        elif due is not None and day_number(act.moment) > due:
            continue
        return [verdict(case, anchor, Outcome.FAIL, Reason.FORBIDDEN, evidence=[act.moment])]
    return [verdict(case, anchor, Outcome.PASS)]


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    return period_columns(rule)


def period_columns(rule: Rule) -> tuple[int | None, int | None]:
    """The columns ``period`` (its number in the plan) and ``hours``, one of them filled."""
    within = rule.parameters.within
    if within is None:
        return None, None
    if within.period.unit == "hours":
        return None, within.period.length
    return rule.period_number, None


FORBIDDEN_AFTER = Shape(
    name="forbidden_after",
    title=Text("禁止后为", "Forbidden after"),
    parameters=Parameters,
    anchor="after",
    roles=("after", "forbidden", "until"),
    firsts=("after", "forbidden"),
    columns=(("period", "INTEGER"), ("hours", "INTEGER")),
    row=_row,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.FORBIDDEN: Text(
            "{subject}在{anchor_day}“{after}”之后，又办理了不得办理的“{forbidden}”（{seen_to_day}）。",
            "After “{after}” on {anchor_day}, {subject} underwent “{forbidden}” on {seen_to_day}, "
            "which was not allowed any more.",
        )
    },
    example={"after": "Control instruction", "forbidden": "Amend", "until": "Lift control"},
)
