"""How the cells of the tables look: type, borders, grounds."""

from __future__ import annotations

from typing import Any, ClassVar

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from zhunsheng.forms.form import Column
from zhunsheng.model.text import Language

_RULE = "#7F7F7F"
_GIVEN = "#F2F2F2"
_HEAD = "#DCE6F1"
_QUIET = "#808080"


class Looks:
    """The formats of one workbook. Songti and Heiti are what a Chinese office prints with."""

    SIZE: ClassVar[float] = 9.0

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        chinese = language == "zh"
        self._body = {"font_name": "宋体" if chinese else "Arial", "font_size": self.SIZE}
        bold = {"font_name": "黑体" if chinese else "Arial", "bold": not chinese}
        ruled = {"border": 1, "border_color": _RULE}
        middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
        self.title = self._made(bold, middle, {"font_size": 18})
        self.of = self._made(self._body, {"align": "center", "font_color": _QUIET})
        self.filled = self._made(self._body, {"valign": "vcenter", "font_size": 10})
        self.head = self._made(bold, middle, ruled, {"font_size": 9.5, "bg_color": _HEAD})
        small = {"font_size": 7, "font_color": _QUIET, "font_name": "Arial"}
        self.id_head = self._made(small, middle)
        self.id = self._made(small, {"valign": "top", "text_wrap": True, "num_format": "@"})
        self.note = self._made(self._body, {"valign": "vcenter", "text_wrap": True})
        self.opinion = self._made(
            self._body, ruled, {"font_size": 10, "valign": "top", "text_wrap": True}
        )
        self._cells: dict[tuple[bool, bool], Format] = {}

    def cell(self, column: Column) -> Format:
        """The look of a column's cells: grey where the program fills them in."""
        given = column.entry is None and not column.blank
        key = (column.centred, given)
        if key not in self._cells:
            look: dict[str, Any] = {
                **self._body,
                "border": 1,
                "border_color": _RULE,
                "text_wrap": True,
                "valign": "vcenter",
                "align": "center" if column.centred else "left",
                "num_format": "@",
            }
            if given:
                look["bg_color"] = _GIVEN
            self._cells[key] = self._book.add_format(look)
        return self._cells[key]

    def _made(self, *parts: dict[str, Any]) -> Format:
        look: dict[str, Any] = {}
        for part in parts:
            look |= part
        return self._book.add_format(look)
