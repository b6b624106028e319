"""Unlike treatment: like cases, decided unlike.

Acts that agree in all fields ``alike`` (within the same month, year, or ever) form a group. With
``ratio`` the outcome is a number, and a group whose highest outcome is more than ``ratio`` times
its lowest is a breach; without, the outcome is a text and any two different ones are. One verdict
a group, hung on its highest act. Below zero the same holds of amounts without their sign (a refund
of 11 is more than twice one of 5), and outcomes of different sign, or one of them zero, are unlike
at any ratio. Equal outcomes are always alike. An act that lacks a
field is *not evaluated* by itself; a group of one has nothing to compare with.

This is a fact about outcomes, not about a person: the peers and their chance belong to insight.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from zhunsheng.model.act import Act
from zhunsheng.model.matching import fields_of
from zhunsheng.model.moment import day_of
from zhunsheng.model.notation import FieldName, Number, listing
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, anchors
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    every_anchor,
    wide,
)

UNLIKE = int(Reason.UNLIKE)
FIELD_MISSING = int(Reason.FIELD_MISSING)
NO_COMPARISON = int(Reason.NO_COMPARISON)
MOST_FIELDS = 4
PERIODS = ("all", "year", "month")


class Parameters(ShapeParameters):
    """Subjects alike in the fields ``alike`` got a different ``outcome`` in the same period."""

    act: StepField
    alike: Annotated[tuple[FieldName, ...], listing(FieldName, least=1, most=MOST_FIELDS)]
    outcome: FieldName
    ratio: Number | None = Field(None, ge=1)
    period: Literal["all", "year", "month"] = "all"


def _sql(codes: Codes, uses: Uses) -> str:
    keys = [
        f"{chosen(f'r.alike{n}', 'a', kind='text', codes=codes)} AS key{n}"
        for n in range(1, MOST_FIELDS + 1)
    ]
    number = chosen("r.outcome", "a", kind="number", codes=codes)
    text = chosen("r.outcome", "a", kind="text", codes=codes)
    columns = ("ratio", "numeric", "by", *(f"alike{n}" for n in range(1, MOST_FIELDS + 1)))
    fields = (*keys, f"{number} AS amount", f"{text} AS said")
    names = ", ".join(f"key{n}" for n in range(1, MOST_FIELDS + 1))
    same = " AND ".join(
        f"coalesce(u.key{n}, '') = coalesce(g.key{n}, '')" for n in range(1, MOST_FIELDS + 1)
    )
    lacking = " OR ".join(
        f"(d.alike{n} IS NOT NULL AND d.key{n} IS NULL)" for n in range(1, MOST_FIELDS + 1)
    )
    return f"""
WITH done AS ({every_anchor("unlike_treatment", columns, fields)}
),
dated AS (
  SELECT d.*,
    CASE WHEN d.by = 0 THEN 0 WHEN d.by = 1 THEN c.year ELSE c.month END AS bucket,
    CASE WHEN {lacking} OR (d.numeric = 1 AND d.amount IS NULL)
      OR (d.numeric = 0 AND d.said IS NULL) OR d.certain = 0 THEN 1 ELSE 0 END AS lacking
  FROM done AS d
  LEFT JOIN civil_day AS c ON c.day = d.anchor_day
),
usable AS (
  SELECT * FROM dated WHERE lacking = 0
),
grouped AS (
  SELECT rule, bucket, {names}, max(ratio) AS ratio, max(numeric) AS numeric, count(*) AS acts,
    min(subject) AS any_subject, min(anchor) AS any_anchor, min(anchor_act) AS any_act,
    min(amount) AS least, max(amount) AS most, min(said) AS first_said, max(said) AS last_said
  FROM usable GROUP BY rule, bucket, {names}
),
judged AS (
  SELECT *, CASE WHEN acts < 2 THEN {NO_COMPARISON}
    WHEN numeric = 1 AND most > least AND CASE WHEN most < 0 THEN least < {wide("ratio")} * most
      ELSE most > {wide("ratio")} * least END THEN {UNLIKE}
    WHEN numeric = 0 AND first_said <> last_said THEN {UNLIKE} ELSE {NOTHING} END AS reason
  FROM grouped
),
valued AS (
  SELECT g.*, u.subject, u.anchor, u.anchor_act,
    CASE WHEN g.numeric = 1 AND u.amount = g.most THEN 0
      WHEN g.numeric = 0 AND u.said = g.last_said THEN 0 ELSE 1 END AS below_top,
    CASE WHEN g.numeric = 1 AND u.amount = g.least THEN 0
      WHEN g.numeric = 0 AND u.said = g.first_said THEN 0 ELSE 1 END AS above_bottom
  FROM usable AS u
  JOIN judged AS g ON g.rule = u.rule AND g.bucket = u.bucket AND {same}
  WHERE g.reason = {UNLIKE}
),
placed AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY rule, bucket, {names} ORDER BY below_top, anchor, anchor_act
    ) AS from_top,
    row_number() OVER (
      PARTITION BY rule, bucket, {names} ORDER BY above_bottom, anchor, anchor_act
    ) AS from_bottom
  FROM valued
)
SELECT rule, min(any_subject) AS subject, min(any_anchor) AS anchor, min(any_act) AS anchor_act,
  1 AS certain, CASE WHEN reason = {NOTHING} THEN {PASS} ELSE {NOT_EVALUATED} END AS outcome,
  reason, min(any_anchor) AS seen_from, min(any_anchor) AS seen_to, FALSE AS is_span,
  CAST(NULL AS DOUBLE) AS observed, CAST(NULL AS DOUBLE) AS allowed,
  CAST(NULL AS BIGINT) AS also_act
FROM judged WHERE reason <> {UNLIKE} GROUP BY rule, bucket, reason, {names}
UNION ALL
SELECT rule, max(CASE WHEN from_top = 1 THEN subject END) AS subject,
  max(CASE WHEN from_top = 1 THEN anchor END) AS anchor,
  max(CASE WHEN from_top = 1 THEN anchor_act END) AS anchor_act,
  1 AS certain, {FAIL} AS outcome, {UNLIKE} AS reason,
  max(CASE WHEN from_top = 1 THEN anchor END) AS seen_from,
  max(CASE WHEN from_top = 1 THEN anchor END) AS seen_to, FALSE AS is_span,
  CAST(max(most) AS DOUBLE) AS observed, CAST(max(least) AS DOUBLE) AS allowed,
  max(CASE WHEN from_bottom = 1 THEN anchor_act END) AS also_act
FROM placed GROUP BY rule, bucket, {names}
UNION ALL
SELECT rule, subject, anchor, anchor_act, certain, {NOT_EVALUATED} AS outcome,
  {FIELD_MISSING} AS reason, anchor AS seen_from, anchor AS seen_to, FALSE AS is_span,
  CAST(NULL AS DOUBLE) AS observed, CAST(NULL AS DOUBLE) AS allowed,
  CAST(NULL AS BIGINT) AS also_act
FROM dated WHERE lacking = 1
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    parameters: Parameters = case.rule.parameters
    groups: dict[tuple[Any, ...], list[tuple[Any, Act]]] = {}
    found: list[Verdict] = []
    for member in anchors(case, role="act"):
        act, fields = member.act, fields_of(member.act)
        keys = [fields.get(name) for name in parameters.alike]
        outcome: Any = fields.get(parameters.outcome)
        if parameters.ratio is not None and not isinstance(outcome, Decimal):
            outcome = None
        if None in keys or outcome is None or member.in_scope is None:
            found.append(_on(act, Outcome.NOT_EVALUATED, Reason.FIELD_MISSING))
            continue
        value = outcome if parameters.ratio is not None else str(outcome)
        day = day_of(act.moment)
        bucket = {"all": (), "year": (day.year,), "month": (day.year, day.month)}
        key = (bucket[parameters.period], *map(str, keys))
        groups.setdefault(key, []).append((value, act))
    for acts in groups.values():
        found.append(_judge_group(parameters, acts))
    return found


def _judge_group(parameters: Parameters, acts: list[tuple[Any, Act]]) -> Verdict:
    most, least = max(value for value, _ in acts), min(value for value, _ in acts)
    highest = min(
        (act for value, act in acts if value == most), key=lambda act: (act.moment, act.act)
    )
    if len(acts) < 2:
        return _on(highest, Outcome.NOT_EVALUATED, Reason.NO_COMPARISON)
    lowest = min(
        (act for value, act in acts if value == least), key=lambda act: (act.moment, act.act)
    )
    if parameters.ratio is not None:
        if _differ(most, least, parameters.ratio):
            return _on(
                highest,
                Outcome.FAIL,
                Reason.UNLIKE,
                observed=float(most),
                allowed=float(least),
                also=lowest.act,
            )
    elif most != least:
        return _on(highest, Outcome.FAIL, Reason.UNLIKE, also=lowest.act)
    return _on(highest, Outcome.PASS, Reason.NONE)


def _differ(most: Decimal, least: Decimal, ratio: Decimal) -> bool:
    """Whether the one is more than ``ratio`` times the other, measured from zero."""
    if most == least:
        return False
    return least < ratio * most if most < 0 else most > ratio * least


def _on(
    act: Act,
    outcome: Outcome,
    reason: Reason,
    *,
    observed: float | None = None,
    allowed: float | None = None,
    also: int | None = None,
) -> Verdict:
    evidence = (act.moment,) if outcome is Outcome.FAIL else ()
    return Verdict(
        outcome, reason, act.subject, act.moment, evidence, observed, allowed, act.act, also
    )


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    parameters: Parameters = rule.parameters
    numeric = parameters.ratio is not None
    alike = [codes[name, "text"] for name in parameters.alike]
    return (
        *alike,
        *[None] * (MOST_FIELDS - len(alike)),
        codes[parameters.outcome, "number" if numeric else "text"],
        parameters.ratio,
        int(numeric),
        PERIODS.index(parameters.period),
    )


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    kind: Literal["number", "text"] = "number" if parameters.ratio is not None else "text"
    return (*((name, "text") for name in parameters.alike), (parameters.outcome, kind))


UNLIKE_TREATMENT = Shape(
    name="unlike_treatment",
    title=Text("类案不同处理", "Unlike treatment of like cases"),
    parameters=Parameters,
    anchor="act",
    roles=("act",),
    unit="group",
    reach="trace",
    columns=(
        *((f"alike{n}", "INTEGER") for n in range(1, MOST_FIELDS + 1)),
        ("outcome", "INTEGER"),
        ("ratio", "DECIMAL(18, 4)"),
        ("numeric", "INTEGER"),
        ("by", "INTEGER"),
    ),
    row=_row,
    fields=_fields,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.UNLIKE: Text(
            "在{alike}相同的一组“{act}”中，{subject}（{anchor_day}）的{outcome}为{observed_value}，"
            "而同类最低为{allowed_value}。",
            "Among acts “{act}” alike in {alike}, {outcome} of {subject} ({anchor_day}) is "
            "{observed_value}, while the lowest of its like is {allowed_value}.",
        )
    },
    unmeasured={
        Reason.UNLIKE: Text(
            "在{alike}相同的一组“{act}”中，{subject}（{anchor_day}）的{outcome}与同类不一致。",
            "Among acts “{act}” alike in {alike}, {outcome} of {subject} ({anchor_day}) is not "
            "that of its like.",
        )
    },
    example={
        "act": "Create Fine",
        "alike": ["article", "vehicle_class"],
        "outcome": "amount",
        "ratio": 2,
        "period": "year",
    },
)
