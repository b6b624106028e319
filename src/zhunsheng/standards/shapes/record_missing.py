"""Record missing: an act on record lacks a field the law wants recorded. Every act is judged."""

from __future__ import annotations

from typing import Annotated, Any

from zhunsheng.model.matching import field_of
from zhunsheng.model.notation import FieldName, listing
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, anchors, verdict
from zhunsheng.standards.sql import FAIL, NOTHING, PASS, chosen, every_anchor

ABSENT = int(Reason.ABSENT)
MOST_FIELDS = 6


class Parameters(ShapeParameters):
    """``act`` without one of the fields that must be filled."""

    act: StepField
    fields: Annotated[tuple[FieldName, ...], listing(FieldName, least=1, most=MOST_FIELDS)]


def _sql(codes: Codes, uses: Uses) -> str:
    columns = tuple(f"field{n}" for n in range(1, MOST_FIELDS + 1))
    lacking = " + ".join(
        f"CASE WHEN r.{name} IS NOT NULL "
        f"AND {chosen(f'r.{name}', 'a', kind='value', codes=codes)} IS NULL THEN 1 ELSE 0 END"
        for name in columns
    )
    return f"""
WITH done AS ({every_anchor("record_missing", (), (f"{lacking} AS lacking",))}
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN lacking > 0 THEN {FAIL} ELSE {PASS} END AS outcome,
  CASE WHEN lacking > 0 THEN {ABSENT} ELSE {NOTHING} END AS reason,
  anchor AS seen_from, anchor AS seen_to, FALSE AS is_span,
  CAST(lacking AS DOUBLE) AS observed, CAST(0 AS DOUBLE) AS allowed
FROM done
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    found = []
    for member in anchors(case, role="act"):
        lacking = sum(field_of(member.act, name) is None for name in case.rule.parameters.fields)
        if lacking:
            found.append(
                verdict(
                    case,
                    member.act,
                    Outcome.FAIL,
                    Reason.ABSENT,
                    observed=lacking,
                    allowed=0,
                )
            )
        else:
            found.append(verdict(case, member.act, Outcome.PASS))
    return found


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    names = rule.parameters.fields
    return (*(codes[name, "value"] for name in names), *[None] * (MOST_FIELDS - len(names)))


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    return tuple((name, "value") for name in parameters.fields)


RECORD_MISSING = Shape(
    name="record_missing",
    title=Text("记录缺失", "Record missing"),
    parameters=Parameters,
    anchor="act",
    roles=("act",),
    unit="act",
    columns=tuple((f"field{n}", "INTEGER") for n in range(1, MOST_FIELDS + 1)),
    row=_row,
    fields=_fields,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.ABSENT: Text(
            "{subject}于{anchor_day}的“{act}”未记录应当记录的内容：{fields}。",
            "“{act}” on {subject} on {anchor_day} lacks what must be recorded: {fields}.",
        )
    },
    example={"act": "Create Fine", "fields": ["officer", "article"]},
)
