"""Conflicting duties: the same officer in two duties that exclude each other on one subject.

Any act of ``one`` is compared with any other act of ``other`` (not only the last). An act whose
officer is not recorded is nobody's: it neither proves nor clears, and the subject is *not
evaluated* unless the recorded officers already show the breach.
"""

from __future__ import annotations

from zhunsheng.model.notation_step import StepField
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, first_anchor, span, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NO_OBSERVATION,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    hits,
)
from zhunsheng.standards.sql import first_anchor as anchor_sql

SAME_HANDS = int(Reason.SAME_HANDS)
ACTOR_MISSING = int(Reason.ACTOR_MISSING)


class Parameters(ShapeParameters):
    """Both steps on one subject in the same hands."""

    one: StepField
    other: StepField


def _sql(codes: Codes) -> str:
    return f"""
WITH anchor AS ({anchor_sql("conflicting_duties", "one")}
),
left_hand AS ({hits("conflicting_duties", "one", fields=("a.officer",))}
),
right_hand AS ({hits("conflicting_duties", "other", fields=("a.officer",))}
),
compared AS (
  SELECT l.rule, l.subject,
    min(CASE WHEN l.officer = r.officer THEN
      CASE WHEN l.moment < r.moment THEN l.moment ELSE r.moment END END) AS seen_from,
    max(CASE WHEN l.officer = r.officer THEN
      CASE WHEN l.moment > r.moment THEN l.moment ELSE r.moment END END) AS seen_to,
    max(CASE WHEN l.officer IS NULL OR r.officer IS NULL THEN 1 ELSE 0 END) AS unknown
  FROM left_hand AS l
  JOIN right_hand AS r ON r.rule = l.rule AND r.subject = l.subject
  WHERE l.act <> r.act
  GROUP BY l.rule, l.subject
)
SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain,
  CASE WHEN c.seen_from IS NOT NULL THEN {FAIL} WHEN c.unknown = 1 THEN {NOT_EVALUATED}
    ELSE {PASS} END AS outcome,
  CASE WHEN c.seen_from IS NOT NULL THEN {SAME_HANDS} WHEN c.unknown = 1 THEN {ACTOR_MISSING}
    ELSE {NOTHING} END AS reason,
  c.seen_from, c.seen_to, TRUE AS is_span, {NO_OBSERVATION}
FROM anchor AS a
JOIN compared AS c ON c.rule = a.rule AND c.subject = a.subject
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    anchor = first_anchor(case, role="one")
    if anchor is None:
        return []
    pairs = [
        (one, other) for one in case.of("one") for other in case.of("other") if one.act != other.act
    ]
    if not pairs:
        return []
    same = [
        moment
        for one, other in pairs
        if one.officer is not None and one.officer == other.officer
        for moment in (one.moment, other.moment)
    ]
    if same:
        evidence = span(case, min(same), max(same))
        return [verdict(case, anchor, Outcome.FAIL, Reason.SAME_HANDS, evidence=evidence)]
    if any(one.officer is None or other.officer is None for one, other in pairs):
        return [verdict(case, anchor, Outcome.NOT_EVALUATED, Reason.ACTOR_MISSING)]
    return [verdict(case, anchor, Outcome.PASS)]


CONFLICTING_DUTIES = Shape(
    name="conflicting_duties",
    title=Text("不相容职责", "Conflicting duties"),
    parameters=Parameters,
    anchor="one",
    roles=("one", "other"),
    firsts=("one",),
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.SAME_HANDS: Text(
            "{subject}的“{one}”与“{other}”由同一人{officers}办理,二者应当分离。",
            "On {subject} “{one}” and “{other}” were done by the same officer, {officers}; the "
            "two duties must be apart.",
        )
    },
    example={"one": "Confirmation of receipt", "other": "T02 Check confirmation of receipt"},
)
