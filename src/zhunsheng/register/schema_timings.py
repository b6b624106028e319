"""Timings, as their file looks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from zhunsheng.model.notation import Block, FieldName, Id, Number
from zhunsheng.model.notation_step import StepField
from zhunsheng.model.timing import Mark
from zhunsheng.register.schema_blocks import BasisBlock, TextBlock


class MarkBlock(Block):
    """An act, written as a step; ``time``: the field of it that holds the moment."""

    step: StepField
    time: FieldName | None = None

    def mark(self) -> Mark:
        return Mark(self.step, self.time)


def _mark(value: Any) -> Any:
    """``{activity, where, time}`` or anything a step may be."""
    if not isinstance(value, dict):
        return {"step": value}
    step = {key: part for key, part in value.items() if key != "time"}
    return {"step": step, **({"time": value["time"]} if "time" in value else {})}


_ACTIVITIES: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ]
}
_MARK: dict[str, Any] = {
    "description": "一种行为，或其所记录的时间（time）｜an act, or the time it records (time)",
    "anyOf": [
        *_ACTIVITIES["anyOf"],
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["activity"],
            "properties": {
                "activity": _ACTIVITIES,
                "where": {"type": "object"},
                "time": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
            },
        },
    ],
}
MarkField = Annotated[MarkBlock, BeforeValidator(_mark), WithJsonSchema(_MARK)]


class StretchBlock(Block):
    """A part of a case's course, and whom it waits for."""

    id: Id
    title: TextBlock
    from_: MarkField = Field(alias="from")
    to: MarkField
    waits_for: Literal["authority", "party"]


class BenchmarkBlock(Block):
    """A published figure to compare with."""

    value: Number
    title: TextBlock
    basis: list[BasisBlock] = Field(default_factory=list)


class TimingBlock(Block):
    """How long cases take from one act to another (first to first)."""

    id: Id
    title: TextBlock
    subject: Id
    unit: Literal["hours", "days"] = "hours"
    from_: MarkField = Field(alias="from")
    to: MarkField
    stretches: list[StretchBlock] = Field(default_factory=list)
    benchmark: BenchmarkBlock | None = None
    note: TextBlock | None = None
    verified: bool = True
