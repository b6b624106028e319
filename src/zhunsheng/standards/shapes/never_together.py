"""Never together: ``one`` and ``other`` exclude each other on the same subject."""

from __future__ import annotations

from zhunsheng.model.notation_step import StepField
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, Shape, Uses, first_anchor, verdict
from zhunsheng.standards.sql import FAIL, NO_OBSERVATION, NOTHING, PASS, first_in
from zhunsheng.standards.sql import first_anchor as anchor_sql

FORBIDDEN = int(Reason.FORBIDDEN)


class Parameters(ShapeParameters):
    """Both steps on one subject."""

    one: StepField
    other: StepField


def _sql(codes: Codes, uses: Uses) -> str:
    return f"""
WITH anchor AS ({anchor_sql("never_together", ("other_step",))}
)
SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain,
  CASE WHEN o.moment IS NOT NULL THEN {FAIL} ELSE {PASS} END AS outcome,
  CASE WHEN o.moment IS NOT NULL THEN {FORBIDDEN} ELSE {NOTHING} END AS reason,
  a.anchor AS seen_from, o.moment AS seen_to, FALSE AS is_span, {NO_OBSERVATION}
FROM anchor AS a
LEFT JOIN {first_in("never_together", "other")} AS o
    ON o.subject = a.subject AND o.step = a.other_step
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    anchor = first_anchor(case, role="one")
    if anchor is None:
        return []
    other = case.first("other")
    if other is None:
        return [verdict(case, anchor, Outcome.PASS)]
    return [verdict(case, anchor, Outcome.FAIL, Reason.FORBIDDEN, evidence=[other.moment])]


NEVER_TOGETHER = Shape(
    name="never_together",
    title=Text("互斥并存", "Never together"),
    parameters=Parameters,
    anchor="one",
    roles=("one", "other"),
    firsts=("one", "other"),
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.FORBIDDEN: Text(
            "{subject}既办理了“{one}”（{anchor_day}），又办理了“{other}”，二者不得并存。",
            "{subject} underwent both “{one}” ({anchor_day}) and “{other}”, which exclude each "
            "other.",
        )
    },
    example={"one": "Release", "other": "Return shipment"},
)
