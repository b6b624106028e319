"""JSON Lines (one object a line, RFC 8259), plain or gzip, and a JSON array of flat objects.

Numbers keep their digits as written; nothing passes through a float. Duplicate keys, NaN,
Infinity, lone surrogates and nesting deeper than the machine reads are refused with their line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhunsheng.trace.encoding import decide_encoding, lines
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.sink import BATCH_ROWS, ROW, Sink, SourceReport
from zhunsheng.trace.unpack import blocks

MOST_LINE = 8 << 20
MOST_KEYS = 4_096
MOST_DOCUMENT = 256 << 20


class _Broken(ValueError):
    """JSON that parses but is not to be trusted."""


def read_jsonl(path: Path, sink: Sink, *, encoding: str | None = None) -> SourceReport:
    """Reads objects of plain values into ``sink``, one row a line."""
    codec = decide_encoding(path, encoding)
    report = SourceReport("jsonl", encoding=codec)
    rows: list[tuple[int, dict[str, str | None]]] = []
    row = 0
    for number, line in enumerate(lines(path, codec), 1):
        if not line.strip():
            continue
        if len(line) > MOST_LINE:
            raise source_fault(
                "line_too_long", path, ("该行过长", "the line is too long"), line=number
            )
        content = parse_json(line, path, line=number)
        row += 1
        if not isinstance(content, dict):
            sink.reject(row, "not_an_object", raw=line.strip())
            continue
        nested = [key for key, value in content.items() if isinstance(value, (dict, list))]
        if nested:
            sink.reject(row, "nested_value", raw=line.strip(), column=nested[0])
            continue
        if len(content) > MOST_KEYS:
            raise source_fault(
                "too_many_columns",
                path,
                ("该行栏目过多", "the object has too many keys"),
                why=(f"上限 {MOST_KEYS}", f"at most {MOST_KEYS} are taken"),
                line=number,
            )
        rows.append((row, {key: plain(value) for key, value in content.items()}))
        if len(rows) >= BATCH_ROWS:
            give_rows(rows, sink)
            rows = []
    give_rows(rows, sink)
    report.raw_rows = _filled_lines(path, codec)
    return report


def give_rows(rows: list[tuple[int, dict[str, str | None]]], sink: Sink) -> None:
    """Hands rows of unlike columns to the sink, in the order columns first appear."""
    if not rows:
        return
    columns: dict[str, list[str | None]] = {}
    for index, (_, content) in enumerate(rows):
        for key, value in content.items():
            if key.startswith("\x1f"):
                continue
            columns.setdefault(key, [None] * len(rows))[index] = value
    arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    sink.rows({ROW: pa.array([row for row, _ in rows], pa.int64()), **arrays})


def plain(value: Any) -> str | None:
    """A plain JSON value as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def parse_json(text: str, path: Path, *, line: int | None = None) -> Any:
    """A JSON text, strictly; numbers come as the text they are. Raises SourceError."""
    try:
        content = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_no_constant,
            object_pairs_hook=_no_duplicates,
        )
        if "\\u" in text:
            _no_surrogates(content)
        if "\\u0000" in text:
            raise _Broken("U+0000")
    except json.JSONDecodeError as error:
        at = (line or 1) + error.lineno - 1
        raise source_fault(
            "json_broken",
            path,
            ("JSON 不完整或不合规范", "the JSON is incomplete or not well formed"),
            why=(error.msg, error.msg),
            line=at,
        ) from error
    except (_Broken, RecursionError) as error:
        detail = str(error) if isinstance(error, _Broken) else "nested too deeply"
        raise source_fault(
            "json_refused",
            path,
            ("JSON 中有不予接受的内容", "the JSON holds something that is refused"),
            why=(detail, detail),
            line=line,
        ) from error
    return content


def _no_constant(name: str) -> Any:
    raise _Broken(name)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Broken(f"duplicate key {twice!r}")
    return content


def _no_surrogates(content: Any) -> None:
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise _Broken("lone surrogate") from error


def _filled_lines(path: Path, codec: str) -> int:
    """Lines that are not blank, counted on the bytes where the encoding allows it."""
    if codec.startswith("utf-16"):
        return sum(bool(line.strip()) for line in lines(path, codec))
    count = 0
    rest = b""
    for block in blocks(path):
        parts = (rest + block).removeprefix(b"\xef\xbb\xbf").split(b"\n")
        rest = parts.pop()
        count += sum(1 for part in parts if part.strip())
    return count + bool(rest.strip())


def whole_json(path: Path, encoding: str | None = None) -> Iterator[Any]:
    """The one JSON document of a file (object-centric logs)."""
    codec = decide_encoding(path, encoding)
    gathered: list[str] = []
    size = 0
    for line in lines(path, codec):
        size += len(line)
        if size > MOST_DOCUMENT:
            raise source_fault(
                "too_large",
                path,
                ("JSON 文档过大", "the JSON document is too large"),
                mend=("请改用 OCEL 的 SQLite 格式", "export it as OCEL in SQLite instead"),
            )
        gathered.append(line)
    yield parse_json("".join(gathered), path)
