"""The parameters of every shape of breach, as an author writes them in a standard.

The model keeps parameters as written; here they are checked at the edge, so that an author meets
his mistake on its line, and an editor can offer the keys (JSON Schema).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from zhunsheng.register.steps import Block, FieldName, Id, Number, PeriodBlock, Step, Words, refuse


class MissingStep(Block):
    """``at`` happened, but not what it ``needs`` (``after`` that step, ``when`` that one did)."""

    at: Step
    needs: Step
    after: Step | None = None
    when: Step | None = None
    anchor: Literal["first", "last"] = "first"


class WrongOrder(Block):
    """``then`` before ``first``."""

    first: Step
    then: Step
    counted: bool = False


class ForbiddenAfter(Block):
    """``forbidden`` after ``after`` (until ``until``, or ``within`` a period)."""

    after: Step
    forbidden: Step
    until: Step | None = None
    within: PeriodBlock | None = None


class NeverTogether(Block):
    """Both steps on one subject."""

    one: Step
    other: Step


class Overdue(Block):
    """``to`` later than ``within`` a period of ``from``, or than the time in the field ``due``."""

    from_: Step = Field(alias="from")
    to: Step
    within: PeriodBlock | None = None
    due: FieldName | None = None
    each: Literal["first", "every"] = "first"
    released_by: Step | None = None
    suspended_by: Step | None = None
    resumed_by: Step | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.within is None) == (self.due is None):
            raise refuse(
                "within-or-due",
                "期限（within）与到期日栏目（due）必须且只能写一个",
                "exactly one of within and due is needed",
            )
        if (self.resumed_by is None) != (self.suspended_by is None):
            raise refuse(
                "suspended-and-resumed",
                "中止计算（suspended_by）与恢复计算（resumed_by）须一并写明",
                "suspended_by and resumed_by are given together",
            )
        if self.due is not None and self.suspended_by is not None:
            raise refuse(
                "due-suspended",
                "以到期日栏目（due）计的期限不能中止",
                "a due moment on the act itself cannot be suspended",
            )
        return self


class BeyondAuthority(Block):
    """``act`` by someone without post, power, certificate, shift, or beyond the amount granted."""

    act: Step
    posts: list[Id] | None = Field(None, min_length=1)
    power: Id | None = None
    certificate: Words | None = None
    roster: Words | None = None
    amount: FieldName | None = None

    @model_validator(mode="after")
    def _something_to_hold(self) -> Self:
        if len(self.model_fields_set - {"act", "amount"}) != 1:
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


class ConflictingDuties(Block):
    """Both steps on one subject in the same hands."""

    one: Step
    other: Step


class TooFewHands(Block):
    """``acts`` by fewer different officers than ``at_least``; ``also`` names further ones."""

    acts: Step
    at_least: int = Field(ge=2)
    also: list[FieldName] = Field(default_factory=list)


class OutOfBounds(Block):
    """A number outside its limits: fixed ones or a table's, absolute or as a share of a field."""

    act: Step
    field: FieldName
    at_least: Number | None = None
    at_most: Number | None = None
    table: Id | None = None
    relative_to: FieldName | None = None

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


class AlteredAfter(Block):
    """``by`` changed ``field`` after ``after``."""

    after: Step
    by: Step
    field: FieldName


class Mismatch(Block):
    """Two records that should agree do not. ``field`` may be ``officer``.

    Without ``other``, two fields of the same act are compared.
    """

    one: Step
    field: FieldName
    other_field: FieldName
    other: Step | None = None
    tolerance: Number | None = Field(None, ge=0)
    tolerance_share: Number | None = Field(None, ge=0)


class TooOften(Block):
    """``act`` more than so many times within a period."""

    act: Step
    more_than: int = Field(ge=1)
    within: PeriodBlock


class RepeatedChange(Block):
    """``field`` changed more than ``at_most`` times over ``acts``."""

    acts: Step
    field: FieldName
    at_most: int = Field(ge=0)


class UnlikeTreatment(Block):
    """Subjects alike in the fields ``alike`` got a different ``outcome`` in the same period."""

    act: Step
    alike: list[FieldName] = Field(min_length=1, max_length=4)
    outcome: FieldName
    ratio: Number | None = Field(None, ge=1)
    period: Literal["month", "year", "all"] = "all"


class RecordMissing(Block):
    """``act`` without one of the fields that must be filled."""

    act: Step
    fields: list[FieldName] = Field(min_length=1, max_length=6)


SHAPE_PARAMETERS: dict[str, type[Block]] = {
    "missing_step": MissingStep,
    "wrong_order": WrongOrder,
    "forbidden_after": ForbiddenAfter,
    "never_together": NeverTogether,
    "overdue": Overdue,
    "beyond_authority": BeyondAuthority,
    "conflicting_duties": ConflictingDuties,
    "too_few_hands": TooFewHands,
    "out_of_bounds": OutOfBounds,
    "altered_after": AlteredAfter,
    "mismatch": Mismatch,
    "too_often": TooOften,
    "repeated_change": RepeatedChange,
    "unlike_treatment": UnlikeTreatment,
    "record_missing": RecordMissing,
}
"""Shape name → what its parameters look like."""
