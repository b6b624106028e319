"""A paper ready to be set: words in one language, in the order they stand. Renderers know this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Addressee:
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str


@dataclass(frozen=True, slots=True)
class Heading:
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """A labelled place; ``tall``: centimetres of room; ``sign``: who signs in it."""

    label: str
    words: str
    tall: float = 0.0
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A frame of four columns: label and value, twice; a row of one box takes all of it."""

    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``heads``: (words, share of the width)."""

    heads: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """Who issues it, above the day: the place of the stamp."""

    words: str
    day: str


@dataclass(frozen=True, slots=True)
class Remark:
    words: str


Block = Addressee | Paragraph | Heading | Grid | Table | Signatures | Seal | Remark


@dataclass(frozen=True, slots=True)
class Page:
    """``organ``: who issues it; ``mark``: who made this copy, at the foot of every page."""

    title: str
    number: str
    organ: str
    layout: Literal["form", "letter"]
    language: Literal["zh", "en"]
    blocks: tuple[Block, ...]
    marking: str = ""
    mark: str = ""
