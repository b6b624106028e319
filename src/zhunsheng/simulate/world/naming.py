"""Ids like those in the field, made from the numbers of objects: by the million, and invented.

A pattern is text with ``{code}`` (four digits of the office), ``{year}``, ``{flow}`` (1 for import,
0 for export) and ``{serial:9}`` (so many digits of the object's own number).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.simulate.book import Longs

OFFICE_BITS = 36
"""An object of a case's own is its office's number, and below it a number of its own."""
EXPORTED = 1 << OFFICE_BITS - 1
"""The bit below the office's: the object belongs to an export."""
SERIAL_MASK = EXPORTED - 1
FALLBACK = "{code}{year}{serial:10}"

_PART = re.compile(r"\{(code|year|flow|serial)(?::(\d+))?\}")
_FOUR = np.frombuffer("".join(f"{n:04d}" for n in range(10_000)).encode(), np.uint32)
"""The texts of 0000 … 9999, each in four bytes."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Naming:
    """How a district's objects are called. ``patterns``: by object type; ``tables``: types whose
    numbers are rows of a table, with the names of the rows; ``codes``: of the offices."""

    patterns: Mapping[str, str]
    tables: Mapping[str, Any]
    codes: Sequence[str]
    year: int

    def names(self, type_: str, numbers: Longs) -> Any:
        """The ids of objects of a type, a pyarrow array of text; null for negative numbers."""
        known = numbers >= 0
        table = self.tables.get(type_)
        if table is not None:
            rows = pa.array(np.where(known, numbers, 0), mask=None if known.all() else ~known)
            return table.take(rows)
        texts = self._written(self.patterns.get(type_, FALLBACK), np.where(known, numbers, 0))
        return _as_text(texts, known)

    def _written(self, pattern: str, numbers: Longs) -> Bytes:
        office, serial = numbers >> OFFICE_BITS, numbers & SERIAL_MASK
        imported = ((numbers & EXPORTED) == 0).astype(np.int64)
        parts: list[tuple[int, Any]] = []
        for fixed, kind, width in _split(pattern):
            if kind == "code":
                codes = np.array([list(code.encode("ascii")) for code in self.codes], np.uint8)
                parts.append((codes.shape[1], codes[np.minimum(office, len(codes) - 1)]))
            elif kind == "serial":
                parts.append((width, digits(serial, width)))
            elif kind == "flow":
                parts.append((1, digits(imported, 1)))
            else:
                text = (str(self.year) if kind == "year" else fixed).encode("ascii")
                parts.append((len(text), np.frombuffer(text, np.uint8)))
        texts = np.empty((len(numbers), sum(width for width, _ in parts)), np.uint8)
        at = 0
        for width, part in parts:
            texts[:, at : at + width] = part
            at += width
        return texts


def digits(numbers: Longs, width: int) -> Bytes:
    """The last ``width`` decimal digits of each number, as bytes; four at a time."""
    count = -(-width // 4)
    found = np.empty((len(numbers), count), np.uint32)
    rest = numbers
    for place in range(count - 1, 0, -1):
        above = rest // 10_000
        found[:, place] = _FOUR[rest - above * 10_000]
        rest = above
    found[:, 0] = _FOUR[rest % 10_000]
    return found.view(np.uint8)[:, 4 * count - width :]


def _split(pattern: str) -> list[tuple[str, str, int]]:
    """Fixed text, or what is filled in and how wide."""
    found: list[tuple[str, str, int]] = []
    at = 0
    for match in _PART.finditer(pattern):
        if match.start() > at:
            found.append((pattern[at : match.start()], "", 0))
        found.append(("", match[1], int(match[2] or 9)))
        at = match.end()
    if at < len(pattern):
        found.append((pattern[at:], "", 0))
    return found


def _as_text(texts: Bytes, known: npt.NDArray[np.bool_]) -> Any:
    """An array of text over the bytes as they lie."""
    count, width = texts.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)[: count + 1]
    mask = None
    if not known.all():
        mask = pa.array(known).buffers()[1]
    return pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(texts)), mask
    )
