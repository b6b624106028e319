"""Columns that are filled in few rows, between numpy and Arrow without a detour over every row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.shape import NUMBER

Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def filled_rows(column: Any) -> Bools:
    """Where an Arrow array is filled."""
    bits = column.buffers()[0]
    if bits is None:
        return np.ones(len(column), np.bool_)
    start = column.offset
    flags = np.unpackbits(
        np.frombuffer(bits, np.uint8), count=start + len(column), bitorder="little"
    )
    return flags[start:].view(np.bool_)


def ten_thousandths(column: Any) -> Longs:
    """The numbers of a DECIMAL(18,4) array, times ten thousand."""
    pairs = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)
    return pairs[column.offset : column.offset + len(column), 0]


def plain_numbers(column: Any) -> npt.NDArray[Any]:
    """The integers of an Arrow array; where it is null, anything."""
    kind = column.type.to_pandas_dtype()
    values = np.frombuffer(column.buffers()[1], kind)
    return values[column.offset : column.offset + len(column)]


def whole_numbers(values: npt.NDArray[Any], filled: Bools) -> Any:
    """Integers as an Arrow array of the same type, null where not filled."""
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [_bits(filled), pa.py_buffer(values)])


def decimals_at(rows: Longs, scaled: Longs, count: int) -> Any:
    """``count`` DECIMAL(18,4), those of ``rows`` out of ten-thousandths, the others null."""
    pairs = np.zeros((count, 2), np.int64)
    pairs[rows, 0] = scaled
    pairs[rows, 1] = scaled >> 63
    return pa.Array.from_buffers(NUMBER, count, [_bits(_marked(rows, count)), pa.py_buffer(pairs)])


def numbers_at(rows: Longs, values: npt.NDArray[Any], count: int) -> Any:
    """``count`` integers, those of ``rows`` as given, the others null."""
    if len(rows) == count:
        spread = np.empty(count, values.dtype)
        spread[rows] = values
        return pa.array(spread)
    spread = np.zeros(count, values.dtype)
    spread[rows] = values
    return whole_numbers(spread, _marked(rows, count))


def _marked(rows: Longs, count: int) -> Bools:
    filled = np.zeros(count, np.bool_)
    filled[rows] = True
    return filled


def _bits(filled: Bools) -> Any:
    return pa.py_buffer(np.packbits(filled, bitorder="little"))
