"""Beyond authority: an act by someone who did not hold what it takes, on that day.

One requirement a standard: a *post* (named, or any post that has been granted the power, if need
be up to an amount), a *certificate*, or a shift on a *roster*. The post recorded with the act
counts; where none is recorded, the officer's postings do. Every act is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any, Self

from pydantic import model_validator

from zhunsheng.model.act import Act
from zhunsheng.model.moment import FAR_DAY, day_of
from zhunsheng.model.notation import FieldName, Id, RefersTo, Words, listing, refuse
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.plan import PlanTable, Rule
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.verdict import Outcome, Reason, Verdict
from zhunsheng.standards.facts import Case, Facts
from zhunsheng.standards.grants import PostGrant, grants_of
from zhunsheng.standards.parameters import ShapeParameters
from zhunsheng.standards.shape import Codes, FieldUse, Shape, Uses, anchors, verdict
from zhunsheng.standards.sql import (
    FAIL,
    NOT_EVALUATED,
    NOTHING,
    PASS,
    chosen,
    every_anchor,
)

KINDS = ("post", "certificate", "roster")


class Parameters(ShapeParameters):
    """``act`` by someone without post, power, certificate, shift, or beyond the amount granted."""

    act: StepField
    posts: Annotated[Annotated[tuple[Id, ...], listing(Id, least=1)] | None, RefersTo("posts")] = (
        None
    )
    power: Annotated[Id | None, RefersTo("powers")] = None
    certificate: Words | None = None
    roster: Words | None = None
    amount: FieldName | None = None
    _grants: tuple[PostGrant, ...] = ()
    _of_post: Mapping[str, Sequence[PostGrant]] = {}

    @model_validator(mode="after")
    def _one_requirement(self) -> Self:
        held = (self.posts, self.power, self.certificate, self.roster)
        if sum(one is not None for one in held) != 1:
            raise refuse(
                "one-authority",
                "posts、power、certificate、roster 必须且只能写一项；多项要求请分写为多条标准",
                "exactly one of posts, power, certificate and roster is needed; "
                "several requirements are several standards",
            )
        if self.amount is not None and self.power is None:
            raise refuse(
                "amount-of-nothing",
                "额度（amount）须与 power 一并写明",
                "an amount is held against the grants of a power: name the power",
            )
        return self

    def resolve(self, register: Register) -> Self:
        if self.power is None:
            return self
        resolved = self.model_copy()
        resolved._grants = grants_of(self.power, register.posts)
        resolved._of_post = {
            post: tuple(own) for post, own in groupby(resolved._grants, key=attrgetter("post"))
        }
        return resolved

    @property
    def grants(self) -> tuple[PostGrant, ...]:
        """Who holds the power when; empty until :meth:`resolve`."""
        return self._grants

    @property
    def entitling(self) -> Collection[str]:
        """The posts, certificates or rosters one of which it takes, on whatever day."""
        if self.power is not None:
            return self._of_post.keys()
        return self.posts or (self.certificate or self.roster or "",)

    def limits(self, value: str, moment: int) -> list[Decimal | None]:
        """Up to which amounts (None: any) holding the value entitles on the day of the moment."""
        if self.power is None:
            return [None] if value in self.entitling else []
        day = day_of(moment)
        return [grant.up_to for grant in self._of_post.get(value, ()) if day in grant.validity]

    @property
    def kind(self) -> str:
        if self.certificate is not None:
            return "certificate"
        return "roster" if self.roster is not None else "post"


def _sql(codes: Codes, uses: Uses) -> str:
    amount = chosen("r.amount_field", "a", kind="number", codes=codes)
    fields = ("a.person_officer AS officer", "a.text_post AS post", f"{amount} AS amount")
    return f"""
WITH done AS ({every_anchor("beyond_authority", ("kind", "amount_field"), fields)}
),
entitled AS (
  SELECT d.rule, d.subject, d.anchor, d.anchor_act,
    max(CASE WHEN h.up_to IS NULL THEN 1 ELSE 0 END) AS unlimited, max(h.up_to) AS up_to
  FROM done AS d
  JOIN mandate AS m ON m.person = d.officer
  JOIN holding AS h ON h.rule = d.rule AND h.value = m.value
  WHERE (d.kind <> 0 OR d.post IS NULL)
    AND m.kind = CASE d.kind WHEN 0 THEN 'post' WHEN 1 THEN 'certificate' ELSE 'roster' END
    AND m.start_moment <= d.anchor AND (m.end_moment IS NULL OR d.anchor < m.end_moment)
    AND d.anchor_day >= h.start_day AND d.anchor_day < h.end_day
  GROUP BY d.rule, d.subject, d.anchor, d.anchor_act
),
weighed AS (
  SELECT d.*, k.kind AS known,
    CASE WHEN d.kind = 0 AND d.post IS NOT NULL
      THEN CASE WHEN p.rule IS NOT NULL THEN 1 ELSE 0 END
      ELSE CASE WHEN e.rule IS NOT NULL THEN 1 ELSE 0 END END AS holds,
    CASE WHEN d.kind = 0 AND d.post IS NOT NULL
      THEN CASE WHEN p.up_to IS NULL THEN 1 ELSE 0 END ELSE e.unlimited END AS unlimited,
    CASE WHEN d.kind = 0 AND d.post IS NOT NULL THEN p.up_to ELSE e.up_to END AS up_to
  FROM done AS d
  LEFT JOIN holding AS p ON p.rule = d.rule AND p.value = d.post AND d.kind = 0
    AND d.anchor_day >= p.start_day AND d.anchor_day < p.end_day
  LEFT JOIN entitled AS e ON e.rule = d.rule AND e.subject = d.subject AND e.anchor = d.anchor
    AND e.anchor_act = d.anchor_act
  LEFT JOIN mandate_kind AS k
    ON k.kind = CASE d.kind WHEN 0 THEN 'post' WHEN 1 THEN 'certificate' ELSE 'roster' END
),
found AS (
  SELECT rule, subject, anchor, anchor_act, certain, amount, up_to, unlimited, amount_field,
    CASE
      WHEN (kind > 0 OR post IS NULL) AND officer IS NULL THEN {int(Reason.ACTOR_MISSING)}
      WHEN (kind > 0 OR post IS NULL) AND known IS NULL THEN {int(Reason.NO_COMPARISON)}
      WHEN holds = 0 AND kind = 0 THEN {int(Reason.NO_POST)}
      WHEN holds = 0 AND kind = 1 THEN {int(Reason.NO_CERTIFICATE)}
      WHEN holds = 0 THEN {int(Reason.OFF_ROSTER)}
      WHEN amount_field IS NULL OR unlimited = 1 THEN {NOTHING}
      WHEN amount IS NULL THEN {int(Reason.FIELD_MISSING)}
      WHEN amount > up_to THEN {int(Reason.OVER_LIMIT)}
      ELSE {NOTHING}
    END AS reason
  FROM weighed
)
SELECT rule, subject, anchor, anchor_act, certain,
  CASE WHEN reason = {NOTHING} THEN {PASS} WHEN reason < 50 THEN {FAIL} ELSE {NOT_EVALUATED} END
    AS outcome,
  reason, anchor AS seen_from, anchor AS seen_to, FALSE AS is_span,
  CASE WHEN reason = {int(Reason.OVER_LIMIT)} THEN CAST(amount AS DOUBLE) END AS observed,
  CASE WHEN reason = {int(Reason.OVER_LIMIT)} THEN CAST(up_to AS DOUBLE) END AS allowed
FROM found
"""


def _judge(case: Case, facts: Facts) -> list[Verdict]:
    return [_judge_act(case, facts, member.act) for member in anchors(case, role="act")]


def _judge_act(case: Case, facts: Facts, act: Act) -> Verdict:
    parameters: Parameters = case.rule.parameters
    kind = parameters.kind
    if kind == "post" and act.post is not None:
        limits = parameters.limits(act.post, act.moment)
    else:
        if act.officer is None:
            return verdict(case, act, Outcome.NOT_EVALUATED, Reason.ACTOR_MISSING)
        if kind not in facts.mandate_kinds:
            return verdict(case, act, Outcome.NOT_EVALUATED, Reason.NO_COMPARISON)
        held = facts.holds(act.officer, kind, parameters.entitling, act.moment)
        limits = [limit for value in held for limit in parameters.limits(value, act.moment)]
    if not limits:
        reason = {
            "post": Reason.NO_POST,
            "certificate": Reason.NO_CERTIFICATE,
            "roster": Reason.OFF_ROSTER,
        }[kind]
        return verdict(case, act, Outcome.FAIL, reason)
    if parameters.amount is None or None in limits:
        return verdict(case, act, Outcome.PASS)
    amount = act.attributes.get(parameters.amount)
    if amount is None or isinstance(amount, str):
        return verdict(case, act, Outcome.NOT_EVALUATED, Reason.FIELD_MISSING)
    most = max(limit for limit in limits if limit is not None)
    if amount > most:
        return verdict(
            case,
            act,
            Outcome.FAIL,
            Reason.OVER_LIMIT,
            observed=float(amount),
            allowed=float(most),
        )
    return verdict(case, act, Outcome.PASS)


def _holdings(rule: Rule) -> list[tuple[int, str, int, int, Any]]:
    """What entitles: rule, value (post, certificate or roster), from day, until day, up to."""
    parameters: Parameters = rule.parameters
    if parameters.power is not None:
        return [
            (rule.number, grant.post, *grant.validity.day_numbers, grant.up_to)
            for grant in parameters.grants
        ]
    return [(rule.number, value, -FAR_DAY, FAR_DAY, None) for value in parameters.entitling]


def _tables(rules: Sequence[Rule], codes: Codes) -> tuple[PlanTable, ...]:
    return (
        PlanTable(
            name="holding",
            columns=(
                ("rule", "INTEGER"),
                ("value", "VARCHAR"),
                ("start_day", "INTEGER"),
                ("end_day", "INTEGER"),
                ("up_to", "DECIMAL(18, 4)"),
            ),
            rows=tuple(row for rule in rules for row in _holdings(rule)),
        ),
    )


def _row(rule: Rule, codes: Codes) -> tuple[Any, ...]:
    amount = rule.parameters.amount
    return (
        KINDS.index(rule.parameters.kind),
        codes[amount, "number"] if amount is not None else None,
    )


def _fields(parameters: Parameters) -> tuple[FieldUse, ...]:
    people: tuple[FieldUse, ...] = (("officer", "person"), ("post", "text"))
    return (*people, (parameters.amount, "number")) if parameters.amount is not None else people


BEYOND_AUTHORITY = Shape(
    name="beyond_authority",
    title=Text("越权", "Beyond authority"),
    parameters=Parameters,
    anchor="act",
    roles=("act",),
    unit="act",
    columns=(("kind", "INTEGER"), ("amount_field", "INTEGER")),
    row=_row,
    fields=_fields,
    tables=_tables,
    sql=_sql,
    judge=_judge,
    sentences={
        Reason.NO_POST: Text(
            "{subject}于{anchor_day}的“{act}”由{officer}办理，其当时不在有此职权的岗位。",
            "“{act}” on {subject} on {anchor_day} was done by {officer}, who then held no post "
            "with this power.",
        ),
        Reason.OVER_LIMIT: Text(
            "{subject}于{anchor_day}的“{act}”金额{observed}，超出{officer}的授权额度{allowed}。",
            "“{act}” on {subject} on {anchor_day} was for {observed}, beyond the {allowed} "
            "granted to {officer}.",
        ),
        Reason.NO_CERTIFICATE: Text(
            "{subject}于{anchor_day}的“{act}”由{officer}办理，其当时未持有效的{certificate}。",
            "“{act}” on {subject} on {anchor_day} was done by {officer}, who then held no valid "
            "{certificate}.",
        ),
        Reason.OFF_ROSTER: Text(
            "{subject}于{anchor_day}的“{act}”由{officer}办理，其当时不当班。",
            "“{act}” on {subject} on {anchor_day} was done by {officer}, who was not on duty then.",
        ),
    },
    example={"act": "Release", "power": "release-goods"},
)
