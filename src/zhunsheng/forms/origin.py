"""What a workbook was made from: kept in it on a sheet nobody sees, and held against it on return.

For every cell the sheet keeps a digest of what was in it. So a cell is known
to be changed, or to be old because the register has moved on since, or to be both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from zhunsheng.forms.form import Column, Form, shown
from zhunsheng.forms.world import Part, Scope, World
from zhunsheng.model.text import Language

SHEET = "zhunsheng"
LAYOUT = "1"

Marks = Mapping[tuple[str, tuple[str, ...]], Mapping[str, str]]
"""Form and key of a row → column → digest of the cell."""


@dataclass(frozen=True)
class Origin:
    """The register, day, language and scope a workbook shows, and the digests of its cells."""

    register: str
    on: dt.date
    language: Language
    scope: Scope
    forms: tuple[str, ...]
    marks: Marks = field(default_factory=dict)


def mark(cell: str) -> str:
    """The digest of a cell's text."""
    return hashlib.sha256(tidy(cell).encode()).hexdigest()[:12]


def held(column: Column) -> bool:
    """Whether a column's cells are held against the register: not a pen's, not the row numbers."""
    return not column.blank and column.key != "number"


def tidy(cell: str) -> str:
    """A cell's text without what a spreadsheet adds or nobody sees: line ends, outer spaces."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def written(world: World, forms: tuple[Form, ...]) -> Iterator[tuple[str, ...]]:
    """The rows of the hidden sheet."""
    scope = world.scope
    yield ("layout", LAYOUT)
    yield ("register", world.register.id)
    yield ("on", world.on.isoformat())
    yield ("language", world.language)
    yield ("scope", scope.part, scope.id)
    yield ("forms", *(form.name for form in forms))
    for form in forms:
        for row in form.rows(world):
            cells = shown(form, world, row)
            marks = (
                f"{column.key}:{mark(cells[column.key])}" for column in form.columns if held(column)
            )
            yield ("row", form.name, "|".join(row.key), " ".join(marks))


def read(rows: list[list[str]]) -> Origin | None:
    """The origin from the rows of the hidden sheet; ``None`` where they are not in order."""
    facts: dict[str, list[str]] = {}
    marks: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
    try:
        for name, *rest in rows:
            if name == "row":
                form, key, cells = rest[:3]
                pairs = (one.partition(":") for one in cells.split())
                marks[(form, tuple(key.split("|")))] = {column: said for column, _, said in pairs}
            elif name:
                facts[name] = rest
        if facts["layout"][0] != LAYOUT or facts["language"][0] not in ("zh", "en"):
            return None
        part, *named = facts["scope"]
        if part not in ("all", "power", "post", "level"):
            return None
        return Origin(
            facts["register"][0],
            dt.date.fromisoformat(facts["on"][0]),
            cast(Language, facts["language"][0]),
            Scope(cast(Part, part), named[0] if named else ""),
            tuple(one for one in facts["forms"] if one),
            marks,
        )
    except (KeyError, IndexError, ValueError):
        return None
