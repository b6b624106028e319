"""Suspended periods: between suspension and resumption a period stands still.

Of several suspensions in a row the first opens a span, and the next resumption closes it; what is
still open, the answer closes, or the day of the run. At one and the same moment a suspension
prevails over a resumption.
"""

from __future__ import annotations

from zhunsheng.model.act import Act
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.sql import day, hits, instant

SUSPENSIONS = f"""
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
"""Expressions for ``WITH``, after ``pair`` (rule, core, subject, anchor, done, suspended_by_step):
``suspension`` has, by rule, subject and anchor, how long the period stood (stood_ms, stood_days;
``unknown``: the calendar cannot say) and whether it still does."""


def standstill(
    case: Case, anchor: Act, done: Act | None, facts: Facts
) -> tuple[list[tuple[int, int]], bool]:
    """The spans in which the period stood still, and whether it still does."""
    if not case.has_step("suspended_by"):
        return [], False
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
