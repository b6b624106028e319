"""XES logs (IEEE 1849), plain or gzip: cut between traces, scanned by columns, or read by lxml."""

from __future__ import annotations

import io
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.trace.encoded import encode
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.sink import BATCH_ROWS, CASE_FIRST, ROW, Sink, SourceReport
from zhunsheng.trace.unpack import blocks
from zhunsheng.trace.xes_scan import Piece, scan
from zhunsheng.trace.xes_tree import Event, read_events, read_piece

PIECE_BYTES = 4 << 20
_MOST_HEADER = 32 << 20
_MOST_TRACE = 64 << 20
_CLOSE = b"</trace>"
_ROOT = re.compile(rb"<log[\s>]")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_EVENT = re.compile(rb"<(?:[\w.-]+:)?event[\s/>]")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


class _Unusual(Exception):
    """The log must be read as one document."""


def read_xes(path: Path, sink: Sink, *, fast: bool = True) -> SourceReport:
    """Reads a log into ``sink``: one row an event; columns of the case begin with ``case:``."""
    if fast:
        try:
            return _by_pieces(path, sink)
        except _Unusual:
            sink.restart()
    return _whole(path, sink)


def _by_pieces(path: Path, sink: Sink) -> SourceReport:
    report = SourceReport("xes", encoding="utf-8")
    taken = 0
    running: deque[tuple[bytes, Future[Piece | None]]] = deque()
    with ThreadPoolExecutor(2) as pool:

        def finish() -> None:
            nonlocal taken
            text, future = running.popleft()
            piece = future.result()
            if piece is not None:
                report.raw_rows += text.count(b"<event>")
                taken += _keep(piece, sink, taken)
            else:
                report.raw_rows += len(_EVENT.findall(text))
                report.fallbacks += 1
                if b"<!" in text or b"<?" in text:
                    raise _Unusual
                taken += _keep_events(read_piece(text, path), sink, taken)

        for text in _pieces(path):
            running.append((text, pool.submit(scan, text)))
            if len(running) > 2:
                finish()
        while running:
            finish()
    return report


def _pieces(path: Path) -> Iterator[bytes]:
    """Runs of complete traces. Raises :class:`_Unusual` where cutting would not be safe."""
    source = blocks(path)
    rest = b""
    for block in source:
        rest += block
        start = rest.find(b"<trace")
        if start >= 0 or len(rest) > _MOST_HEADER:
            break
    else:
        raise _Unusual
    if start < 0:
        raise _Unusual
    _check_header(rest[:start])
    rest = rest[start:]
    gathered = [rest]
    size = len(rest)
    for block in source:
        gathered.append(block)
        size += len(block)
        if size >= PIECE_BYTES:
            joined = b"".join(gathered)
            cut = joined.rfind(_CLOSE) + len(_CLOSE)
            if cut < len(_CLOSE):
                if size > _MOST_TRACE:
                    raise _Unusual
                continue
            yield joined[:cut]
            gathered = [joined[cut:].lstrip()]
            size = len(gathered[0])
    joined = b"".join(gathered)
    cut = joined.rfind(_CLOSE) + len(_CLOSE)
    if cut < len(_CLOSE):
        cut = 0
    if joined[cut:].strip() != b"</log>":
        raise _Unusual
    if cut:
        yield joined[:cut]


def _check_header(header: bytes) -> None:
    declared = _DECLARED.match(header.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii"):
        raise _Unusual
    if b"<!DOCTYPE" in header or b"<!ENTITY" in header or _EVENT.search(_HIDDEN.sub(b"", header)):
        raise _Unusual
    try:
        for _ in read_events(io.BytesIO(header + b"</log>"), Path()):
            raise _Unusual
    except Exception as error:
        raise _Unusual from error


def _keep(piece: Piece, sink: Sink, before: int) -> int:
    rows = np.arange(before + 1, before + 1 + piece.events, dtype=np.int64)
    timed = np.zeros(piece.events, np.bool_)
    if "time:timestamp" in piece.columns:
        timed = encode(piece.columns["time:timestamp"]).filled
    columns = {ROW: pa.array(rows), CASE_FIRST: pa.array(piece.case_first), **piece.columns}
    if not timed.all():
        names = list(piece.columns)
        for index in np.flatnonzero(~timed):
            content = {name: piece.columns[name][int(index)].as_py() for name in names}
            _reject(sink, int(rows[index]), "no_event_time", content)
        columns = {name: array.filter(pa.array(timed)) for name, array in columns.items()}
    sink.rows(columns)
    return piece.events


def _keep_events(events: Iterable[Event], sink: Sink, before: int) -> int:
    count = 0
    waiting: list[tuple[int, Event]] = []
    for event in events:
        count += 1
        row = before + count
        fault = event.fault
        if fault is None and not event.attributes.get("time:timestamp"):
            fault = "no_event_time"
        if fault is not None:
            content = {f"case:{key}": value for key, value in event.case.items()}
            _reject(sink, row, fault, content | event.attributes, column=event.column)
            continue
        waiting.append((row, event))
        if len(waiting) >= BATCH_ROWS:
            _give(waiting, sink)
            waiting = []
    _give(waiting, sink)
    return count


def _give(events: list[tuple[int, Event]], sink: Sink) -> None:
    if not events:
        return
    names: dict[str, list[str | None]] = {}
    for index, (_, event) in enumerate(events):
        for prefix, attributes in (("case:", event.case), ("", event.attributes)):
            for key, value in attributes.items():
                column = names.setdefault(prefix + key, [None] * len(events))
                column[index] = value
    sink.rows(
        {
            ROW: pa.array([row for row, _ in events], pa.int64()),
            CASE_FIRST: pa.array([event.case_first for _, event in events]),
            **{name: pa.array(values, pa.string()) for name, values in names.items()},
        }
    )


def _reject(
    sink: Sink,
    row: int,
    code: str,
    content: dict[str, str],
    *,
    column: str | None = None,
) -> None:
    filled = {key: value for key, value in content.items() if value}
    sink.reject(row, code, raw=json.dumps(filled, ensure_ascii=False), column=column)


def _whole(path: Path, sink: Sink) -> SourceReport:
    report = SourceReport("xes", fallbacks=1)
    stream = io.BufferedReader(_Stream(blocks(path)), 1 << 20)
    _keep_events(read_events(stream, path), sink, 0)
    report.encoding, report.raw_rows = _count_events(path)
    return report


class _Stream(io.RawIOBase):
    """Blocks as a file, for lxml."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._rest:
            block = next(self._source, None)
            if block is None:
                return 0
            self._rest = block
        size = min(len(into), len(self._rest))
        into[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _count_events(path: Path) -> tuple[str, int]:
    """Events by their opening tags alone, comments and character data left out."""
    head = next(blocks(path), b"")[:200]
    encoding = "utf-8"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:4]:
        encoding = "utf-16"
    elif declared := _DECLARED.match(head.removeprefix(b"\xef\xbb\xbf")):
        encoding = declared.group(1).decode().lower()
    text = b"".join(blocks(path))
    if encoding.startswith("utf-16"):
        try:
            text = text.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise source_fault(
                "encoding_broken",
                path,
                ("不是合格的 UTF-16 文本", "the text is not valid UTF-16"),
            ) from error
    return encoding, len(_EVENT.findall(_HIDDEN.sub(b"", text)))
