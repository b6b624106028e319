"""Overdue: after ``from``, ``to`` must follow in time.

In time by a period (``within``) or by a due moment written on the ``from`` act itself (``due``).
``each: first`` compares the first ``from`` with the first ``to`` of a subject, and calls a ``to``
that lies before its ``from`` inverted clocks; ``each: every`` gives every ``from`` the next ``to``
at or after it. ``only_if_done`` passes over what never comes: for acts that nobody is bound to do,
but that must be in time if they are done (appeals, applications). ``released_by`` ends the duty if
it comes first and in time. Between ``suspended_by`` and ``resumed_by`` the period stands still.
What has not come by the day of the run is a breach once its time is up, with no later event
needed, and else *not yet due*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from zhunsheng.model.act import Act
from zhunsheng.model.moment import MS_PER_HOUR, day_number, milliseconds
from zhunsheng.model.notation import FieldName, refuse
from zhunsheng.model.notation_period import PeriodField
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.pairs import pairs
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, first_anchor, span, verdict
from zhunsheng.standards.shape import anchors as anchors_of
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    day,
    instant,
)
from zhunsheng.standards.suspension import SUSPENSIONS, standstill


class Parameters(ShapeParameters):
    """``to`` later than ``within`` a period of ``from``, or than the time in the field ``due``."""

    from_: StepField = Field(alias="from")
    to: StepField
    within: PeriodField | None = None
    due: FieldName | None = None
    each: Literal["first", "every"] = "first"
    only_if_done: bool = False
    released_by: StepField | None = None
    suspended_by: StepField | None = None
    resumed_by: StepField | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.within is None) == (self.due is None):
            raise refuse(
                "within-or-due",
                "期限（within）与到期日栏目（due）必须且只能写一个",
                "exactly one of within and due is needed",
            )
        if (self.resumed_by is None) != (self.suspended_by is None):
            raise refuse(
                "suspended-and-resumed",
                "中止计算（suspended_by）与恢复计算（resumed_by）须一并写明",
                "suspended_by and resumed_by are given together",
            )
        if self.only_if_done and self.released_by is not None:
            raise refuse(
                "released-from-no-duty",
                "写了 only_if_done 的，办与不办本无义务，无从免除，不能再写 released_by",
                "with only_if_done there is no duty that released_by could end",
            )
        if self.due is not None and self.suspended_by is not None:
            raise refuse(
                "due-suspended",
                "以到期日栏目（due）计的期限不能中止",
                "a due moment on the act itself cannot be suspended",
            )
        return self


def _sql(codes: Codes, uses: Uses) -> str:
    suspends = "suspended_by" in uses
    stood_ms, stood_days = ("coalesce(s.stood_ms, 0)", "coalesce(s.stood_days, 0)")
    join = """LEFT JOIN suspension AS s
    ON s.rule = p.rule AND s.subject = p.subject AND s.anchor = p.anchor"""
    unknown, still = "s.unknown = 1", "s.still = 1"
    if not suspends:
        stood_ms, stood_days, join, unknown, still = ("0", "0", "", "FALSE", "FALSE")
    end, end_day = "coalesce(p.done, run.as_of)", "coalesce(p.done_day, run.as_of_day)"
    limit_ms = f"p.hours * {MS_PER_HOUR} + {stood_ms}"

    def past(moment: str, its_day: str, sign: str) -> str:
        return f"""CASE
      WHEN p.hours IS NOT NULL
        THEN {instant(moment)} {sign} {instant("p.anchor")} + {limit_ms}
      WHEN p.due_field IS NOT NULL THEN {instant(moment)} {sign} {instant("p.due_at")}
      ELSE {its_day} {sign} d.due END"""

    inverted = f"""CASE
      WHEN p.hours IS NOT NULL OR p.due_field IS NOT NULL
        THEN {instant("p.done")} < {instant("p.anchor")}
      ELSE p.done_day < p.anchor_day END"""
    released = ""
    if "released_by" in uses:
        released = f"""WHEN p.released IS NOT NULL AND (p.done IS NULL OR p.released <= p.done)
        AND {past("p.released", day("p.released"), "<=")} THEN {NOTHING}"""
    suspensions = f",\n{SUSPENSIONS}" if suspends else ""
    came = "WHERE p.only_if_done = 0 OR p.done IS NOT NULL" if "only_if_done" in uses else ""
    return f"""{pairs(codes, uses)}{suspensions},
timed AS (
  SELECT p.rule, p.subject, p.anchor, p.anchor_act, p.certain, p.done, p.suspended_by_step,
    run.as_of,
    CASE
      WHEN p.done IS NOT NULL AND {inverted} THEN {int(Reason.CLOCKS_INVERTED)}
      WHEN p.due_field IS NOT NULL AND p.due_at IS NULL THEN {int(Reason.FIELD_MISSING)}
      WHEN p.period IS NOT NULL AND (d.due IS NULL OR {unknown})
        THEN {int(Reason.CALENDAR_UNKNOWN)}
      {released}
      WHEN p.done IS NOT NULL AND {past(end, end_day, ">")} THEN {int(Reason.LATE)}
      WHEN p.done IS NOT NULL THEN {NOTHING}
      WHEN {still} THEN {int(Reason.SUSPENDED)}
      WHEN {past(end, end_day, ">")} THEN {int(Reason.NEVER_CAME)}
      ELSE {int(Reason.NOT_YET_DUE)}
    END AS reason,
    CASE WHEN p.period IS NOT NULL THEN CAST({end_day} - p.anchor_day AS DOUBLE)
      ELSE CAST({instant(end)} - {instant("p.anchor")} AS DOUBLE) / {MS_PER_HOUR}
    END AS observed,
    CASE WHEN p.period IS NOT NULL THEN CAST(d.due - p.anchor_day AS DOUBLE)
      WHEN p.hours IS NOT NULL THEN CAST({limit_ms} AS DOUBLE) / {MS_PER_HOUR}
      ELSE CAST({instant("p.due_at")} - {instant("p.anchor")} AS DOUBLE) / {MS_PER_HOUR}
    END AS allowed
  FROM pair AS p
  CROSS JOIN run
  {join}
  LEFT JOIN deadline AS d
    ON d.period = p.period AND d.day = p.anchor_day AND d.suspended = {stood_days}
  {came}
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN reason = {NOTHING} THEN {PASS}
    WHEN reason IN ({int(Reason.LATE)}, {int(Reason.NEVER_CAME)}) THEN {FAIL}
    ELSE {NOT_EVALUATED} END AS outcome,
  reason,
  anchor AS seen_from,
  CASE WHEN done IS NOT NULL THEN done
    WHEN suspended_by_step IS NOT NULL THEN as_of
    ELSE anchor END AS seen_to,
  suspended_by_step IS NOT NULL AS is_span,
  observed, allowed
FROM timed
"""


def _asks(codes: Codes, uses: Uses) -> str | None:
    """Deadlines known only from the trace, those of suspended periods: period, day, suspended."""
    if "suspended_by" not in uses:
        return None
    return f"""{pairs(codes, uses)},
{SUSPENSIONS}
SELECT DISTINCT p.period, p.anchor_day AS day, s.stood_days AS suspended
FROM pair AS p
JOIN suspension AS s ON s.rule = p.rule AND s.subject = p.subject AND s.anchor = p.anchor
WHERE p.period IS NOT NULL AND s.stood_days > 0
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    parameters = case.rule.parameters
    if parameters.each == "every":
        found = []
        for member in anchors_of(case, role="from"):
            act = member.act
            done = next((b for b in case.of("to") if b.moment >= act.moment), None)
            if done is not None or not parameters.only_if_done:
                found.append(_judge_pair(case, facts, act, done))
        return found
    anchor, done = first_anchor(case, role="from"), case.first("to")
    if anchor is None or (done is None and parameters.only_if_done):
        return []
    return [_judge_pair(case, facts, anchor, done)]


def _judge_pair(case: Case, facts: Facts, anchor: Act, done: Act | None) -> Verdict:
    parameters = case.rule.parameters
    period = parameters.within.period if parameters.within is not None else None
    end = done.moment if done is not None else facts.as_of
    by_day = period is not None and period.unit != "hours"

    def skipped(reason: Reason) -> Verdict:
        return verdict(case, anchor, Outcome.NOT_EVALUATED, reason)

    measure = day_number if by_day else milliseconds
    if done is not None and measure(done.moment) < measure(anchor.moment):
        return skipped(Reason.CLOCKS_INVERTED)
    still = False
    if by_day:
        assert period is not None
        spans, still = standstill(case, anchor, done, facts)
        stood = facts.suspended(spans, period)
        due = None if stood is None else facts.due(anchor.moment, period, suspended_days=stood)
        if due is None:
            return skipped(Reason.CALENDAR_UNKNOWN)
        limit = due
    elif period is not None:
        spans, still = standstill(case, anchor, done, facts)
        stood_ms = sum(milliseconds(b) - milliseconds(a) for a, b in spans)
        limit = milliseconds(anchor.moment) + period.length * MS_PER_HOUR + stood_ms
    else:
        written = anchor.times.get(parameters.due)
        if written is None:
            return skipped(Reason.FIELD_MISSING)
        limit = milliseconds(written)
    released = next(iter(_releases(case, anchor)), None)
    if (
        released is not None
        and (done is None or released <= done.moment)
        and measure(released) <= limit
    ):
        return verdict(case, anchor, Outcome.PASS)
    late = measure(end) > limit
    if done is not None and not late:
        return verdict(case, anchor, Outcome.PASS)
    if done is None and still:
        return skipped(Reason.SUSPENDED)
    if not late:
        return skipped(Reason.NOT_YET_DUE)
    observed = float(measure(end) - measure(anchor.moment))
    allowed = float(limit - measure(anchor.moment))
    scale = 1 if by_day else MS_PER_HOUR
    evidence: Sequence[int] = [done.moment] if done is not None else []
    if case.has_step("suspended_by"):
        evidence = span(case, anchor.moment, end)
    return verdict(
        case,
        anchor,
        Outcome.FAIL,
        Reason.LATE if done is not None else Reason.NEVER_CAME,
        evidence=evidence,
        observed=observed / scale,
        allowed=allowed / scale,
    )


def _releases(case: Case, anchor: Act) -> list[int]:
    """Moments that may release the duty: the first of the subject, or the next for each anchor."""
    moments: list[int] = [act.moment for act in case.of("released_by")]
    parameters = case.rule.parameters
    if parameters.each == "first" and parameters.due is None:
        return moments[:1]
    return [moment for moment in moments if moment >= anchor.moment]


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    parameters = rule.parameters
    period = parameters.within.period if parameters.within is not None else None
    hours = period.length if period is not None and period.unit == "hours" else None
    return (
        rule.period_number if hours is None else None,
        hours,
        int(period is not None and period.unit == "working_days"),
        codes[parameters.due, "time"] if parameters.due is not None else None,
        int(parameters.each == "every"),
        int(parameters.only_if_done),
    )


def _flags(parameters: Parameters) -> tuple[str, ...]:
    said = {
        "every": parameters.each == "every",
        "due": parameters.due is not None,
        "only_if_done": parameters.only_if_done,
    }
    return tuple(flag for flag, is_set in said.items() if is_set)


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    return ((parameters.due, "time"),) if parameters.due is not None else ()


OVERDUE = Shape(
    name="overdue",
    title=Text("超期", "Overdue"),
    parameters=Parameters,
    anchor="from",
    counts_time=True,
    roles=("from", "to", "released_by", "suspended_by", "resumed_by"),
    firsts=("from", "to", "released_by"),
    columns=(
        ("period", "INTEGER"),
        ("hours", "BIGINT"),
        ("working", "INTEGER"),
        ("due_field", "INTEGER"),
        ("every", "INTEGER"),
        ("only_if_done", "INTEGER"),
    ),
    row=_row,
    flags=_flags,
    fields=_fields,
    sql=_sql,
    asks=_asks,
    judge=_judge,
    sentences={
        Reason.LATE: Text(
            "{subject}自{anchor_day}“{from}”起，至{seen_to_day}才办理“{to}”，历时{observed}，"
            "超过{allowed}的期限。",
            "{subject}: “{to}” followed “{from}” of {anchor_day} only on {seen_to_day}, after "
            "{observed}; the limit is {allowed}.",
        ),
        Reason.NEVER_CAME: Text(
            "{subject}自{anchor_day}“{from}”起，至{as_of_day}仍未办理“{to}”，已历{observed}，"
            "超过{allowed}的期限。",
            "{subject}: “{to}” has not followed “{from}” of {anchor_day} by {as_of_day}, "
            "{observed} later; the limit is {allowed}.",
        ),
    },
    example={"from": "Create Fine", "to": "Send Fine", "within": {"days": 90}},
)
