"""Which format a file is in, from its content; the name is only heard where content is silent."""

from __future__ import annotations

import re
from pathlib import Path

from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.unpack import blocks, is_gzip

_ROOT = re.compile(rb"<([\w.-]+:)?log\b")


def detect(path: Path, wanted: str | None = None) -> str:
    """``csv, tsv, xlsx, jsonl, parquet, xes, ocel-json, ocel-xml`` or ``ocel-sqlite``.

    ``wanted``: the mapping's format. Raises SourceError where content and mapping disagree.
    """
    head = next(blocks(path), b"")[: 1 << 16]
    if not head:
        raise source_fault("empty_file", path, ("文件是空的", "the file is empty"))
    found = _by_content(head)
    if found is None:
        found = wanted or "csv"
    family = {"tsv": "csv", "ocel-json": "ocel", "ocel-xml": "ocel", "ocel-sqlite": "ocel"}
    if wanted is not None and family.get(found, found) != family.get(wanted, wanted):
        raise source_fault(
            "format_other",
            path,
            (
                f"映射写的是 {wanted},文件内容却是 {found}",
                f"the mapping says {wanted}, but the content is {found}",
            ),
        )
    if is_gzip(path) and found in ("xlsx", "parquet", "ocel-sqlite"):
        raise source_fault(
            "packed_twice",
            path,
            (f"请先解开压缩:内为 {found}", f"unpack it first: inside is {found}"),
        )
    return found


def _by_content(head: bytes) -> str | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"SQLite format 3\x00"):
        return "ocel-sqlite"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "ignore").encode().lstrip()
    if text.startswith(b"<"):
        if b"<object-types" in text or b"<event-types" in text:
            return "ocel-xml"
        return "xes" if _ROOT.search(text) else "xml"
    if text.startswith((b"{", b"[")):
        for mark in (b'"ocel:', b'"objectTypes"', b'"eventTypes"'):
            if mark in text:
                return "ocel-json"
        return "jsonl"
    return None
