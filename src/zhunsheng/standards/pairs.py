"""For the shape *overdue*: each act that starts a period, with the act that answers it."""

from __future__ import annotations

from zhunsheng.standards.shape import Codes, Uses
from zhunsheng.standards.sql import chosen, day, every_anchor, first_anchor, first_in, hits

_COLUMNS = (
    "to_step",
    "released_by_step",
    "suspended_by_step",
    "period",
    "hours",
    "due_field",
    "every",
    "only_if_done",
)
_KEPT = (
    "s.rule, s.core, s.subject, s.anchor, s.anchor_day, s.anchor_act, s.certain, "
    "s.suspended_by_step, s.only_if_done, s.period,"
)


def pairs(codes: Codes, uses: Uses) -> str:
    """Expressions from ``WITH`` on. ``pair`` has, for each anchor of each rule, the moment of the
    act that answers it (``done``, and its day), the one that released it and the due moment
    written on it."""
    single = f"""
WITH single AS ({first_anchor("overdue", _COLUMNS)}
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
