"""Out of bounds: a number outside its limits, written in the standard or in a dated table.

``relative_to`` makes the limits multiples of another field of the same act (fine ÷ tax evaded),
compared by multiplication, so that no division rounds. A ``table`` chooses the limits by the
act's own fields (tier, category) and by its day; keys that the table of that day does not have are
a breach of their own, and an act of a day for which there is no table at all is *not evaluated*.
Every act is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import model_validator

from zhunsheng.model.act import Act
from zhunsheng.model.matching import field_of
from zhunsheng.model.moment import FAR_DAY, day_of
from zhunsheng.model.notation import FieldName, Id, Number, RefersTo, refuse
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import PlanTable, Rule
from zhunsheng.model.register import Register
from zhunsheng.model.standard import BoundsTable
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, anchors, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    every_anchor,
    wide,
)

Limits = tuple[Decimal | None, Decimal | None]
"""The least and the most that is allowed; None: no limit on that side."""

MOST_KEYS = 3


class Parameters(ShapeParameters):
    """A number outside its limits: fixed ones or a table's, absolute or as a share of a field."""

    act: StepField
    field: FieldName
    at_least: Number | None = None
    at_most: Number | None = None
    table: Annotated[Id | None, RefersTo("tables")] = None
    relative_to: FieldName | None = None
    _bounds: BoundsTable | None = None
    _by_keys: Mapping[tuple[str, ...], Sequence[tuple[Validity, Limits]]] = {}

    @model_validator(mode="after")
    def _limits(self) -> Self:
        fixed = self.at_least is not None or self.at_most is not None
        if fixed == (self.table is not None):
            raise refuse(
                "bounds-or-table",
                "写固定限值（at_least / at_most）或幅度表（table），二者必居其一",
                "give limits (at_least, at_most) or a table: one of the two",
            )
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise refuse("bounds-crossed", "下限高于上限", "at_least is above at_most")
        return self

    def resolve(self, register: Register) -> Self:
        if self.table is None:
            return self
        found = next((table for table in register.tables if table.id == self.table), None)
        if found is None:
            raise refuse(
                "table-unknown",
                f"幅度表“{self.table}”不存在",
                f"there is no table {self.table!r} in the register",
            )
        resolved = self.model_copy()
        resolved._bounds = found
        by_keys: dict[tuple[str, ...], list[tuple[Validity, Limits]]] = {}
        for version in found.versions:
            for row in version.rows:
                by_keys.setdefault(row.keys, []).append((version.validity, (row.least, row.most)))
        resolved._by_keys = by_keys
        return resolved

    def dated(self) -> tuple[Validity, ...] | None:
        if self._bounds is None:
            return None
        return tuple(version.validity for version in self._bounds.versions)

    @property
    def bounds(self) -> BoundsTable | None:
        """The table's rows; None until :meth:`resolve`, or with fixed limits."""
        return self._bounds

    def limits(self, keys: tuple[str, ...], moment: int) -> Limits | None:
        """The limits for these keys on the day of the moment; None: no such row."""
        if self._bounds is None:
            return self.at_least, self.at_most
        day = day_of(moment)
        for validity, limits in self._by_keys.get(keys, ()):
            if day in validity:
                return limits
        return None


def _sql(codes: Codes, uses: Uses) -> str:
    value = chosen("r.value_field", "a", kind="number", codes=codes)
    base = chosen("r.base_field", "a", kind="number", codes=codes)
    keys = tuple(
        f"{chosen(f'r.key{n}_field', 'a', kind='text', codes=codes)} AS key{n}"
        for n in range(1, MOST_KEYS + 1)
    )
    columns = ("base_field", "keys", *(f"key{n}_field" for n in range(1, MOST_KEYS + 1)))
    no_key = " OR ".join(
        f"(d.key{n}_field IS NOT NULL AND d.key{n} IS NULL)" for n in range(1, MOST_KEYS + 1)
    )
    same_keys = " AND ".join(f"b.key{n} = coalesce(d.key{n}, '')" for n in range(1, MOST_KEYS + 1))
    base_or_one = "CASE WHEN d.base_field IS NULL THEN CAST(1 AS DECIMAL(18, 4)) ELSE d.base END"
    fields = (f"{value} AS amount", f"{base} AS base", *keys)
    return f"""
WITH done AS ({every_anchor("out_of_bounds", columns, fields)}
),
found AS (
  SELECT d.rule, d.subject, d.anchor, d.anchor_act, d.certain, d.amount, d.base_field, d.base,
    b.least, b.most,
    CASE
      WHEN d.amount IS NULL OR (d.base_field IS NOT NULL AND d.base IS NULL) OR {no_key}
        THEN {int(Reason.FIELD_MISSING)}
      WHEN b.rule IS NULL THEN {int(Reason.NOT_IN_TABLE)}
      WHEN d.amount < {wide("b.least")} * {base_or_one}
        THEN {int(Reason.BELOW)}
      WHEN d.amount > {wide("b.most")} * {base_or_one}
        THEN {int(Reason.ABOVE)}
      ELSE {NOTHING}
    END AS reason
  FROM done AS d
  LEFT JOIN bound AS b ON b.rule = d.rule AND {same_keys}
    AND d.anchor_day >= b.start_day AND d.anchor_day < b.end_day
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN reason = {NOTHING} THEN {PASS} WHEN reason < 50 THEN {FAIL} ELSE {NOT_EVALUATED} END
    AS outcome,
  reason, anchor AS seen_from, anchor AS seen_to, FALSE AS is_span,
  CAST(amount AS DOUBLE) AS observed,
  CASE reason WHEN {int(Reason.BELOW)} THEN CAST(least AS DOUBLE)
    WHEN {int(Reason.ABOVE)} THEN CAST(most AS DOUBLE) END
    * CASE WHEN base_field IS NULL THEN 1 ELSE CAST(base AS DOUBLE) END AS allowed
FROM found
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    return [_judge_act(case, member.act) for member in anchors(case, role="act")]


def _judge_act(case: Case, act: Act) -> Verdict:
    parameters: Parameters = case.rule.parameters
    amount = act.attributes.get(parameters.field)
    base: Any = Decimal(1)
    if parameters.relative_to is not None:
        base = act.attributes.get(parameters.relative_to)
    keys = [field_of(act, name) for name in parameters.bounds.keys] if parameters.bounds else []
    if not isinstance(amount, Decimal) or not isinstance(base, Decimal) or None in keys:
        return verdict(case, act, Outcome.NOT_EVALUATED, Reason.FIELD_MISSING)
    limits = parameters.limits(tuple(map(str, keys)), act.moment)
    if limits is None:
        return verdict(
            case, act, Outcome.FAIL, Reason.NOT_IN_TABLE, observed=float(amount), allowed=None
        )
    least, most = limits
    if least is not None and amount < least * base:
        reason, limit = Reason.BELOW, least
    elif most is not None and amount > most * base:
        reason, limit = Reason.ABOVE, most
    else:
        return verdict(case, act, Outcome.PASS)
    return verdict(
        case,
        act,
        Outcome.FAIL,
        reason,
        observed=float(amount),
        allowed=float(limit) * float(base),
    )


def _bounds(rule: Rule) -> list[tuple[Any, ...]]:
    """Limits: rule, three keys ('' where the table has fewer), from day, until day, limits."""
    parameters: Parameters = rule.parameters
    no_keys = ("",) * MOST_KEYS
    if parameters.bounds is None:
        limits = (parameters.at_least, parameters.at_most)
        return [(rule.number, *no_keys, -FAR_DAY, FAR_DAY, *limits)]
    rows: list[tuple[Any, ...]] = []
    for version in parameters.bounds.versions:
        for row in version.rows:
            keys = (*row.keys, *no_keys)[:MOST_KEYS]
            rows.append((rule.number, *keys, *version.validity.day_numbers, row.least, row.most))
    return rows


def _tables(rules: Sequence[Rule], codes: Codes) -> tuple[PlanTable, ...]:
    columns = (
        ("rule", "INTEGER"),
        *((f"key{n}", "VARCHAR") for n in range(1, MOST_KEYS + 1)),
        ("start_day", "INTEGER"),
        ("end_day", "INTEGER"),
        ("least", "DECIMAL(18, 4)"),
        ("most", "DECIMAL(18, 4)"),
    )
    return (PlanTable("bound", columns, tuple(row for r in rules for row in _bounds(r))),)


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    parameters: Parameters = rule.parameters
    keys = parameters.bounds.keys if parameters.bounds is not None else ()
    key_codes = [codes[key, "text"] for key in keys]
    return (
        codes[parameters.field, "number"],
        codes[parameters.relative_to, "number"] if parameters.relative_to is not None else None,
        len(keys),
        *key_codes,
        *[None] * (MOST_KEYS - len(keys)),
    )


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    uses: list[FieldUse] = [(parameters.field, "number")]
    if parameters.relative_to is not None:
        uses.append((parameters.relative_to, "number"))
    if parameters.bounds is not None:
        uses.extend((key, "text") for key in parameters.bounds.keys)
    return tuple(uses)


OUT_OF_BOUNDS = Shape(
    name="out_of_bounds",
    title=Text("超出幅度", "Out of bounds"),
    parameters=Parameters,
    anchor="act",
    roles=("act",),
    unit="act",
    columns=(
        ("value_field", "INTEGER"),
        ("base_field", "INTEGER"),
        ("keys", "INTEGER"),
        *((f"key{n}_field", "INTEGER") for n in range(1, MOST_KEYS + 1)),
    ),
    row=_row,
    fields=_fields,
    tables=_tables,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.BELOW: Text(
            "{subject}于{anchor_day}的“{act}”中，{field}为{observed}，低于下限{allowed}。",
            "In “{act}” on {subject} on {anchor_day}, {field} is {observed}, below the lower bound "
            "{allowed}.",
        ),
        Reason.ABOVE: Text(
            "{subject}于{anchor_day}的“{act}”中，{field}为{observed}，高于上限{allowed}。",
            "In “{act}” on {subject} on {anchor_day}, {field} is {observed}, above the upper bound "
            "{allowed}.",
        ),
        Reason.NOT_IN_TABLE: Text(
            "{subject}于{anchor_day}的“{act}”所适用的档次不在规定的幅度表之内。",
            "“{act}” on {subject} on {anchor_day} names a tier that the table in force does not "
            "have.",
        ),
    },
    example={"act": "Penalise", "field": "fine", "relative_to": "tax_evaded", "at_least": 0.3},
)
