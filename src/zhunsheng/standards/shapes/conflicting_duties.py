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
from zhunsheng.standards.shape import Codes, Shape, Uses, first_anchor, span, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NO_OBSERVATION,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    first_in,
)
from zhunsheng.standards.sql import first_anchor as anchor_sql

SAME_HANDS = int(Reason.SAME_HANDS)
ACTOR_MISSING = int(Reason.ACTOR_MISSING)


class Parameters(ShapeParameters):
    """Both steps on one subject in the same hands."""

    one: StepField
    other: StepField


def _sql(codes: Codes, uses: Uses) -> str:
    anchor = anchor_sql(
        "conflicting_duties", ("other_step",), ("f.acts", "f.least_person_officer AS officer")
    )
    several = "SELECT subject FROM met WHERE several = 1"
    # One act in each duty is one pair. Where there are more, an officer with acts in both duties,
    # at least two acts in all, is a pair, and then every act of his takes part in some pair. The
    # same holds of all acts together, officers aside.
    return f"""
WITH met AS (
  SELECT a.rule, a.core, a.subject, a.anchor, a.anchor_act, a.certain,
    CASE WHEN a.acts + b.acts > 2 THEN 1 ELSE 0 END AS several,
    a.officer, b.least_person_officer AS other_officer, b.moment AS other_moment, b.act AS other_act
  FROM ({anchor}
  ) AS a
  JOIN {first_in("conflicting_duties", "other")} AS b
    ON b.subject = a.subject AND b.step = a.other_step
),
hand AS (
  SELECT p.core, a.subject, a.moment, a.act, a.person_officer AS officer,
    CASE WHEN p.role = 'one' THEN 1 ELSE 0 END AS one,
    CASE WHEN p.role = 'other' THEN 1 ELSE 0 END AS other
  FROM part AS p
  JOIN (SELECT * FROM act WHERE subject IN ({several})) AS a ON a.situation = p.situation
  WHERE p.shape = 'conflicting_duties'
),
officer AS (
  SELECT a.rule, a.subject, h.officer, max(h.one) AS one, max(h.other) AS other,
    min(h.act) AS least_act, max(h.act) AS most_act, min(h.moment) AS seen_from,
    max(h.moment) AS seen_to, min(a.anchor) AS anchor, min(a.anchor_act) AS anchor_act,
    min(a.certain) AS certain
  FROM met AS a
  JOIN hand AS h ON h.core = a.core AND h.subject = a.subject
  WHERE a.several = 1
  GROUP BY a.rule, a.subject, h.officer
),
compared AS (
  SELECT rule, subject, min(anchor) AS anchor, min(anchor_act) AS anchor_act,
    min(certain) AS certain,
    min(CASE WHEN officer IS NOT NULL AND one = 1 AND other = 1 AND least_act <> most_act
      THEN seen_from END) AS seen_from,
    max(CASE WHEN officer IS NOT NULL AND one = 1 AND other = 1 AND least_act <> most_act
      THEN seen_to END) AS seen_to,
    max(CASE WHEN officer IS NULL THEN 1 ELSE 0 END) AS unknown,
    max(one) AS one, max(other) AS other, min(least_act) AS least_act, max(most_act) AS most_act
  FROM officer GROUP BY rule, subject
),
paired AS (
  SELECT rule, subject, anchor, anchor_act, certain, seen_from, seen_to, unknown
  FROM compared WHERE one = 1 AND other = 1 AND least_act <> most_act
  UNION ALL
  SELECT rule, subject, anchor, anchor_act, certain,
    CASE WHEN officer = other_officer AND anchor <= other_moment THEN anchor
      WHEN officer = other_officer THEN other_moment END AS seen_from,
    CASE WHEN officer = other_officer AND anchor <= other_moment THEN other_moment
      WHEN officer = other_officer THEN anchor END AS seen_to,
    CASE WHEN officer IS NULL OR other_officer IS NULL THEN 1 ELSE 0 END AS unknown
  FROM met WHERE several = 0 AND other_act <> anchor_act
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN seen_from IS NOT NULL THEN {FAIL} WHEN unknown = 1 THEN {NOT_EVALUATED}
    ELSE {PASS} END AS outcome,
  CASE WHEN seen_from IS NOT NULL THEN {SAME_HANDS} WHEN unknown = 1 THEN {ACTOR_MISSING}
    ELSE {NOTHING} END AS reason,
  seen_from, seen_to, TRUE AS is_span, {NO_OBSERVATION}
FROM paired
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
    firsts=("one", "other"),
    fields=lambda parameters: (("officer", "person"),),
    sums=lambda parameters: (("officer", "person"),),
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.SAME_HANDS: Text(
            "{subject}的“{one}”与“{other}”由同一人{officers}办理，二者应当分离。",
            "On {subject} “{one}” and “{other}” were done by the same officer, {officers}; the "
            "two duties must be apart.",
        )
    },
    example={"one": "Confirmation of receipt", "other": "T02 Check confirmation of receipt"},
)
