"""How things are written in a register file: blocks, ids, names and numbers.

A block is a mapping with known keys; its faults are told in Chinese and English, and its JSON
Schema lets an editor offer the keys. Steps and conditions are in ``notation_step``, periods in
``notation_period``. The one definition: the register's own files and the parameters of every
shape of breach are written with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, Field(min_length=1)]


class Block(BaseModel):
    """A mapping in a register file: unknown keys and loosely typed values are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


@dataclass(frozen=True, slots=True)
class WrittenAs:
    """Marks a noun that is written as something else: checked as ``form``, then made by ``read``.

    Faults keep the keys of the form, and the JSON Schema is the form's.
    """

    form: Any
    read: Callable[[Any], Any]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        form = handler.generate_schema(self.form)
        return core_schema.no_info_after_validator_function(self.read, form)


@dataclass(frozen=True, slots=True)
class RefersTo:
    """Marks a parameter that holds ids of items of a section of the register (``posts``)."""

    section: str


def refuse(code: str, zh: str, en: str) -> PydanticCustomError:
    """An error of our own, said in both languages."""
    escaped = en.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError(code, escaped, {"zh": zh, "en": en})


def listing(entry: Any, *, least: int = 0, most: int | None = None) -> WrittenAs:
    """A tuple of entries, written as a list of at least and at most so many."""
    return WrittenAs(Annotated[list[entry], Field(min_length=least, max_length=most)], tuple)


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
