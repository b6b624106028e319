"""What the files of a register look like: one pydantic model an item."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from zhunsheng.model.notation import Block, FieldName, Id, Number, Words, refuse
from zhunsheng.model.notation_period import Length
from zhunsheng.model.notation_step import Conditions
from zhunsheng.register.schema_blocks import BasisBlock, Dated, TextBlock
from zhunsheng.register.schema_examples import ExampleBlock

GradeName = Literal["high", "medium", "low"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SATURDAY_AND_SUNDAY: tuple[Weekday, ...] = ("saturday", "sunday")


class RegisterBlock(Block):
    """``register.yaml``."""

    id: Id
    title: TextBlock
    legal_zone: Words
    calendar: Id | None = None
    weekend: list[Weekday] = Field(default_factory=lambda: list(SATURDAY_AND_SUNDAY))

    @field_validator("legal_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise refuse(
                "zone-unknown",
                f"没有名为“{name}”的时区；请用 IANA 名称，如 Asia/Shanghai",
                f"there is no time zone {name!r}; use an IANA name such as Europe/Rome",
            ) from error
        return name


class LawBlock(Block):
    id: Id
    title: TextBlock
    short: TextBlock | None = None
    number: Words | None = None
    editions: list[dt.date] = Field(default_factory=list)
    repealed_on: dt.date | None = None
    verified: bool = True


class PowerVersionBlock(Dated):
    basis: list[BasisBlock] = Field(default_factory=list)
    limits: TextBlock | None = None


class ColumnsBlock(Block):
    """Public columns: content, conduct, conditions, time promised, fee, remedies, liability,
    supervision."""

    content: TextBlock | None = None
    conduct: TextBlock | None = None
    conditions: TextBlock | None = None
    promised: TextBlock | None = None
    fee: TextBlock | None = None
    remedies: TextBlock | None = None
    liability: TextBlock | None = None
    supervision: TextBlock | None = None


class PublicDefaultBlock(Block):
    """The public columns of the powers of one type (``id``) that do not say otherwise."""

    id: Id
    columns: ColumnsBlock


class PowerBlock(Block):
    id: Id
    title: TextBlock
    type: Words
    domain: Words
    versions: list[PowerVersionBlock] = Field(min_length=1)
    chart: Id | None = None
    public: bool = False
    code: Words | None = None
    seed: int | None = Field(None, ge=1)
    levels: list[Id] = Field(default_factory=list)
    approval: Id | None = None
    clocks: list[Id] = Field(default_factory=list)
    subitems: list[TextBlock] = Field(default_factory=list)
    columns: ColumnsBlock = Field(default_factory=ColumnsBlock)
    verified: bool = True


class GrantBlock(Dated):
    power: Id
    up_to: Number | None = Field(None, ge=0)
    basis: list[BasisBlock] = Field(default_factory=list)


class PostBlock(Block):
    """A post; ``incompatible_with`` lists powers no holder of it may hold besides."""

    id: Id
    title: TextBlock
    grants: list[GrantBlock] = Field(default_factory=list)
    incompatible_with: list[Id] = Field(default_factory=list)
    levels: list[Id] = Field(default_factory=list)
    key: bool = False
    duties: TextBlock | None = None
    certificates: list[Id] = Field(default_factory=list)
    verified: bool = True


class MeasureBlock(TextBlock):
    """What holds a risk back; ``by``: whether a system or people see to it."""

    by: Literal["system", "people"] | None = None


class RiskPointBlock(Block):
    id: Id
    title: TextBlock
    power: Id
    post: Id
    grade: GradeName
    measures: list[MeasureBlock] = Field(default_factory=list)
    standards: list[Id] = Field(default_factory=list)
    misconduct: list[Id] = Field(default_factory=list)
    sign: TextBlock | None = None
    indicators: list[Id] = Field(default_factory=list)
    graded_on: dt.date | None = None


class ClockVersionBlock(Dated):
    period: Length
    basis: list[BasisBlock] = Field(default_factory=list)


class ClockBlock(Block):
    id: Id
    title: TextBlock
    versions: list[ClockVersionBlock] = Field(min_length=1)
    verified: bool = True


class BoundsRowBlock(Block):
    """``keys`` in the order of the table's keys; limits are inclusive."""

    keys: list[Words] = Field(min_length=1)
    least: Number | None = None
    most: Number | None = None

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.least is None and self.most is None:
            raise refuse(
                "row-without-limits", "该行没有上限也没有下限", "the row has neither least nor most"
            )
        if self.least is not None and self.most is not None and self.least > self.most:
            raise refuse("bounds-crossed", "下限高于上限", "least is above most")
        return self


class BoundsVersionBlock(Dated):
    basis: list[BasisBlock] = Field(default_factory=list)
    rows: list[BoundsRowBlock] = Field(min_length=1)


class BoundsTableBlock(Block):
    """Limits by key. No versions: the law leaves them open, and the authority has to decide."""

    id: Id
    title: TextBlock
    keys: list[FieldName] = Field(min_length=1, max_length=3)
    versions: list[BoundsVersionBlock]

    @model_validator(mode="after")
    def _rows_fit_keys(self) -> Self:
        for version in self.versions:
            seen: set[tuple[str, ...]] = set()
            for row in version.rows:
                if len(row.keys) != len(self.keys):
                    raise refuse(
                        "row-keys",
                        f"行 {row.keys} 有 {len(row.keys)} 个键，表头有 {len(self.keys)} 个",
                        f"row {row.keys} has {len(row.keys)} keys, the table {len(self.keys)}",
                    )
                if tuple(row.keys) in seen:
                    raise refuse(
                        "row-twice", f"行 {row.keys} 写了两次", f"row {row.keys} is there twice"
                    )
                seen.add(tuple(row.keys))
        return self


class StandardVersionBlock(Dated):
    """``parameters`` are checked against the shape's own model, which the loader is given."""

    basis: list[BasisBlock] = Field(default_factory=list)
    shape: Words
    subject: Words
    scope: Conditions = Field(default_factory=tuple)
    parameters: dict[str, Any]


class StandardBlock(Block):
    id: Id
    title: TextBlock
    power: Id
    posts: list[Id] = Field(default_factory=list)
    line: Literal[1, 2, 3]
    grade: GradeName
    versions: list[StandardVersionBlock] = Field(min_length=1)
    draft: bool = False
    indicators: list[Id] = Field(default_factory=list)
    examples: list[ExampleBlock] = Field(default_factory=list)
    verified: bool = True


class ExemptionBlock(Dated):
    """An approved exception; empty lists of subjects, offices, officers mean "any"."""

    id: Id
    standard: Id
    reason: TextBlock
    approved_by: str = ""
    subjects: list[Words] = Field(default_factory=list)
    offices: list[Words] = Field(default_factory=list)
    officers: list[Words] = Field(default_factory=list)


class CalendarYearBlock(Block):
    """``calendars/<id>/<year>.yaml``: one year, from one notice."""

    year: Annotated[int, Field(ge=1900, le=2177)]
    holidays: list[dt.date] = Field(default_factory=list)
    workdays: list[dt.date] = Field(default_factory=list)
    basis: list[BasisBlock] = Field(default_factory=list)

    @model_validator(mode="after")
    def _days_of_that_year(self) -> Self:
        for day in (*self.holidays, *self.workdays):
            if day.year != self.year:
                raise refuse(
                    "day-of-other-year",
                    f"{day} 不属于 {self.year} 年",
                    f"{day} is not a day of {self.year}",
                )
        both = sorted(set(self.holidays) & set(self.workdays))
        if both:
            raise refuse(
                "holiday-and-workday",
                f"{both[0]} 既是休息日又是工作日",
                f"{both[0]} is listed as a holiday and as a workday",
            )
        return self
