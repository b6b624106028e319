"""Times and numbers out of text: exactly, or with the reason why not. Once per distinct text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.shape import NUMBER
from zhunsheng.trace.zone import Zone

EARLIEST_US = -2_208_988_800_000_000  # 1900-01-01T00:00Z in microseconds since 1970
LATEST_US = 6_563_894_400_000_000  # 2178-01-01T00:00Z
_UNIX = dt.datetime(1970, 1, 1)
_DAY_US = 86_400_000_000
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOST = 10**18
_TICK = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Parsed:
    """Values of distinct texts: ``numbers`` int64, ``faults`` a reason code or None for each.

    Times: microseconds since 1970 in UTC; ``doubtful`` marks wall-clock times that do not exist
    or exist twice. Numbers: ten-thousandths.
    """

    numbers: npt.NDArray[np.int64]
    faults: list[str | None]
    doubtful: npt.NDArray[np.bool_]


def parse_times(texts: Sequence[str], formats: Sequence[str], zone: Zone) -> Parsed:
    """Instants of texts. ``formats``: ``iso`` or strptime formats, tried in turn.

    Times without an offset are wall clock in ``zone``; a date alone is its first moment.
    """
    count = len(texts)
    numbers = np.zeros(count, np.int64)
    naive = np.zeros(count, np.bool_)
    faults: list[str | None] = [None] * count
    for index, text in enumerate(texts):
        at = _read_time(text.strip(), formats)
        if at is None:
            faults[index] = "time_unreadable"
            continue
        offset = at.utcoffset()
        since = at.replace(tzinfo=None) - _UNIX
        micros = since.days * _DAY_US + since.seconds * 1_000_000 + since.microseconds
        if offset is None:
            naive[index] = True
            numbers[index] = micros
        else:
            numbers[index] = micros - (
                offset.days * _DAY_US + offset.seconds * 1_000_000 + offset.microseconds
            )
    doubtful = np.zeros(count, np.bool_)
    if naive.any():
        numbers[naive], doubtful[naive] = zone.to_utc(numbers[naive])
    for outside in np.flatnonzero((numbers < EARLIEST_US) | (numbers >= LATEST_US)).tolist():
        faults[outside] = faults[outside] or "time_out_of_range"
        numbers[outside] = 0
    return Parsed(numbers, faults, doubtful)


def _read_time(text: str, formats: Sequence[str]) -> dt.datetime | None:
    for pattern in formats:
        try:
            if pattern == "iso":
                return dt.datetime.fromisoformat(text)
            return dt.datetime.strptime(text, pattern)
        except (ValueError, OverflowError):
            continue
    return None


def parse_numbers(texts: Sequence[str], *, decimal: str = ".", rounded: bool = False) -> Parsed:
    """Exact numbers with at most four decimals and fourteen digits before the point."""
    numbers = np.zeros(len(texts), np.int64)
    faults: list[str | None] = [None] * len(texts)
    for index, raw in enumerate(texts):
        text = raw.strip()
        if decimal != ".":
            text = "?" if "." in text else text.replace(decimal, ".")
        if not _NUMBER.fullmatch(text):
            faults[index] = "number_unreadable"
            continue
        try:
            value = Decimal(text)
            if value and value.adjusted() > 14:
                faults[index] = "number_out_of_range"
                continue
            if rounded:
                value = value.quantize(_TICK, ROUND_HALF_UP)
            scaled = value * 10_000
            whole = int(scaled)
        except (InvalidOperation, OverflowError):
            faults[index] = "number_out_of_range"
            continue
        if whole != scaled:
            faults[index] = "number_too_fine"
        elif abs(whole) >= _MOST:
            faults[index] = "number_out_of_range"
        else:
            numbers[index] = whole
    return Parsed(numbers, faults, np.zeros(len(texts), np.bool_))


def number_text(scaled: int) -> str:
    """The one way to write a number of ten-thousandths, for digests."""
    whole, rest = divmod(abs(scaled), 10_000)
    tail = f".{rest:04d}".rstrip("0") if rest else ""
    return f"{'-' if scaled < 0 else ''}{whole}{tail}"


def decimals(scaled: npt.NDArray[np.int64], filled: npt.NDArray[np.bool_]) -> Any:
    """DECIMAL(18,4) out of ten-thousandths; null where not filled."""
    pairs = np.empty((len(scaled), 2), np.int64)
    pairs[:, 0] = scaled
    pairs[:, 1] = scaled >> 63
    valid = pa.py_buffer(np.packbits(filled, bitorder="little"))
    return pa.Array.from_buffers(NUMBER, len(scaled), [valid, pa.py_buffer(pairs)])
