"""The bytes of a file, plain or gzip (RFC 1952), streamed, with a cap on what they unpack to."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from zhunsheng.trace.fault import source_fault

BLOCK = 1 << 20
GZIP = b"\x1f\x8b"
FREE_BYTES = 256 << 20
MOST_RATIO = 200


def is_gzip(path: Path) -> bool:
    with path.open("rb") as source:
        return source.read(2) == GZIP


def blocks(path: Path) -> Iterator[bytes]:
    """The unpacked content in blocks. Raises SourceError for a cut, damaged or bomb-like gzip."""
    if not is_gzip(path):
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                yield block
        return
    most = max(FREE_BYTES, MOST_RATIO * path.stat().st_size)
    total = 0
    inflater = zlib.decompressobj(31)
    with path.open("rb") as source:
        rest = source.read(BLOCK)
        while rest:
            try:
                block = inflater.decompress(rest, 4 * BLOCK)
            except zlib.error as error:
                raise _damaged(path, str(error)) from error
            total += len(block)
            if total > most:
                raise source_fault(
                    "too_large_unpacked",
                    path,
                    ("压缩文件解开后过大", "the file unpacks to too much"),
                    why=(
                        f"解开后超过 {most >> 20} MB(压缩比上限 {MOST_RATIO} 倍)",
                        f"more than {most >> 20} MB (at most {MOST_RATIO} times its size)",
                    ),
                )
            if block:
                yield block
            if inflater.eof:
                rest = inflater.unused_data or source.read(BLOCK)
                if rest:
                    inflater = zlib.decompressobj(31)
            else:
                rest = inflater.unconsumed_tail or source.read(BLOCK)
    if not inflater.eof:
        raise _damaged(path, "cut short")


def _damaged(path: Path, detail: str) -> Exception:
    return source_fault(
        "gzip_damaged",
        path,
        ("压缩文件损坏或不完整", "the gzip file is damaged or cut short"),
        why=(detail, detail),
    )
