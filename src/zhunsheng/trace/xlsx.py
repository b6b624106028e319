"""XLSX workbooks (ECMA-376), streamed from the sheet's XML itself.

The ``<dimension>`` is never read: rows are the row elements there are. Formulas are never
evaluated, their cached value is taken; cell errors are text; dates come as ISO text.
"""

from __future__ import annotations

import datetime as dt
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lxml import etree

from zhunsheng.trace.archive import open_archive
from zhunsheng.trace.delimited import MOST_COLUMNS, MOST_FIELD, check_header
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.jsonl import give_rows
from zhunsheng.trace.ocel_xml import forbidden, parse_xml
from zhunsheng.trace.sink import BATCH_ROWS, Sink, SourceReport

_UNZIPPING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
MOST_STRINGS = 4_000_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+", re.ASCII)


def read_xlsx(path: Path, sink: Sink, *, sheet: str | None = None) -> SourceReport:
    """Reads one sheet into ``sink``; the first row that is not blank is the header."""
    report = SourceReport("xlsx", encoding="utf-8")
    with open_archive(path) as archive:
        try:
            book = _Book(path, archive)
            part, name = book.sheet(sheet)
            elements = 0
            with archive.open(part) as stream:
                counter = _RowCounter(stream)
                given, blank = _rows(path, book, counter, name, sink)
            elements = counter.count
            report.raw_rows = elements - blank - 1
            del given
        except _UNZIPPING as error:
            raise _broken(path, str(error) or type(error).__name__) from error
    return report


class _Book:
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self.archive = archive
        self.book = self._part("xl/workbook.xml")
        properties = self.book.find("{*}workbookPr")
        self.since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.dates = self._date_styles()
        self.strings = self._shared_strings()

    def _part(self, name: str) -> Any:
        if name not in self.archive.namelist():
            raise _broken(self.path, f"{name} is missing")
        return parse_xml(self.archive.read(name), self.path, part=name)

    def sheet(self, wanted: str | None) -> tuple[str, str]:
        """Part name and sheet name of the sheet to read."""
        targets = {
            item.get("Id"): item.get("Target")
            for item in self._part("xl/_rels/workbook.xml.rels")
            if item.get("TargetMode") != "External"
        }
        sheets = self.book.findall("{*}sheets/{*}sheet")
        shown = [item for item in sheets if item.get("state", "visible") == "visible"]
        names = [item.get("name") or "" for item in shown]
        chosen = [item for item in sheets if item.get("name") == wanted] if wanted else shown
        if len(chosen) != 1:
            raise source_fault(
                "sheet_unclear",
                self.path,
                ("不能断定读哪一张工作表", "it is not clear which sheet to read"),
                why=("可见工作表:" + "、".join(names), "visible sheets: " + ", ".join(names)),
                mend=("请在映射中写明 sheet:", "say sheet: in the mapping"),
            )
        target = targets.get(chosen[0].get(_RELATION)) or ""
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in self.archive.namelist():
            raise _broken(self.path, f"sheet part {part} is missing")
        return part, chosen[0].get("name") or ""

    def _shared_strings(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if name not in self.archive.namelist():
            return []
        strings: list[str] = []
        with self.archive.open(name) as stream:
            for element in _elements(stream, self.path, name, "si"):
                strings.append(_rich_text(element))
                if len(strings) > MOST_STRINGS:
                    raise _broken(self.path, "too many shared strings")
        return strings

    def _date_styles(self) -> list[bool]:
        name = "xl/styles.xml"
        if name not in self.archive.namelist():
            return []
        root = self._part(name)
        custom = {
            item.get("numFmtId"): bool(
                re.search(r"[ymdhs]", _LITERAL.sub("", item.get("formatCode") or "").lower())
            )
            for item in root.iterfind("{*}numFmts/{*}numFmt")
        }
        return [
            custom.get(item.get("numFmtId"), _number(item.get("numFmtId")) in _DATE_FORMATS)
            for item in root.iterfind("{*}cellXfs/{*}xf")
        ]

    def text(self, cell: Any) -> str | None:
        """A cell's value as text, None if it has none."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return _rich_text(inline) if inline is not None else None
        held = cell.find("{*}v")
        if held is None or not held.text:
            return None
        value: str = held.text
        if kind == "s":
            index = _number(value)
            if index is None or not 0 <= index < len(self.strings):
                raise _broken(self.path, f"shared string {value} is missing")
            return self.strings[index]
        if kind == "b":
            return "true" if value == "1" else "false"
        if kind == "n":
            style = _number(cell.get("s", "0")) or 0
            if style < len(self.dates) and self.dates[style]:
                return self._date(value)
            return _tidy(value)
        return value

    def _date(self, value: str) -> str:
        try:
            days = float(value)
            start = dt.datetime(1904, 1, 1) if self.since_1904 else dt.datetime(1899, 12, 30)
            if not self.since_1904 and days < 60:
                start += dt.timedelta(days=1)
            at = start + dt.timedelta(milliseconds=round(days * 86_400_000))
        except (ValueError, OverflowError):
            return value
        return at.isoformat(sep=" ")


def _rows(path: Path, book: _Book, stream: Any, sheet: str, sink: Sink) -> tuple[int, int]:
    """Gives the rows; returns how many there were below the header, and how many were blank."""
    header: list[str] | None = None
    waiting: list[tuple[int, dict[str, str | None]]] = []
    row = blank = 0
    for number, element in enumerate(_elements(stream, path, sheet, "row"), 1):
        cells = _cells(path, book, element, number, sheet)
        if not any(cells.values()):
            blank += 1
            continue
        width = max(index for index, text in cells.items() if text) + 1
        if header is None:
            names = [cells.get(index) or "" for index in range(width)]
            header = check_header(path, names, number)
            continue
        row += 1
        if width > len(header):
            text = json.dumps([cells.get(index) for index in range(width)], ensure_ascii=False)
            sink.reject(row, "ragged", raw=text, detail=str(width))
            continue
        waiting.append((row, {name: cells.get(i) for i, name in enumerate(header)}))
        if len(waiting) >= BATCH_ROWS:
            give_rows(waiting, sink)
            waiting = []
    if header is None:
        raise source_fault("empty_file", path, ("工作表是空的", "the sheet is empty"), sheet=sheet)
    give_rows(waiting, sink)
    return row, blank


def _cells(path: Path, book: _Book, element: Any, number: int, sheet: str) -> dict[int, str | None]:
    cells: dict[int, str | None] = {}
    index = -1
    for cell in element:
        if etree.QName(cell).localname != "c":
            continue
        index += 1
        reference = cell.get("r")
        if reference:
            match = _CELL.fullmatch(reference)
            if match is None:
                raise _broken(path, f"cell reference {reference}")
            index = _column(match.group(1))
        if index >= MOST_COLUMNS:
            raise source_fault(
                "too_many_columns",
                path,
                ("列数过多", "the row has too many columns"),
                why=(f"上限 {MOST_COLUMNS} 列", f"at most {MOST_COLUMNS} are taken"),
                row=number,
                sheet=sheet,
            )
        if index in cells:
            raise _broken(path, f"cell {reference} is there twice")
        text = book.text(cell)
        if text is not None and len(text) > MOST_FIELD:
            raise source_fault(
                "field_too_long",
                path,
                (f"单元格超过 {MOST_FIELD} 字符", f"a cell has more than {MOST_FIELD} characters"),
                row=number,
                sheet=sheet,
            )
        if text is not None and "\x00" in text:
            raise _broken(path, "NUL")
        cells[index] = text
    return cells


def _elements(stream: Any, path: Path, part: str, wanted: str) -> Iterator[Any]:
    """Elements of one name in document order, each forgotten once it was used."""
    try:
        first = True
        for what, element in etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            if first:
                info = element.getroottree().docinfo
                if info.doctype or info.internalDTD is not None:
                    raise forbidden(path, part)
                first = False
            if what == "end" and etree.QName(element).localname == wanted:
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise source_fault(
            "xml_broken",
            path,
            ("工作簿内的 XML 不完整或不合规范", "XML in the workbook is not well formed"),
            why=(str(error.msg), str(error.msg)),
            line=error.lineno or None,
            sheet=part,
        ) from error


class _RowCounter:
    """Passes a sheet's bytes on and counts row tags in them, knowing nothing of the parser."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._tail = b""
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        text = self._tail + block
        found = [match for match in _ROW.finditer(text) if match.end() > len(self._tail)]
        self.count += len(found)
        self._tail = text[-32:]
        return block


def _rich_text(element: Any) -> str:
    """Text of an ``si`` or ``is``, phonetic guides (``rPh``) left out."""
    parts = []
    for child in element:
        name = etree.QName(child).localname
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [piece.text or "" for piece in child.iterfind("{*}t")]
    return "".join(parts)


def _tidy(value: str) -> str:
    """A number as Excel shows it: fifteen significant digits; shorter ones stay as written."""
    digits = sum(letter.isdigit() for letter in value)
    if digits <= 15 and "e" not in value.lower():
        return value
    try:
        return format(float(value), ".15g")
    except (ValueError, OverflowError):
        return value


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _broken(path: Path, detail: str) -> Exception:
    return source_fault(
        "workbook_broken",
        path,
        ("工作簿损坏,或不是 XLSX 工作簿", "the workbook is damaged, or is no XLSX workbook"),
        why=(detail, detail),
    )
