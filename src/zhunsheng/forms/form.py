"""What a form is: columns over rows of the register, some of which may be filled in anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhunsheng.forms.world import World
from zhunsheng.model.power import Grant
from zhunsheng.model.text import Text

Plain = Any
"""A value as a register's YAML file writes it: text, number, flag, date, list or mapping."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form.

    ``key``: the ids that say which row it is; ``item``: the power, post or risk point; ``grant``:
    the one the row is about, in the form of posts; ``first``: the first row of its item.
    """

    key: tuple[str, ...]
    item: Any
    number: int
    grant: Grant | None = None
    first: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """How a column's cell becomes part of an item's block again.

    ``trail``: the way to the value under the item; ``@version`` and ``@grant`` stand for the one
    the row shows. ``read``: what the cell says, as YAML; ``None``: the key is left out. It is
    given the value that is there now (``None``: none) and raises Unread.
    """

    trail: tuple[str, ...]
    read: Callable[[World, str, Plain], Plain]
    required: bool = False
    choices: Callable[[World], list[str]] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form.

    ``width``: in characters of the sheet; ``over``: the head it stands under together with its
    neighbours; ``entry``: none for what the program fills in; ``joined``: one cell for all rows
    of an item; ``blank``: left empty for a pen.
    """

    key: str
    title: Text
    width: float
    show: Callable[[World, Row], str]
    entry: Entry | None = None
    over: Text | None = None
    centred: bool = False
    joined: bool = False
    blank: bool = False


def number_column(*, joined: bool = False) -> Column:
    """The first column of every table: the row's number."""
    title = Text("序号", "No.")
    return Column(
        "number", title, 5, lambda world, row: str(row.number), centred=True, joined=joined
    )


REPORTING = Text("填报单位意见", "Opinion of the reporting office")
"""Who signs first on every table."""


@dataclass(frozen=True, slots=True)
class Form:
    """One of the tables.

    ``section``: the part of the register its rows are items of; ``ids``: heads of the narrow
    columns that hold the key; ``grows``: whether rows may be added and taken out.
    """

    name: str
    section: str
    title: Text
    tab: Text
    ids: tuple[Text, ...]
    columns: tuple[Column, ...]
    rows: Callable[[World], list[Row]]
    signatures: tuple[Text, ...]
    grows: bool = False


def shown(form: Form, world: World, row: Row) -> dict[str, str]:
    """The cells of a row by the key of their column."""
    return {column.key: column.show(world, row) for column in form.columns}
