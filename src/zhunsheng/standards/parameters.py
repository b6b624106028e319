"""How a shape reads its parameters: pydantic at the edge, with our notation for steps and periods.

The models also give editors their JSON Schema.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

from zhunsheng.model.notation import PeriodReference, read_number, read_period, read_step
from zhunsheng.model.standard import Step

_STEP_SCHEMA: dict[str, Any] = {
    "description": "One activity, any of several, '*' for any act, or with conditions",
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {
            "type": "object",
            "properties": {
                "activity": {
                    "anyOf": [
                        {"type": "string"},
                        {"type": "array", "items": {"type": "string"}, "minItems": 1},
                    ]
                },
                "where": {"type": "object"},
            },
            "required": ["activity"],
            "additionalProperties": False,
        },
    ],
}
_PERIOD_SCHEMA: dict[str, Any] = {
    "description": "A clock of the register, or a length in one unit",
    "type": "object",
    "properties": {
        "clock": {"type": "string"},
        "days": {"type": "integer", "minimum": 0},
        "working_days": {"type": "integer", "minimum": 1},
        "hours": {"type": "integer", "minimum": 0},
        "months": {"type": "integer", "minimum": 0},
        "years": {"type": "integer", "minimum": 0},
        "roll": {"type": "boolean"},
    },
    "additionalProperties": False,
}


def _number(value: object) -> Decimal:
    return read_number("number", value)


StepField = Annotated[Step, BeforeValidator(read_step), WithJsonSchema(_STEP_SCHEMA)]
PeriodField = Annotated[
    PeriodReference, BeforeValidator(read_period), WithJsonSchema(_PERIOD_SCHEMA)
]
NumberField = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class ShapeParameters(BaseModel):
    """The parameters of a shape as written in a register; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def steps(self) -> dict[str, Step]:
        """Role → step, for the roles that are filled."""
        found: dict[str, Step] = {}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, Step):
                found[info.alias or name] = value
        return found
