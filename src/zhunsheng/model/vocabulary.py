"""What the acts of a trace are called: activities and the fields recorded with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from zhunsheng.model.code import Code
from zhunsheng.model.errors import Place
from zhunsheng.model.text import Text

FieldOf = Literal["text", "number", "time", "flag"]


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of act: the power it exercises, the types of objects it touches, what is recorded."""

    id: str
    title: Text
    power: str | None = None
    objects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RecordField:
    """An attribute of acts. ``codes``: the values it may take, where the list is closed."""

    id: str
    title: Text
    kind: FieldOf = "text"
    codes: tuple[Code, ...] = ()
    place: Place | None = field(default=None, compare=False)
