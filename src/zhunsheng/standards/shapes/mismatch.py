"""Mismatch: two records that should say the same do not.

Without ``other`` both fields are read from the same act, and every act of ``one`` is judged. With
``other`` the first act of each is compared. With ``tolerance`` (absolute) or ``tolerance_share``
(of the other value) the fields are numbers, and differing by more than either is a mismatch;
without, they are compared as texts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from zhunsheng.model.act import Act
from zhunsheng.model.matching import field_of
from zhunsheng.model.notation import FieldName, Number
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import FieldKind, Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, anchors, first_anchor, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    every_anchor,
    in_force,
    wide,
)

DIFFERENT = int(Reason.DIFFERENT)


class Parameters(ShapeParameters):
    """Two records that should agree do not. ``field`` may be ``officer``.

    Without ``other``, two fields of the same act are compared.
    """

    one: StepField
    field: FieldName
    other_field: FieldName
    other: StepField | None = None
    tolerance: Number | None = Field(None, ge=0)
    tolerance_share: Number | None = Field(None, ge=0)

    @property
    def is_number(self) -> bool:
        return self.tolerance is not None or self.tolerance_share is not None


_COLUMNS = ("numeric", "tolerance", "share", "actor")


def _sql(codes: Codes, uses: Uses) -> str:
    def chosen_pair(alias: str, code: str, name: str) -> tuple[str, str]:
        text = chosen(code, alias, kind="value", codes=codes)
        number = chosen(code, alias, kind="number", codes=codes)
        return f"{text} AS {name}_text", f"{number} AS {name}_number"

    left = chosen_pair("a", "r.field", "left")
    right = chosen_pair("a", "r.other_field", "right")
    gap = f"abs({wide('left_number')} - right_number)"
    here = "a.moment AS compared_at"
    left_first = ", ".join(left)
    right_first = ", ".join(chosen_pair("b", "r.other_field", "right"))
    compared = []
    if "alone" in uses:
        alone = every_anchor("mismatch", _COLUMNS, (here, *left, *right))
        compared.append(f"{alone} AND r.other_step IS NULL")
    if "other" in uses:
        compared.append(f"""
  SELECT r.rule, r.core, f.subject, f.moment AS anchor, f.day AS anchor_day, f.act AS anchor_act,
    s.certain, r.numeric, r.tolerance, r.share, r.actor, g.moment AS compared_at, {left_first},
    {right_first}
  FROM rule_mismatch AS r
  JOIN scope AS s ON s.rule = r.rule
  JOIN first_of AS f ON f.entry = s.entry
  JOIN act AS a ON a.subject = f.subject AND a.act = f.act
  JOIN first_of AS g ON g.subject = f.subject AND g.step = r.other_step
  JOIN act AS b ON b.subject = g.subject AND b.act = g.act
  WHERE r.other_step IS NOT NULL AND {in_force("f")}""")
    return f"""
WITH compared AS ({" UNION ALL ".join(compared)}
),
found AS (
  SELECT rule, subject, anchor, anchor_act, certain, left_number, right_number,
    compared_at AS seen_to,
    CASE
      WHEN numeric = 1 AND (left_number IS NULL OR right_number IS NULL)
        THEN {int(Reason.FIELD_MISSING)}
      WHEN numeric = 0 AND (left_text IS NULL OR right_text IS NULL) AND actor = 1
        THEN {int(Reason.ACTOR_MISSING)}
      WHEN numeric = 0 AND (left_text IS NULL OR right_text IS NULL)
        THEN {int(Reason.FIELD_MISSING)}
      WHEN numeric = 0 AND left_text = right_text THEN {NOTHING}
      WHEN numeric = 1 AND (tolerance IS NULL OR {gap} <= tolerance)
        AND (share IS NULL OR {gap} <= {wide("share")} * abs(right_number))
        THEN {NOTHING}
      ELSE {DIFFERENT}
    END AS reason
  FROM compared
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN reason = {NOTHING} THEN {PASS} WHEN reason < 50 THEN {FAIL} ELSE {NOT_EVALUATED} END
    AS outcome,
  reason, anchor AS seen_from, seen_to, FALSE AS is_span,
  CAST(left_number AS DOUBLE) AS observed, CAST(right_number AS DOUBLE) AS allowed
FROM found
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    if not case.has_step("other"):
        return [_compare(case, m.act, m.act) for m in anchors(case, role="one")]
    anchor, other = first_anchor(case, role="one"), case.first("other")
    return [] if anchor is None or other is None else [_compare(case, anchor, other)]


def _compare(case: Case, anchor: Act, other: Act) -> Verdict:
    parameters: Parameters = case.rule.parameters
    left = field_of(anchor, parameters.field)
    right = field_of(other, parameters.other_field)
    if parameters.is_number:
        if not isinstance(left, Decimal) or not isinstance(right, Decimal):
            return verdict(case, anchor, Outcome.NOT_EVALUATED, Reason.FIELD_MISSING)
        gap = abs(left - right)
        tolerance, share = parameters.tolerance, parameters.tolerance_share
        alike = (tolerance is None or gap <= tolerance) and (
            share is None or gap <= share * abs(right)
        )
        observed: tuple[float | None, float | None] = (float(left), float(right))
    else:
        if left is None or right is None:
            actor = "officer" in (parameters.field, parameters.other_field)
            missing = Reason.ACTOR_MISSING if actor else Reason.FIELD_MISSING
            return verdict(case, anchor, Outcome.NOT_EVALUATED, missing)
        alike, observed = str(left) == str(right), (None, None)
    if alike:
        return verdict(case, anchor, Outcome.PASS)
    return verdict(
        case,
        anchor,
        Outcome.FAIL,
        Reason.DIFFERENT,
        evidence=[other.moment],
        observed=observed[0],
        allowed=observed[1],
    )


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    parameters: Parameters = rule.parameters
    kind: FieldKind = "number" if parameters.is_number else "value"
    fields = (parameters.field, parameters.other_field)
    return (
        codes[parameters.field, kind],
        codes[parameters.other_field, kind],
        int(parameters.is_number),
        parameters.tolerance,
        parameters.tolerance_share,
        int("officer" in fields),
    )


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    kind: FieldKind = "number" if parameters.is_number else "value"
    return ((parameters.field, kind), (parameters.other_field, kind))


MISMATCH = Shape(
    name="mismatch",
    title=Text("两处不符", "Mismatch"),
    parameters=Parameters,
    anchor="one",
    roles=("one", "other"),
    unit="act",
    firsts=("one", "other"),
    columns=(
        ("field", "INTEGER"),
        ("other_field", "INTEGER"),
        ("numeric", "INTEGER"),
        ("tolerance", "DECIMAL(18, 4)"),
        ("share", "DECIMAL(18, 4)"),
        ("actor", "INTEGER"),
    ),
    row=_row,
    fields=_fields,
    flags=lambda parameters: () if parameters.other is not None else ("alone",),
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.DIFFERENT: Text(
            "{subject}于{anchor_day}的“{one}”所记{field}与另一处所记{other_field}不一致。",
            "{field} in “{one}” on {subject} on {anchor_day} does not agree with {other_field} on "
            "the other record.",
        )
    },
    example={
        "one": "Declare",
        "field": "gross_weight",
        "other": "Weigh",
        "other_field": "weight",
        "tolerance_share": 0.03,
    },
)
