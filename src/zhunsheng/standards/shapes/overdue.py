"""Overdue: after ``from``, ``to`` must follow in time.

In time by a period (``within``) or by a due moment written on the ``from`` act itself (``due``).
``each: first`` compares the first ``from`` with the first ``to`` of a subject, and calls a ``to``
that lies before its ``from`` inverted clocks; ``each: every`` gives every ``from`` the next ``to``
at or after it. ``released_by`` ends the duty if it comes first and in time. Between
``suspended_by`` and ``resumed_by`` the period stands still. What has not come by the day of the
run is a breach once its time is up, with no later event needed, and else *not yet due*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from zhunsheng.model.act import Act
from zhunsheng.model.moment import day_number, milliseconds
from zhunsheng.model.notation import FieldName, refuse
from zhunsheng.model.notation_period import PeriodField
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, first_anchor, span, verdict
from zhunsheng.standards.shape import anchors as anchors_of
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    day,
    every_anchor,
    first_in,
    hits,
    instant,
)
from zhunsheng.standards.sql import first_anchor as anchor_sql

HOUR_MS = 3_600_000


class Parameters(ShapeParameters):
    """``to`` later than ``within`` a period of ``from``, or than the time in the field ``due``."""

    from_: StepField = Field(alias="from")
    to: StepField
    within: PeriodField | None = None
    due: FieldName | None = None
    each: Literal["first", "every"] = "first"
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
        if self.due is not None and self.suspended_by is not None:
            raise refuse(
                "due-suspended",
                "以到期日栏目（due）计的期限不能中止",
                "a due moment on the act itself cannot be suspended",
            )
        return self


_COLUMNS = (
    "to_step",
    "released_by_step",
    "suspended_by_step",
    "period",
    "hours",
    "due_field",
    "every",
)
_KEPT = (
    "s.rule, s.core, s.subject, s.anchor, s.anchor_day, s.anchor_act, s.certain, "
    "s.suspended_by_step, s.period,"
)


def _pairs(codes: Codes, uses: Uses) -> str:
    """Each anchor with the act that answers it, and the moment that released it."""
    single = f"""
WITH single AS ({anchor_sql("overdue", _COLUMNS)}
  AND r.every = 0 AND r.due_field IS NULL
)"""
    released, release = "CAST(NULL AS BIGINT)", ""
    if "released_by" in uses:
        released = "c.moment"
        release = f"""LEFT JOIN {first_in("overdue", "released_by")} AS c
    ON c.subject = s.subject AND c.step = s.released_by_step"""
    pair = f"""
  SELECT {_KEPT} s.hours, s.due_field, CAST(NULL AS BIGINT) AS due_at, b.moment AS done,
    b.day AS done_day,
    {released} AS released
  FROM single AS s
  LEFT JOIN {first_in("overdue", "to")} AS b
    ON b.subject = s.subject AND b.step = s.to_step
  {release}"""
    if not uses & {"every", "due"}:
        return f"""{single},
pair AS ({pair}
)"""
    due = chosen("r.due_field", "a", kind="time", codes=codes)
    freed, free = "CAST(NULL AS BIGINT)", ""
    if "released_by" in uses:
        freed = "c.moment"
        free = f"""
  LEFT JOIN ({_next_after("released_by", "h.moment >= s.anchor")}
  ) AS c ON c.rule = s.rule AND c.anchor_act = s.anchor_act AND c.subject = s.subject"""
    return f"""{single},
written AS ({every_anchor("overdue", _COLUMNS, (f"{due} AS due_at",))}
  AND (r.every = 1 OR r.due_field IS NOT NULL)
),
opening AS (
  SELECT w.rule, w.subject, w.anchor_act FROM written AS w
  JOIN rule_overdue AS r ON r.rule = w.rule
  JOIN first_of AS f ON f.subject = w.subject AND f.step = r.from_step AND f.act = w.anchor_act
  WHERE w.every = 0
),
several AS (
  SELECT w.* FROM written AS w
  LEFT JOIN opening AS o
    ON o.rule = w.rule AND o.subject = w.subject AND o.anchor_act = w.anchor_act
  WHERE w.every = 1 OR o.rule IS NOT NULL
),
pair AS ({pair}
  UNION ALL
  SELECT {_KEPT} s.hours, s.due_field, s.due_at, b.moment AS done, {day("b.moment")} AS done_day,
    {freed} AS released
  FROM several AS s
  LEFT JOIN ({_next_after("to", "s.every = 0 OR h.moment >= s.anchor")}
  ) AS b ON b.rule = s.rule AND b.anchor_act = s.anchor_act AND b.subject = s.subject{free}
)"""


def _next_after(role: str, condition: str) -> str:
    """The first act in a role that meets the condition, for each anchor judged by itself."""
    return f"""
    SELECT s.rule, s.subject, s.anchor_act, min(h.moment) AS moment
    FROM several AS s
    JOIN ({hits("overdue", role, ("every", "due_field"))}
      AND (r.every = 1 OR r.due_field IS NOT NULL)
    ) AS h ON h.core = s.core AND h.subject = s.subject
    WHERE {condition}
    GROUP BY s.rule, s.subject, s.anchor_act"""


# Suspended time of each anchor: the first suspension of a run of them opens a span, the next
# resumption closes it, the answer or the day of the run closes what is still open.
_SUSPENSIONS = f"""
suspendable AS (
  SELECT DISTINCT rule, core, subject, anchor, done FROM pair WHERE suspended_by_step IS NOT NULL
),
switch AS (
  SELECT core, subject, moment, 1 AS state FROM ({hits("overdue", "suspended_by")}
  ) AS s
  UNION ALL
  SELECT core, subject, moment, 0 AS state FROM ({hits("overdue", "resumed_by")}
  ) AS r
),
switched AS (
  SELECT a.rule, a.subject, a.anchor, s.moment, max(s.state) AS state
  FROM suspendable AS a JOIN switch AS s ON s.core = a.core AND s.subject = a.subject
  WHERE s.moment >= a.anchor AND (a.done IS NULL OR s.moment <= a.done)
  GROUP BY a.rule, a.subject, a.anchor, s.moment
),
compared AS (
  SELECT rule, subject, anchor, moment, state, lag(state) OVER (
    PARTITION BY rule, subject, anchor ORDER BY moment
  ) AS before
  FROM switched
),
turned AS (
  SELECT rule, subject, anchor, moment, state, lead(moment) OVER (
    PARTITION BY rule, subject, anchor ORDER BY moment
  ) AS until
  FROM compared WHERE state <> coalesce(before, 0)
),
stood AS (
  SELECT t.rule, t.subject, t.anchor, t.moment AS since,
    coalesce(t.until, a.done, run.as_of) AS until,
    CASE WHEN t.until IS NULL AND a.done IS NULL THEN 1 ELSE 0 END AS still
  FROM turned AS t
  JOIN suspendable AS a ON a.rule = t.rule AND a.subject = t.subject AND a.anchor = t.anchor
  CROSS JOIN run
  WHERE t.state = 1
),
suspension AS (
  SELECT s.rule, s.subject, s.anchor, max(s.still) AS still,
    CAST(sum({instant("s.until")} - {instant("s.since")}) AS BIGINT) AS stood_ms,
    CAST(sum(CASE WHEN r.working = 1 THEN w2.ordinal - w1.ordinal
      ELSE {day("s.until")} - {day("s.since")} END) AS BIGINT) AS stood_days,
    max(CASE WHEN r.working = 1 AND (w1.ordinal IS NULL OR w2.ordinal IS NULL) THEN 1 ELSE 0 END)
      AS unknown
  FROM stood AS s
  JOIN rule_overdue AS r ON r.rule = s.rule
  LEFT JOIN workday AS w1 ON w1.day = {day("s.since")}
  LEFT JOIN workday AS w2 ON w2.day = {day("s.until")} AND w2.segment = w1.segment
  GROUP BY s.rule, s.subject, s.anchor
)"""


def _sql(codes: Codes, uses: Uses) -> str:
    suspends = "suspended_by" in uses
    stood_ms, stood_days = ("coalesce(s.stood_ms, 0)", "coalesce(s.stood_days, 0)")
    join = """LEFT JOIN suspension AS s
    ON s.rule = p.rule AND s.subject = p.subject AND s.anchor = p.anchor"""
    unknown, still = "s.unknown = 1", "s.still = 1"
    if not suspends:
        stood_ms, stood_days, join, unknown, still = ("0", "0", "", "FALSE", "FALSE")
    end, end_day = "coalesce(p.done, run.as_of)", "coalesce(p.done_day, run.as_of_day)"
    limit_ms = f"p.hours * {HOUR_MS} + {stood_ms}"

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
    suspensions = f",\n{_SUSPENSIONS}" if suspends else ""
    return f"""{_pairs(codes, uses)}{suspensions},
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
      ELSE CAST({instant(end)} - {instant("p.anchor")} AS DOUBLE) / {HOUR_MS}
    END AS observed,
    CASE WHEN p.period IS NOT NULL THEN CAST(d.due - p.anchor_day AS DOUBLE)
      WHEN p.hours IS NOT NULL THEN CAST({limit_ms} AS DOUBLE) / {HOUR_MS}
      ELSE CAST({instant("p.due_at")} - {instant("p.anchor")} AS DOUBLE) / {HOUR_MS}
    END AS allowed
  FROM pair AS p
  CROSS JOIN run
  {join}
  LEFT JOIN deadline AS d
    ON d.period = p.period AND d.day = p.anchor_day AND d.suspended = {stood_days}
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
    return f"""{_pairs(codes, uses)},
{_SUSPENSIONS}
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
            found.append(_judge_pair(case, facts, act, done))
        return found
    anchor = first_anchor(case, role="from")
    return [] if anchor is None else [_judge_pair(case, facts, anchor, case.first("to"))]


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
        spans, still = _standstill(case, anchor, done, facts)
        stood = facts.suspended(spans, period)
        due = None if stood is None else facts.due(anchor.moment, period, suspended_days=stood)
        if due is None:
            return skipped(Reason.CALENDAR_UNKNOWN)
        limit = due
    elif period is not None:
        spans, still = _standstill(case, anchor, done, facts)
        stood_ms = sum(milliseconds(b) - milliseconds(a) for a, b in spans)
        limit = milliseconds(anchor.moment) + period.length * HOUR_MS + stood_ms
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
    scale = 1 if by_day else HOUR_MS
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


def _standstill(
    case: Case, anchor: Act, done: Act | None, facts: Facts
) -> tuple[list[tuple[int, int]], bool]:
    """The spans in which the period stood still, and whether it still does."""
    states: dict[int, int] = {}
    for role, state in (("suspended_by", 1), ("resumed_by", 0)):
        for act in case.of(role):
            if act.moment >= anchor.moment and (done is None or act.moment <= done.moment):
                states[act.moment] = max(state, states.get(act.moment, 0))
    spans: list[tuple[int, int]] = []
    since: int | None = None
    for moment in sorted(states):
        if states[moment] == 1 and since is None:
            since = moment
        elif states[moment] == 0 and since is not None:
            spans.append((since, moment))
            since = None
    if since is None:
        return spans, False
    spans.append((since, done.moment if done is not None else facts.as_of))
    return spans, done is None


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
    )


def _flags(parameters: Parameters) -> tuple[str, ...]:
    every = ("every",) if parameters.each == "every" else ()
    return (*every, "due") if parameters.due is not None else every


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
