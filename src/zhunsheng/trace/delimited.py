"""Delimited text (CSV, TSV; RFC 4180 with any one-character separator), plain or gzip.

Every physical line belongs to exactly one record, and every record is given, rejected or the
header. Records are counted a second time by a reader of quotes that shares no code with the csv
module; where the two disagree the file is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from zhunsheng.trace.encoding import decide_encoding, lines
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.sink import BATCH_ROWS, ROW, Sink, SourceReport

MOST_COLUMNS = 4_096
MOST_FIELD = 131_072
MOST_LINE = 8 << 20
_SEPARATORS = (",", "\t", ";", "|")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_delimited(
    path: Path, sink: Sink, *, encoding: str | None = None, separator: str | None = None
) -> SourceReport:
    """Reads a table with a header into ``sink``; ``row`` 1 is the first row below the header."""
    codec = decide_encoding(path, encoding)
    separator = separator or _separator(path, codec)
    report = SourceReport(
        "tsv" if separator == "\t" else "csv", encoding=codec, separator=separator
    )
    feed = _Feed(path, codec)
    reader = csv.reader(feed, delimiter=separator, strict=True)
    csv.field_size_limit(MOST_FIELD)
    header: list[str] | None = None
    columns: list[list[str | None]] = []
    rows: list[int] = []
    row = 0
    while True:
        feed.start()
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if "field larger" in str(error):
                raise _too_long(path, feed.first) from error
            if "unexpected end" in str(error):
                raise source_fault(
                    "quote_open",
                    path,
                    ("引号没有闭合", "a quote is opened and never closed"),
                    line=feed.first,
                ) from error
            if "new-line character" in str(error):
                raise _bare_return(path, feed.first) from error
            if header is None:
                raise source_fault(
                    "header_broken",
                    path,
                    ("表头的引号不规范", "the quotes of the header cannot be followed"),
                    line=feed.first,
                ) from error
            row += 1
            sink.reject(row, "quoting", raw=feed.raw())
            reader = csv.reader(feed, delimiter=separator, strict=True)
            continue
        if not record:
            continue
        if header is None:
            header = check_header(path, record, feed.first)
            columns = [[] for _ in header]
            report.columns = header
            continue
        row += 1
        if len(record) != len(header):
            sink.reject(row, "ragged", raw=feed.raw(), detail=str(len(record)))
            continue
        rows.append(row)
        for column, value in zip(columns, record, strict=True):
            column.append(value)
        if len(rows) >= BATCH_ROWS:
            _give(header, rows, columns, sink)
            rows, columns = [], [[] for _ in header]
    if header is None:
        raise source_fault("empty_file", path, ("文件是空的", "the file is empty"))
    _give(header, rows, columns, sink)
    report.raw_rows = count_records(lines(path, codec), separator) - 1
    return report


def count_records(source: Iterator[str], separator: str) -> int:
    """Records that are not blank, by following quotes alone."""
    mark = re.escape(separator)
    whole = re.compile(rf'(?:"(?:[^"]|"")*"|[^"{mark}][^{mark}]*|)(?:{mark}|$)')
    count = 0
    gathered = ""
    for line in source:
        gathered += line
        if '"' in gathered:
            body = gathered.rstrip("\r\n")
            at = 0
            while at <= len(body):
                match = whole.match(body, at)
                if match is None:
                    break
                at = match.end()
                if at == len(body) and not match.group().endswith(separator):
                    break
                if at == len(body):
                    at += 1
            if match is None and _is_open(body, at):
                continue
        if gathered.strip("\r\n"):
            count += 1
        gathered = ""
    return count + bool(gathered)


def _is_open(body: str, at: int) -> bool:
    """Whether the field that begins at ``at`` opens a quote that the text does not close."""
    if not body.startswith('"', at):
        return False
    at += 1
    while True:
        at = body.find('"', at)
        if at < 0:
            return True
        if body.startswith('""', at):
            at += 2
            continue
        return False


class _Feed:
    """Lines for the csv module that remembers where a record began."""

    def __init__(self, path: Path, codec: str) -> None:
        self._path = path
        self._lines = lines(path, codec)
        self._number = 0
        self._taken: list[str] = []
        self.first = 1

    def start(self) -> None:
        self.first = self._number + 1
        self._taken = []

    def raw(self) -> str:
        return "".join(self._taken).rstrip("\r\n")

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        if "\x00" in line:
            raise source_fault(
                "nul_bytes",
                self._path,
                ("文件含有空字节(NUL)", "the file has NUL bytes"),
                line=self._number,
            )
        if len(line) > MOST_LINE:
            raise _too_long(self._path, self._number)
        self._taken.append(line)
        return line


def _separator(path: Path, codec: str) -> str:
    first = next((line for line in lines(path, codec) if line.strip()), "")
    if "\r" in first.rstrip("\r\n"):
        raise _bare_return(path, 1)
    plain = re.sub(r'"(?:[^"]|"")*"', "", first)
    counts = {mark: plain.count(mark) for mark in _SEPARATORS}
    most = max(counts.values())
    best = [mark for mark, count in counts.items() if count == most]
    if most and len(best) > 1:
        raise source_fault(
            "separator_ambiguous",
            path,
            ("不能断定分隔符", "the separator cannot be told for certain"),
            why=(f"表头中有 {best}", f"the header has {best} equally often"),
            mend=('请在映射中写明 separator:,例如 ";"', "say separator: in the mapping"),
            line=1,
        )
    return best[0]


def check_header(path: Path, names: list[str], line: int) -> list[str]:
    """Column names of a table: all there, all different. Raises SourceError."""
    if len(names) > MOST_COLUMNS:
        raise source_fault(
            "too_many_columns",
            path,
            (f"表头有 {len(names)} 列,过多", f"the header has {len(names)} columns"),
            why=(f"上限 {MOST_COLUMNS} 列", f"at most {MOST_COLUMNS} are taken"),
            line=line,
        )
    names = [name.strip() for name in names]
    for name in names:
        if not name or _CONTROL.search(name):
            raise source_fault(
                "header_broken",
                path,
                ("表头有空白或不可见的列名", "a column of the header has no readable name"),
                line=line,
                column=str(names.index(name) + 1),
            )
        if names.count(name) > 1:
            raise source_fault(
                "header_duplicate",
                path,
                (f"列名“{name}”重复", f"column {name!r} is there twice"),
                line=line,
                column=name,
            )
    return names


def _give(header: list[str], rows: list[int], columns: list[list[str | None]], sink: Sink) -> None:
    arrays = {name: pa.array(c, pa.string()) for name, c in zip(header, columns, strict=True)}
    sink.rows({ROW: pa.array(rows, pa.int64()), **arrays})


def _too_long(path: Path, line: int) -> Exception:
    return source_fault(
        "field_too_long",
        path,
        (f"单个栏目超过 {MOST_FIELD} 字符", f"a field has more than {MOST_FIELD} characters"),
        why=("常因引号未闭合所致", "often a quote that is opened and never closed"),
        line=line,
    )


def _bare_return(path: Path, line: int) -> Exception:
    return source_fault(
        "bare_return",
        path,
        ("行尾只有回车符(CR)", "lines end with a bare carriage return (CR)"),
        mend=(
            "另存为以换行符(LF 或 CRLF)结尾的文本",
            "save the file with LF or CRLF line ends; nothing in the trace was changed",
        ),
        line=line,
    )
