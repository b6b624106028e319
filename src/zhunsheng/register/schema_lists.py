"""Closed lists, vocabulary, indicators and site parameters, as their files look."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from zhunsheng.model.notation import Block, FieldName, Id, Number, Words
from zhunsheng.register.schema_blocks import BasisBlock, Dated, TextBlock


class CodeBlock(Block):
    """One value of a closed list, or one term of the glossary."""

    id: Id
    title: TextBlock
    note: TextBlock | None = None


class CodeTableBlock(Block):
    """A closed list. Known to the program: power-types, domains, levels, approvals, misconduct,
    object-types, detectors."""

    id: Id
    title: TextBlock
    codes: list[CodeBlock] = Field(min_length=1)
    verified: bool = True


class ActivityBlock(Block):
    """A kind of act, the types of objects it touches and the fields recorded with it."""

    id: Words
    title: TextBlock
    power: Id | None = None
    objects: list[Id] = Field(default_factory=list)
    fields_: list[FieldName] = Field(default_factory=list, alias="fields")


class RecordFieldBlock(Block):
    id: FieldName
    title: TextBlock
    kind: Literal["text", "number", "time", "flag"] = "text"
    codes: list[CodeBlock] = Field(default_factory=list)


class IndicatorBlock(Block):
    id: Id
    title: TextBlock
    group: Words
    line: Literal[1, 2, 3]
    kind: Literal["rule", "statistic", "own_use", "register", "manual"]
    detector: Id | None = None
    threshold: TextBlock | None = None
    basis: list[BasisBlock] = Field(default_factory=list)
    note: TextBlock | None = None
    verified: bool = True


class ReviewBlock(Block):
    """On a day, somebody held the items that rest on a law against its new text.

    ``items``: ``section/id``; none: all that rest on the law.
    """

    id: Id
    law: Id
    on: dt.date
    by: TextBlock
    items: list[Words] = Field(default_factory=list)


class ParameterVersionBlock(Dated):
    value: Number | bool | Words | list[Words]
    decided_by: TextBlock | None = None


class SiteParameterBlock(Block):
    """A number the law leaves open. No versions: nobody has decided it yet."""

    id: Id
    title: TextBlock
    why: TextBlock
    unit: TextBlock | None = None
    versions: list[ParameterVersionBlock] = Field(default_factory=list)
    verified: bool = True
