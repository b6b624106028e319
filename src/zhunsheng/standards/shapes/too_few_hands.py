"""Too few hands: fewer different officers took part than the law asks for.

Officers are those recorded with the acts and those named in the fields ``also``. If the recorded
ones are too few and any act lacks its officer, the subject is *not evaluated*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from zhunsheng.model.notation import FieldName, listing
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import PlanTable, Rule
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import MANY, ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, first_anchor, span, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    hits,
)
from zhunsheng.standards.sql import first_anchor as anchor_sql

TOO_FEW = int(Reason.TOO_FEW)
ACTOR_MISSING = int(Reason.ACTOR_MISSING)


class Parameters(ShapeParameters):
    """``acts`` by fewer different officers than ``at_least``; ``also`` names further ones."""

    acts: StepField
    at_least: Annotated[int, Field(ge=2, le=MANY)]
    also: Annotated[tuple[FieldName, ...], listing(FieldName)] = ()


def _sql(codes: Codes, uses: Uses) -> str:
    return _many_sql(codes, uses) if uses & {"also", "many"} else _two_sql()


def _two_sql() -> str:
    """Where two suffice, two different officers are a least and a most."""
    fields = (
        """CASE WHEN f.least_person_officer <> f.most_person_officer THEN 2
      WHEN f.most_person_officer IS NOT NULL THEN 1 ELSE 0 END AS hands""",
        "f.moment AS seen_from, f.last AS seen_to, f.lacks_person_officer AS unknown",
    )
    return f"""{_VERDICT}
FROM ({anchor_sql("too_few_hands", ("least",), fields)}
) AS c
"""


_VERDICT = f"""
SELECT c.rule, c.subject, c.anchor, c.anchor_act, c.certain,
  CASE WHEN c.hands >= c.least THEN {PASS} WHEN c.unknown = 1 THEN {NOT_EVALUATED}
    ELSE {FAIL} END AS outcome,
  CASE WHEN c.hands >= c.least THEN {NOTHING} WHEN c.unknown = 1 THEN {ACTOR_MISSING}
    ELSE {TOO_FEW} END AS reason,
  c.seen_from, c.seen_to, TRUE AS is_span,
  CAST(c.hands AS DOUBLE) AS observed, CAST(c.least AS DOUBLE) AS allowed"""


def _many_sql(codes: Codes, uses: Uses) -> str:
    return f"""
WITH hand AS {_hands_sql(codes, uses)},
counted AS (
  SELECT h.core, h.subject, count(DISTINCT h.officer) AS hands, min(h.moment) AS seen_from,
    max(h.moment) AS seen_to,
    max(CASE WHEN h.recorded = 1 AND h.officer IS NULL THEN 1 ELSE 0 END) AS unknown
  FROM hand AS h
  GROUP BY h.core, h.subject
){_VERDICT}
FROM (
  SELECT a.rule, a.subject, a.anchor, a.anchor_act, a.certain, a.least, h.hands, h.seen_from,
    h.seen_to, h.unknown
  FROM ({anchor_sql("too_few_hands", ("least",))}
  ) AS a
  JOIN counted AS h ON h.core = a.core AND h.subject = a.subject
) AS c
"""


def _hands_sql(codes: Codes, uses: Uses) -> str:
    """Officers by name, with those named in further fields."""
    named = ""
    if "also" in uses:
        also = chosen("f.field", "a", kind="text", codes=codes)
        named = f"""
    UNION ALL
    SELECT p.core, a.subject, a.moment, a.act, {also} AS officer, 0 AS recorded
    FROM part AS p
    JOIN also_field AS f ON f.rule = p.core
    JOIN act AS a ON a.situation = p.situation
    WHERE p.shape = 'too_few_hands' AND p.role = 'acts'"""
    fields = ("a.text_officer AS officer", "1 AS recorded")
    return f"""({hits("too_few_hands", "acts", fields=fields)}{named}
  )"""


def _flags(parameters: Parameters) -> tuple[str, ...]:
    also = ("also",) if parameters.also else ()
    return (*also, "many") if parameters.at_least > 2 else also


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    parameters: Parameters = case.rule.parameters
    anchor = first_anchor(case, role="acts")
    if anchor is None:
        return []
    acts = case.of("acts")
    hands = {act.officer for act in acts} - {None}
    hands |= {
        str(act.attributes[name])
        for act in acts
        for name in parameters.also
        if name in act.attributes
    }
    if len(hands) >= parameters.at_least:
        return [verdict(case, anchor, Outcome.PASS)]
    if any(act.officer is None for act in acts):
        return [verdict(case, anchor, Outcome.NOT_EVALUATED, Reason.ACTOR_MISSING)]
    return [
        verdict(
            case,
            anchor,
            Outcome.FAIL,
            Reason.TOO_FEW,
            evidence=span(case, acts[0].moment, acts[-1].moment),
            observed=len(hands),
            allowed=parameters.at_least,
        )
    ]


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    return (rule.parameters.at_least,)


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    people: tuple[FieldUse, ...] = (("officer", "person"), ("officer", "text"))
    return (*(people[1:] if _flags(parameters) else people[:1]), *_named(parameters))


def _sums(parameters: Parameters) -> tuple[FieldUse, ...]:
    return () if _flags(parameters) else (("officer", "person"),)


def _named(parameters: Parameters) -> tuple[FieldUse, ...]:
    return tuple((name, "text") for name in parameters.also)


def _tables(rules: Sequence[Rule], codes: Codes) -> tuple[PlanTable, ...]:
    rows = [(rule.number, codes[name, "text"]) for rule in rules for name in rule.parameters.also]
    return (PlanTable("also_field", (("rule", "INTEGER"), ("field", "INTEGER")), tuple(rows)),)


TOO_FEW_HANDS = Shape(
    name="too_few_hands",
    title=Text("人数不足", "Too few hands"),
    parameters=Parameters,
    anchor="acts",
    roles=("acts",),
    firsts=("acts",),
    columns=(("least", "INTEGER"),),
    row=_row,
    fields=_fields,
    sums=_sums,
    tables=_tables,
    flags=_flags,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.TOO_FEW: Text(
            "{subject}的“{acts}”只有{observed}名人员参与（{officers}），应不少于{allowed}名。",
            "Only {observed} officer(s) took part in “{acts}” on {subject} ({officers}); at least "
            "{allowed} are required.",
        )
    },
    example={"acts": "Inspect", "at_least": 2, "also": ["second_officer"]},
)
