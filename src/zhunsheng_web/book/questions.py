"""What a form asks of a standard of a shape: a question for each parameter the shape has."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic.fields import FieldInfo

from zhunsheng.flow import PARAMETERS
from zhunsheng.model.notation_period import PeriodReference
from zhunsheng.model.standard import Step
from zhunsheng.model.text import Text
from zhunsheng_web.casework.shape_words import CHOICES, FIELD_NAMES, name_of

Kind = Literal["step", "period", "number", "flag", "choice", "one", "several", "text"]


@dataclass(frozen=True, slots=True)
class Question:
    """``name``: the parameter's key in the register's files. ``source``: the list an answer is
    chosen from (``several``: a list of them); '' for none. ``options``: of a ``choice``."""

    name: str
    title: Text
    kind: Kind
    is_needed: bool
    source: str = ""
    options: tuple[tuple[str, Text], ...] = ()


_SOURCES = {"posts": "posts", "power": "powers", "table": "tables", "certificate": "certificates"}


@lru_cache(maxsize=32)
def questions(shape: str) -> tuple[Question, ...]:
    """In the order in which the shape lists its parameters."""
    return tuple(_questions(shape))


def _questions(shape: str) -> Iterator[Question]:
    for key, field in PARAMETERS[shape].model_fields.items():
        name = field.alias or key
        source = "fields" if name in FIELD_NAMES else _SOURCES.get(name, "")
        kind = _kind(field, source)
        options = tuple(
            (value, said)
            for (of, value), said in CHOICES.items()
            if kind == "choice" and of == name
        )
        yield Question(name, name_of(name), kind, field.is_required(), source, options)


def _kind(field: FieldInfo, source: str) -> Kind:
    types = set(_types(field.annotation))
    if Step in types:
        return "step"
    if PeriodReference in types:
        return "period"
    if bool in types:
        return "flag"
    if Literal in types:
        return "choice"
    if tuple in types:
        return "several"
    if source:
        return "one"
    return "text" if str in types else "number"


def _types(annotation: Any) -> Iterator[Any]:
    """Every type within an annotation."""
    yield typing.get_origin(annotation) or annotation
    for part in typing.get_args(annotation):
        yield from _types(part)
