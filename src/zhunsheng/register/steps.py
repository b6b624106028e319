"""Steps, conditions and periods as they are written in register files."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from zhunsheng.model.clock import Period, Unit
from zhunsheng.model.standard import Condition, Operator

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, Field(min_length=1)]


class Block(BaseModel):
    """A mapping in a register file: unknown keys and loosely typed values are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


def refuse(code: str, zh: str, en: str) -> PydanticCustomError:
    """An error of our own, said in both languages."""
    escaped = en.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError(code, escaped, {"zh": zh, "en": en})


def _exact(value: Any) -> Any:
    """Whole numbers are decimals too; a bool is not a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(str(value))
    return value


def _kept_exactly(value: Decimal) -> Decimal:
    """The trace keeps numbers of at most fourteen digits before and four after the point."""
    if abs(value) >= 10**14:
        raise refuse("number-too-large", "数值过大", "the number is too large")
    if value != value.quantize(Decimal("0.0001")):
        raise refuse("too-many-decimals", "小数不得超过四位", "at most four decimals are kept")
    return value


Number = Annotated[
    Decimal,
    BeforeValidator(_exact),
    AfterValidator(_kept_exactly),
    WithJsonSchema({"type": "number"}),
]


def _constraint(value: Any) -> Any:
    """A scalar means "equals", a list means "in"."""
    if isinstance(value, str):
        return {"in": [value]}
    if isinstance(value, list):
        return {"in": value}
    if isinstance(value, (int, Decimal)):
        raise refuse(
            "number-as-text",
            "等值条件只比较文字；文字请加引号，数值请用 at_least / below",
            "equality compares text: put quotes around text, use at_least / below for numbers",
        )
    return value


class Constraint(Block):
    """What a field must meet; several keys must all hold."""

    in_: list[Words] | None = Field(None, alias="in", min_length=1)
    not_in: list[Words] | None = Field(None, min_length=1)
    prefix: list[Words] | Words | None = None
    at_least: Number | None = None
    below: Number | None = None
    present: Literal[True] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Constraint:
        if not self.model_fields_set:
            raise refuse("empty-condition", "条件为空", "the condition is empty")
        return self

    def conditions(self, field: str) -> list[Condition]:
        """The model's conditions on ``field``."""
        prefixes = [self.prefix] if isinstance(self.prefix, str) else self.prefix
        texts: list[tuple[Operator, list[str] | None]] = [
            ("in", self.in_),
            ("not_in", self.not_in),
            ("prefix", prefixes),
        ]
        bounds: list[tuple[Operator, Decimal | None]] = [
            ("at_least", self.at_least),
            ("below", self.below),
        ]
        found = [Condition(field, op, values=tuple(sorted(set(v)))) for op, v in texts if v]
        found += [Condition(field, op, bound=b) for op, b in bounds if b is not None]
        if self.present:
            found.append(Condition(field, "present"))
        return sorted(found, key=lambda condition: condition.operator)


_CONSTRAINT_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                "in": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "not_in": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "prefix": {
                    "anyOf": [
                        {"type": "string"},
                        {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    ]
                },
                "at_least": {"type": "number"},
                "below": {"type": "number"},
                "present": {"const": True},
            },
        },
    ]
}

Conditions = dict[
    FieldName,
    Annotated[Constraint, BeforeValidator(_constraint), WithJsonSchema(_CONSTRAINT_SCHEMA)],
]


def conditions_of(written: Mapping[str, Constraint]) -> tuple[Condition, ...]:
    """All conditions, in an order that does not depend on the file's."""
    fields = sorted(written)
    return tuple(condition for f in fields for condition in written[f].conditions(f))


def _step(value: Any) -> Any:
    """A string is one activity, a list of strings is any of them."""
    if isinstance(value, (str, list)):
        return {"activity": value}
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_ACTIVITY_SCHEMA = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ]
}


class StepBlock(Block):
    """Acts that play one part: any of the activities, all of the conditions."""

    activity: Annotated[
        list[Words], BeforeValidator(_listed), Field(min_length=1), WithJsonSchema(_ACTIVITY_SCHEMA)
    ]
    where: Conditions = Field(default_factory=dict)


Step = Annotated[
    StepBlock,
    BeforeValidator(_step),
    WithJsonSchema(
        {
            "anyOf": [
                *_ACTIVITY_SCHEMA["anyOf"],
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["activity"],
                    "properties": {
                        "activity": _ACTIVITY_SCHEMA,
                        "where": {"type": "object", "additionalProperties": _CONSTRAINT_SCHEMA},
                    },
                },
            ]
        }
    ),
]

LENGTHS: dict[str, Unit] = {
    "days": "calendar_days",
    "working_days": "working_days",
    "hours": "hours",
    "months": "months",
    "years": "years",
}
"""The key a length is written under → the model's unit."""


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
