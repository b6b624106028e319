"""A required step is missing: when ``at`` happens, ``needs`` must have happened before.

With ``when``, only subjects on which that had happened before ``at``. With ``after``, only
subjects on which that had happened, and ``needs`` must lie between the last ``after`` and ``at``.
The evidence names both. Acts at the same moment from different files have no order; the benefit
goes to the officer.
"""

from __future__ import annotations

from zhunsheng.model.notation_step import StepField
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, Uses, first_anchor, verdict
from zhunsheng.standards.sql import FAIL, NO_OBSERVATION, NOTHING, PASS, first_in, hits
from zhunsheng.standards.sql import first_anchor as anchor_sql

ABSENT = int(Reason.ABSENT)


class Parameters(ShapeParameters):
    """``at`` happened, but not what it ``needs`` (``after`` that step, ``when`` that one did)."""

    at: StepField
    needs: StepField
    when: StepField | None = None
    after: StepField | None = None


def _sql(codes: Codes, uses: Uses) -> str:
    anchor = anchor_sql("missing_step", ("needs_step", "when_step", "after_step"))
    when = "e.anchor"
    if "when" in uses:
        when = "e.when_moment"
        anchor = f"""
  SELECT a.*, w.moment AS when_moment FROM ({anchor}
  ) AS a
  LEFT JOIN {first_in("missing_step", "when")} AS w
    ON w.subject = a.subject AND w.step = a.when_step
  WHERE a.when_step IS NULL OR w.moment <= a.anchor"""
    plain = f"""
SELECT e.rule, e.subject, e.anchor, e.anchor_act, e.certain,
  CASE WHEN n.moment <= e.anchor THEN {PASS} ELSE {FAIL} END AS outcome,
  CASE WHEN n.moment <= e.anchor THEN {NOTHING} ELSE {ABSENT} END AS reason,
  {when} AS seen_from, e.anchor AS seen_to, FALSE AS is_span, {NO_OBSERVATION}
FROM ({anchor}
) AS e
LEFT JOIN {first_in("missing_step", "needs")} AS n
    ON n.subject = e.subject AND n.step = e.needs_step
WHERE e.after_step IS NULL"""
    return plain if "after" not in uses else f"{plain}\nUNION ALL\n{_since_sql(anchor, when)}"


def _since_sql(anchor: str, when: str) -> str:
    """The rules with ``after``: what is needed must lie between the last ``after`` and ``at``."""
    return f"""
SELECT e.rule, e.subject, e.anchor, e.anchor_act, e.certain,
  CASE WHEN m.rule IS NOT NULL THEN {PASS} ELSE {FAIL} END AS outcome,
  CASE WHEN m.rule IS NOT NULL THEN {NOTHING} ELSE {ABSENT} END AS reason,
  s.since AS seen_from, {when} AS seen_to, FALSE AS is_span, {NO_OBSERVATION}
FROM ({anchor}
) AS e
JOIN ({_last_after(anchor)}
) AS s ON s.rule = e.rule AND s.subject = e.subject
LEFT JOIN (
  SELECT DISTINCT l.rule, l.subject
  FROM ({_last_after(anchor)}
  ) AS l
  JOIN ({hits("missing_step", "needs", ("after_step",))}
    AND r.after_step IS NOT NULL
  ) AS h ON h.core = l.core AND h.subject = l.subject
  WHERE h.moment >= l.since AND h.moment <= l.anchor
) AS m ON m.rule = e.rule AND m.subject = e.subject"""


def _last_after(anchor: str) -> str:
    return f"""
  SELECT e.rule, e.core, e.subject, e.anchor, max(h.moment) AS since
  FROM ({anchor}
  ) AS e
  JOIN ({hits("missing_step", "after")}
  ) AS h ON h.core = e.core AND h.subject = e.subject
  WHERE h.moment <= e.anchor
  GROUP BY e.rule, e.core, e.subject, e.anchor"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    anchor = first_anchor(case, role="at")
    if anchor is None:
        return []
    start, evidence = None, []
    if case.has_step("when"):
        when = case.first("when")
        if when is None or when.moment > anchor.moment:
            return []
        evidence.append(when.moment)
    if case.has_step("after"):
        start = max((a.moment for a in case.of("after") if a.moment <= anchor.moment), default=None)
        if start is None:
            return []
        evidence.append(start)
    met = any(
        act.moment <= anchor.moment and (start is None or act.moment >= start)
        for act in case.of("needs")
    )
    if met:
        return [verdict(case, anchor, Outcome.PASS)]
    return [verdict(case, anchor, Outcome.FAIL, Reason.ABSENT, evidence=evidence)]


MISSING_STEP = Shape(
    name="missing_step",
    title=Text("步骤缺失", "Missing step"),
    parameters=Parameters,
    anchor="at",
    roles=("at", "needs", "when", "after"),
    firsts=("at", "needs", "when"),
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.ABSENT: Text(
            "{subject}于{anchor_day}办理“{at}”，此前没有“{needs}”的记录。",
            "On {anchor_day} “{at}” was done on {subject}, with no “{needs}” on record before it.",
        )
    },
    example={"at": "Add penalty", "needs": "Insert Fine Notification"},
)
