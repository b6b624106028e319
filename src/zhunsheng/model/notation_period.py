"""How periods are written: ``{clock: id}``, or a length in one unit, if need be with ``roll``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from zhunsheng.model.clock import Period, Unit
from zhunsheng.model.notation import Block, Id, WrittenAs, refuse

LENGTHS: dict[str, Unit] = {
    "days": "calendar_days",
    "working_days": "working_days",
    "hours": "hours",
    "months": "months",
    "years": "years",
}
"""The key a length is written under → the model's unit."""


@dataclass(frozen=True, slots=True)
class PeriodReference:
    """A period written out, or the id of a clock whose versions say it."""

    period: Period | None = None
    clock: str | None = None


def _one_of(*keys: str) -> list[JsonValue]:
    return [{"required": [key]} for key in keys]


class Length(Block):
    """A length of time: exactly one unit, a century at most. ``days`` are calendar days."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _one_of(*LENGTHS)})

    days: int | None = Field(None, ge=0, le=36_525)
    working_days: int | None = Field(None, ge=1, le=25_000)
    hours: int | None = Field(None, ge=1, le=876_600)
    months: int | None = Field(None, ge=1, le=1_200)
    years: int | None = Field(None, ge=1, le=100)
    roll: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _one_unit(self)
        return self

    def period(self) -> Period:
        """The model's period."""
        for key, unit in LENGTHS.items():
            length: int | None = getattr(self, key)
            if length is not None:
                return Period(length, unit, self.roll)
        raise AssertionError("checked on reading: one unit is given")


class PeriodBlock(Length):
    """A length of time, or a clock of the register by its id."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _one_of(*LENGTHS, "clock")})

    clock: Id | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.clock is None:
            _one_unit(self)
        elif self.model_fields_set != {"clock"}:
            raise refuse(
                "clock-and-length",
                "引用时限（clock）时不能再写单位或 roll",
                "a period that names a clock takes no length and no roll of its own",
            )
        return self

    def reference(self) -> PeriodReference:
        """The model's reference."""
        if self.clock is not None:
            return PeriodReference(clock=self.clock)
        return PeriodReference(period=self.period())


PeriodField = Annotated[PeriodReference, WrittenAs(PeriodBlock, PeriodBlock.reference)]


def _one_unit(block: Length) -> None:
    given = [key for key in LENGTHS if getattr(block, key) is not None]
    if len(given) != 1:
        raise refuse(
            "period-units",
            f"期限必须且只能写一种单位（{'、'.join(LENGTHS)}），现有 {len(given)} 种",
            f"a period takes exactly one of {', '.join(LENGTHS)}; here are {len(given)}",
        )
    if block.roll and block.hours is not None:
        raise refuse(
            "roll-of-hours",
            "按小时计的期限不能顺延（roll）",
            "a period in hours cannot roll to a working day",
        )
