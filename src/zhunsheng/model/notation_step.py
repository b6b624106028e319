"""How steps and conditions are written.

A condition on a field: ``office: north`` (equals), ``mode: [a, b]`` (is one of), or a mapping of
operators ``{in, not_in, prefix, at_least, below, present}`` that must all hold. A step: an
activity, a list of activities (any of them), ``"*"`` (any act), or ``{activity: …, where: …}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, WithJsonSchema, model_validator

from zhunsheng.model.notation import Block, FieldName, Number, Words, WrittenAs, refuse
from zhunsheng.model.standard import Condition, Operator, Step

ANY_ACTIVITY = "*"


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
        """A key without a value would silently widen what the standard watches."""
        said = len(self.conditions("field"))
        if not said or said < len(self.model_fields_set):
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


def _constraint(value: Any) -> Any:
    """A scalar means "equals", a list means "in"."""
    if isinstance(value, str):
        return {"in": [value]}
    if isinstance(value, list):
        return {"in": value}
    if isinstance(value, (int, float, Decimal)):
        raise refuse(
            "number-as-text",
            "等值条件只比较文字；文字请加引号，数值请用 at_least / below",
            "equality compares text: put quotes around text, use at_least / below for numbers",
        )
    return value


def _in_order(written: Mapping[str, Constraint]) -> tuple[Condition, ...]:
    """All conditions, in an order that does not depend on the file's."""
    return tuple(found for field in sorted(written) for found in written[field].conditions(field))


_TEXTS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string", "minLength": 1},
    "minItems": 1,
}
_TEXT_OR_TEXTS: dict[str, Any] = {"anyOf": [{"type": "string", "minLength": 1}, _TEXTS]}
_OPERATORS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "in": _TEXTS,
        "not_in": _TEXTS,
        "prefix": _TEXT_OR_TEXTS,
        "at_least": {"type": "number"},
        "below": {"type": "number"},
        "present": {"const": True},
    },
}
_CONSTRAINT: dict[str, Any] = {"anyOf": [*_TEXT_OR_TEXTS["anyOf"], _OPERATORS]}

Conditions = Annotated[
    tuple[Condition, ...],
    WrittenAs(
        dict[
            FieldName,
            Annotated[Constraint, BeforeValidator(_constraint), WithJsonSchema(_CONSTRAINT)],
        ],
        _in_order,
    ),
]
_CONDITIONS: TypeAdapter[tuple[Condition, ...]] = TypeAdapter(Conditions)


def read_conditions(written: Mapping[str, object] | None) -> tuple[Condition, ...]:
    """Conditions from their notation (None: none). Raises pydantic's ValidationError."""
    return _CONDITIONS.validate_python(dict(written or {}))


def _step(value: Any) -> Any:
    """A string is one activity, a list of strings is any of them."""
    return {"activity": value} if isinstance(value, (str, list)) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class StepBlock(Block):
    """Acts that play one part: any of the activities, all of the conditions."""

    activity: Annotated[
        list[Words],
        BeforeValidator(_listed),
        Field(min_length=1),
        WithJsonSchema(_TEXT_OR_TEXTS),
    ]
    where: Conditions = ()

    @model_validator(mode="after")
    def _any_is_all(self) -> StepBlock:
        if ANY_ACTIVITY in self.activity and len(self.activity) > 1:
            raise refuse(
                "any-and-some",
                "“*”指任一行为，不能与其他行为并列",
                "'*' is any act and stands alone",
            )
        return self

    def step(self) -> Step:
        """The model's step; no activities: any act."""
        if self.activity == [ANY_ACTIVITY]:
            return Step((), self.where)
        return Step(tuple(sorted(set(self.activity))), self.where)


_STEP: dict[str, Any] = {
    "description": "一种行为、其中任一种、任一行为（*），或附条件｜"
    "an activity, any of several, any act (*), or with conditions",
    "anyOf": [
        *_TEXT_OR_TEXTS["anyOf"],
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["activity"],
            "properties": {
                "activity": _TEXT_OR_TEXTS,
                "where": {"type": "object", "additionalProperties": _CONSTRAINT},
            },
        },
    ],
}

StepField = Annotated[
    Step,
    WrittenAs(
        Annotated[StepBlock, BeforeValidator(_step), WithJsonSchema(_STEP)],
        StepBlock.step,
    ),
]
