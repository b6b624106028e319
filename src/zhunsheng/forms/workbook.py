"""The three tables as an Excel workbook, set out as an office sends them up.

Every cell is written as text: what begins with ``=`` in a register is no formula. The workbook
carries no date of its making, so that the same register gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from zhunsheng.charts.lettering import width_of, wrapped
from zhunsheng.forms import origin
from zhunsheng.forms.catalogue import CATALOGUE
from zhunsheng.forms.duties import POSTS
from zhunsheng.forms.form import Column, Form, Row, shown
from zhunsheng.forms.looks import Looks
from zhunsheng.forms.risks import RISKS
from zhunsheng.forms.world import World
from zhunsheng.model.errors import RegisterError, problem
from zhunsheng.model.text import Text

FORMS: tuple[Form, ...] = (CATALOGUE, POSTS, RISKS)
MOST_IN_A_CELL = 32_767
_A3 = 8
_LINE, _PADDING, _LOWEST, _HIGHEST, _BLOCK = 12.6, 6.0, 20.0, 409.0, 330.0  # points
_POINTS_OF_A_CHARACTER = 5.25  # of the sheet's standard width
_MADE = dt.datetime(2000, 1, 1)
_ID_WIDTH = 9
_LONGEST_LIST = 255
FILLED_BY = Text(
    "填报单位：{office}　　填报人：{blank}　　审核人：{blank}　　填报日期：{date}",
    "Reporting office: {office}    Filled in by: {blank}    Reviewed by: {blank}    Date: {date}",
)
_GIVEN = {"office": "＿＿＿＿＿＿＿＿", "blank": "＿＿＿＿＿＿"}
_DATE = Text("＿＿＿＿年＿＿月＿＿日", "＿＿＿＿＿＿＿＿")
SOURCE = Text("{title}　{on} 有效", "{title}, in force on {on}")
NOTE = Text(
    "填表说明：灰底各栏由系统生成，不必填写；右侧标识栏用于回收比对，请勿改动。一格内有多项的，每行一项（Alt+回车换行）。",
    "Grey columns are filled in by the program. The ids on the right tell rows apart on the way "
    "back: leave them as they are. Where a cell lists several things, one a line (Alt+Enter).",
)
GROWS = Text(
    "新增风险点另起一行，在标识栏填写新标识（字母、数字、连字符）；取消的整行删除。",
    " A new risk point is a new row with a new id (letters, digits, hyphens); delete the row of "
    "one that is gone.",
)
OPINION = Text(
    "{opinion}：\n\n　　　　　　　　　　签字（盖章）：　　　　　　　　　年　　月　　日",
    "{opinion}:\n\nSigned (seal): ____________________    Date: ______________",
)


def write_workbook(world: World, path: Path, *, forms: tuple[Form, ...] = FORMS) -> None:
    """The tables of ``world`` at ``path``; ``step`` is called after each. Raises RegisterError for
    a text no cell can hold."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_urls": False}) as book:
        title = world.register.title.say(world.language)
        book.set_properties({"title": title, "created": _MADE, "author": "", "comments": ""})
        looks = Looks(book, world.language)
        for form in forms:
            _Sheet(book.add_worksheet(form.tab.say(world.language)), form, world, looks).write()
        hidden = book.add_worksheet(origin.SHEET)
        hidden.very_hidden()
        for number, cells in enumerate(origin.written(world, forms)):
            for place, cell in enumerate(cells):
                hidden.write_string(number, place, cell)
    path.write_bytes(made.getvalue())


class _Sheet:
    """One table: title, what it is of, two rows of heads, the rows, the signatures."""

    def __init__(self, sheet: Worksheet, form: Form, world: World, looks: Looks) -> None:
        self.sheet, self.form, self.world, self.looks = sheet, form, world, looks
        self.last = len(form.columns) - 1
        self.right = self.last + len(form.ids)

    def say(self, text: Text) -> str:
        return text.say(self.world.language)

    def write(self) -> None:
        self._set_up()
        self._top()
        first = 5
        number = first
        for _, rows in groupby(self.form.rows(self.world), key=lambda row: row.item.id):
            for block in self._blocks(list(rows)):
                number = self._rows(number, block)
        self._choices(first, max(first, number - 1))
        self._foot(number)
        self.sheet.print_area(0, 0, number + len(self.form.signatures) + 1, self.last)

    def _set_up(self) -> None:
        sheet = self.sheet
        for place, column in enumerate(self.form.columns):
            sheet.set_column(place, place, column.width)
        sheet.set_column(self.last + 1, self.right, _ID_WIDTH)
        sheet.set_paper(_A3)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3, 4)
        sheet.center_horizontally()
        sheet.freeze_panes(5, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer(self.say(Text("&L&8&A&C&9第 &P 页，共 &N 页", "&L&8&A&C&9Page &P of &N")))

    def _top(self) -> None:
        world, sheet, looks = self.world, self.sheet, self.looks
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, self.last, self.say(self.form.title), looks.title)
        of = SOURCE.fill(title=world.register.title, on=world.on.isoformat())
        sheet.merge_range(1, 0, 1, self.last, self.say(of), looks.of)
        filled = FILLED_BY.fill(**_GIVEN, date=_DATE)
        sheet.set_row(2, 22)
        sheet.merge_range(2, 0, 2, self.last, self.say(filled), looks.filled)
        sheet.set_row(3, 20)
        sheet.set_row(4, 28)
        place = 0
        for over, run in groupby(self.form.columns, key=lambda column: column.over):
            columns = list(run)
            if over is None:
                for column in columns:
                    head = self.say(column.title)
                    sheet.merge_range(3, place, 4, place, head, looks.head)
                    place += 1
                continue
            last = place + len(columns) - 1
            if len(columns) > 1:
                sheet.merge_range(3, place, 3, last, self.say(over), looks.head)
            else:
                sheet.write_string(3, place, self.say(over), looks.head)
            for column in columns:
                sheet.write_string(4, place, self.say(column.title), looks.head)
                place += 1
        for number, id_ in enumerate(self.form.ids, start=self.last + 1):
            sheet.merge_range(3, number, 4, number, self.say(id_), looks.id_head)

    def _rows(self, top: int, rows: list[Row]) -> int:
        """The rows of one item from row ``top``; the row after them."""
        cells = [shown(self.form, self.world, row) for row in rows]
        bottom = top + len(rows) - 1
        self._heights(top, cells)
        for place, column in enumerate(self.form.columns):
            look = self.looks.cell(column)
            if column.joined and len(rows) > 1:
                text = self._text(cells[0][column.key], rows[0], column)
                self.sheet.merge_range(top, place, bottom, place, "", look)
                self.sheet.write_string(top, place, text, look)
                continue
            for offset, (row, own) in enumerate(zip(rows, cells, strict=True)):
                text = self._text(own[column.key], row, column)
                if text:
                    self.sheet.write_string(top + offset, place, text, look)
                else:
                    self.sheet.write_blank(top + offset, place, None, look)
        for offset, row in enumerate(rows):
            for place, id_ in enumerate(row.key, start=self.last + 1):
                self.sheet.write_string(top + offset, place, id_, self.looks.id)
        return bottom + 1

    def _blocks(self, rows: list[Row]) -> Iterator[list[Row]]:
        """The rows of an item in blocks of half a page, so that no page lacks its name."""
        block: list[Row] = []
        height = 0.0
        for row in rows:
            own = self._height(shown(self.form, self.world, row), joined=False)
            if block and height + own > _BLOCK:
                yield block
                block, height = [], 0.0
            block.append(row)
            height += own
        yield block

    def _height(self, cells: dict[str, str], *, joined: bool) -> float:
        lines = (
            _lines(cells[column.key], column.width)
            for column in self.form.columns
            if column.joined == joined
        )
        return max(lines, default=1) * _LINE + _PADDING

    def _heights(self, top: int, cells: list[dict[str, str]]) -> None:
        """Rows high enough for their text. A spreadsheet does not grow a row for joined cells."""
        heights = [max(_LOWEST, self._height(own, joined=False)) for own in cells]
        missing = self._height(cells[0], joined=True) - sum(heights)
        if missing > 0:
            heights = [height + missing / len(heights) for height in heights]
        for offset, height in enumerate(heights):
            self.sheet.set_row(top + offset, min(round(height, 1), _HIGHEST))

    def _text(self, text: str, row: Row, column: Column) -> str:
        said = origin.tidy(text)
        if len(said) <= MOST_IN_A_CELL:
            return said
        raise RegisterError(
            (
                problem(
                    "cell-too-long",
                    (
                        f"“{row.key[0]}”的“{column.title.zh}”有 {len(said)} 字，单元格容不下",
                        f"{column.title.en!r} of {row.key[0]!r} has {len(said)} characters, more "
                        "than a cell holds",
                    ),
                    mend=(
                        f"在清单中缩短到 {MOST_IN_A_CELL} 字以内",
                        f"shorten it in the register to {MOST_IN_A_CELL} characters",
                    ),
                    place=row.item.place,
                ),
            )
        )

    def _choices(self, first: int, last: int) -> None:
        """Lists to choose from, where the choices are few."""
        for place, column in enumerate(self.form.columns):
            if column.entry is None or column.entry.choices is None:
                continue
            choices = column.entry.choices(self.world)
            plain = all("," not in choice for choice in choices)
            if choices and plain and len(",".join(choices)) <= _LONGEST_LIST:
                options: dict[str, Any] = {
                    "validate": "list",
                    "source": choices,
                    "error_type": "warning",
                }
                self.sheet.data_validation(first, place, last, place, options)

    def _foot(self, top: int) -> None:
        sheet, looks = self.sheet, self.looks
        note = self.say(NOTE) + (self.say(GROWS) if self.form.grows else "")
        sheet.set_row(top, 30)
        sheet.merge_range(top, 0, top, self.last, note, looks.note)
        for number, opinion in enumerate(self.form.signatures, start=top + 1):
            said = self.say(OPINION.fill(opinion=opinion))
            sheet.set_row(number, 58)
            sheet.merge_range(number, 0, number, self.last, said, looks.opinion)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of ``width`` characters, at nine points."""
    if not text:
        return 1
    room = width * _POINTS_OF_A_CHARACTER - 4
    return sum(
        1 if width_of(line, Looks.SIZE) <= room else len(wrapped(line, room, Looks.SIZE, lines=999))
        for line in text.split("\n")
    )
