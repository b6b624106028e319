"""A table as a file that a spreadsheet opens and never executes: plain rows in, bytes out.

Texts are written as texts alone, never as formulas, links or numbers (CWE-1236). In CSV, which has
no types, a text a spreadsheet might take for a formula gets an apostrophe before it, as OWASP ASVS
1.2.10 says; a tab in its place was the hole of CVE-2021-41270.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import xlsxwriter
from django.utils import timezone

Cell = str | int | float | Decimal | dt.date | dt.datetime | None
Kind = Literal["text", "number", "money", "date", "moment"]
LONGEST = 32_767
"""Characters a cell of a workbook holds."""
_STARTS = "=+-@|%\t\r\n\0＝＋－＠﹢﹣﹦﹫−"
_BLANK = re.compile(r"[\s\u00a0\u200b-\u200f\u2028-\u202f\u2060\u3000\ufeff]*")
_LINES = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SHOWN = {
    "number": "#,##0",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_WIDTHS: dict[str, float] = {"number": 10, "money": 16, "date": 12, "moment": 17}
_EPOCH = dt.date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what its cells are, its width in characters (None: by its cells)."""

    title: str
    kind: Kind = "text"
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in one language. ``notes`` stand above it: what it shows, who took it out."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    notes: tuple[str, ...] = ()


def suspicious(text: str) -> bool:
    """Might a spreadsheet take the text, or a line of it, for a formula?"""
    if text[:1] in ("\t", "\r", "\n", "\0"):
        return True
    return any(_starts(line) for line in _LINES.split(text))


def _starts(line: str) -> bool:
    kept = line[_BLANK.match(line).end() :]  # type: ignore[union-attr]
    return bool(kept) and kept[0] in _STARTS


def inert(text: str) -> str:
    """``text`` for a file without types: an apostrophe before every line that might be run."""
    clean = printable(text)
    if not suspicious(text) and not suspicious(clean):
        return clean
    lines = _LINES.split(clean)
    kept = [f"'{line}" if _starts(line) or not place else line for place, line in enumerate(lines)]
    return "\n".join(kept)


def printable(text: str) -> str:
    """Without what no file of tables may hold: control characters and halves of characters."""
    return (
        "".join(
            letter
            if letter in "\t\n\r" or unicodedata.category(letter) not in ("Cc", "Cs")
            else "\ufffd"
            for letter in text
        )
        .replace("\ufffe", "\ufffd")
        .replace("\uffff", "\ufffd")
    )


def as_csv(sheet: Sheet) -> bytes:
    """CSV in UTF-8 with a mark of its order of bytes, everything quoted; notes on top."""
    out = io.StringIO()
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow
    for note in sheet.notes:
        write([inert(note)])
    write([inert(column.title) for column in sheet.columns])
    for row in sheet.rows:
        write([_as_text(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, dt.datetime):
        return f"{_local(cell):%Y-%m-%d %H:%M}"
    return str(cell)


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook of one sheet: heads that stay, filters, widths, and the notes on every page."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        # The moment of making is in the notes; the file itself tells nothing of the machine.
        book.set_properties({"title": printable(sheet.title), "author": ""})
        page = book.add_worksheet(_tab(sheet.title))
        look = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        plain = book.add_format(look | {"text_wrap": True})
        quoted = book.add_format(look | {"text_wrap": True, "quote_prefix": True})
        title = book.add_format({"font_name": "黑体", "font_size": 14, "bold": True})
        soft = book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#51606f"})
        head = book.add_format(
            look | {"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True}
        )
        shown = {kind: book.add_format(look | {"num_format": by}) for kind, by in _SHOWN.items()}
        page.write_string(0, 0, _fitting(sheet.title), title)
        for line, note in enumerate(sheet.notes, start=1):
            page.write_string(line, 0, _fitting(note), soft)
        top = len(sheet.notes) + 1
        for place, column in enumerate(sheet.columns):
            page.write_string(top, place, _fitting(column.title), head)
            page.set_column(place, place, _width(sheet, place))
        for line, row in enumerate(sheet.rows, start=top + 1):
            for place, cell in enumerate(row):
                kind = sheet.columns[place].kind
                if cell is None:
                    continue
                if isinstance(cell, str):
                    text = _fitting(cell)
                    page.write_string(line, place, text, quoted if suspicious(text) else plain)
                elif isinstance(cell, dt.datetime):
                    page.write_datetime(line, place, _local(cell), shown["moment"])
                elif isinstance(cell, dt.date) and cell < _EPOCH:
                    page.write_string(line, place, cell.isoformat(), plain)
                elif isinstance(cell, dt.date):
                    page.write_datetime(line, place, cell, shown["date"])
                else:
                    page.write_number(line, place, cell, shown.get(kind, plain))
        last = max(top + len(sheet.rows), top + 1)
        page.autofilter(top, 0, last, len(sheet.columns) - 1)
        page.freeze_panes(top + 1, 0)
        page.repeat_rows(top)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&8" + _footer(sheet.notes) + "&R&8&P / &N")
    return out.getvalue()


def _tab(title: str) -> str:
    """What the sheet's tab is called: a name has 31 characters at most, and some it may not hold;
    an apostrophe may stand within it alone, and "History" is the program's own."""
    kept = " ".join(re.sub(r"[\[\]:*?/\\]", " ", printable(title)).split())[:31].strip("' ")
    return kept if kept and kept.casefold() != "history" else "1"


def _local(moment: dt.datetime) -> dt.datetime:
    """The moment in the service's legal zone, without the zone, which no workbook has."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)
    return timezone.localtime(aware).replace(tzinfo=None)


def _fitting(text: str) -> str:
    clean = printable(text)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def _footer(notes: Sequence[str]) -> str:
    """A foot of a page may have 255 characters with all its signs, and ``&`` is one of them."""
    return printable(notes[-1] if notes else "")[:200].replace("&", "&&")[:235]


def _width(sheet: Sheet, place: int) -> float:
    column = sheet.columns[place]
    if column.width is not None:
        return column.width
    if column.kind != "text":
        return _WIDTHS[column.kind]
    longest = max((_wide(str(row[place] or "")) for row in sheet.rows[:200]), default=0)
    return float(min(max(longest, _wide(column.title)) + 2, 48))


def _wide(text: str) -> int:
    """How many narrow letters wide the longest line is."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line[:120])
            for line in text.split("\n")
        ),
        default=0,
    )
