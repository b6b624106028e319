"""How a standard's examples are written: acts one a line, and what must come out."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from zhunsheng.model.notation import Block, FieldName, Id, Number, Words, refuse

ACT_KEYS = ("do", "at", "on", "officer", "post", "office", "with")


def moment_written(value: Any) -> dt.datetime:
    """``"2024-03-05 09:00"``, or a day, which is its first moment."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    try:
        found = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is not None:
        raise refuse(
            "time-unreadable",
            f'时间“{value}”无法读取；写作 "2024-03-05 09:00"（法定时区的钟面时间）',
            f'{value!r} is no time; write "2024-03-05 09:00", the wall clock of the legal zone',
        )
    return found


class ExampleActBlock(Block):
    """``do`` (activity), ``at``, ``on`` (subject, "1" unless said), officer, post, office; every
    other key is a field recorded with the act."""

    model_config = ConfigDict(
        json_schema_extra={"additionalProperties": {"type": ["string", "number", "boolean"]}}
    )

    do: Words
    at: dt.datetime
    on: Words = "1"
    officer: Words | None = None
    post: Words | None = None
    office: Words | None = None
    with_: dict[FieldName, Number | Words] = Field(default_factory=dict, alias="with")

    @model_validator(mode="before")
    @classmethod
    def _other_keys_are_fields(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "with" in raw:
            return raw
        own = {key: value for key, value in raw.items() if key in ACT_KEYS}
        others = {key: value for key, value in raw.items() if key not in ACT_KEYS}
        return {**own, "with": {key: _recorded(value) for key, value in others.items()}}

    @field_validator("at", mode="before")
    @classmethod
    def _time(cls, value: Any) -> dt.datetime:
        return moment_written(value)


def _recorded(value: Any) -> Any:
    """Flags and days are recorded as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else value


class ExampleMandateBlock(Block):
    """What an officer holds: a post, a certificate, a shift."""

    officer: Words
    kind: Literal["post", "certificate", "roster"]
    value: Id
    from_: dt.datetime = Field(alias="from")
    until: dt.datetime | None = None

    @field_validator("from_", "until", mode="before")
    @classmethod
    def _time(cls, value: Any) -> dt.datetime | None:
        return None if value is None else moment_written(value)


class ExampleBlock(Block):
    """Records, and what the standard must say of them; ``given``: values of site parameters."""

    outcome: Literal["fail", "pass", "not_evaluated"]
    as_of: dt.date | None = None
    acts: list[ExampleActBlock] = Field(min_length=1)
    mandates: list[ExampleMandateBlock] = Field(default_factory=list)
    given: dict[Id, Number | bool | Words | list[Words]] = Field(default_factory=dict)
