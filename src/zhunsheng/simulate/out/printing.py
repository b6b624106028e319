"""Times and numbers as systems print them, a column at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.hours import DAY

FORMATS = {
    "dash": ("iso",),
    "slash": ("%Y/%m/%d %H:%M:%S.%f",),
    "compact": ("%Y%m%d %H%M%S%f",),
}
"""How a mapping says each way of printing times."""

_DATES = {"dash": "%Y-%m-%d ", "slash": "%Y/%m/%d ", "compact": "%Y%m%d "}
_TIMES = {"dash": "hh:mm:ss.fff", "slash": "hh:mm:ss.fff", "compact": "hhmmssfff"}
_TWO = np.array([f"{n:02d}".encode() for n in range(100)]).view(np.uint8).reshape(100, 2)
_THREE = np.array([f"{n:03d}".encode() for n in range(1000)]).view(np.uint8).reshape(1000, 3)


def times_printed(wall: Longs, style: str) -> Any:
    """Milliseconds of a wall clock as text."""
    if not len(wall):
        return pa.array([], pa.string())
    days, of_row = np.unique(wall // DAY, return_inverse=True)
    dates = [day.item().strftime(_DATES[style]) for day in days.astype("datetime64[D]")]
    table = np.array([text.encode() for text in dates])
    width = table.itemsize
    pattern = _TIMES[style]
    letters = np.empty((len(wall), width + len(pattern)), np.uint8)
    letters[:, :width] = table.view(np.uint8).reshape(-1, width)[of_row]
    rest = (wall % DAY).astype(np.int32)
    second = rest // 1000
    parts = {
        "hh": _TWO[second // 3600],
        "mm": _TWO[second // 60 % 60],
        "ss": _TWO[second % 60],
        "fff": _THREE[rest % 1000],
    }
    letters[:, width:] = np.frombuffer(pattern.encode(), np.uint8)
    for name, digits in parts.items():
        start = width + pattern.index(name)
        letters[:, start : start + len(name)] = digits
    ends = np.arange(len(wall) + 1, dtype=np.int32) * letters.shape[1]
    return pa.StringArray.from_buffers(len(wall), pa.py_buffer(ends), pa.py_buffer(letters))


def numbers_printed(ten_thousandths: Longs) -> Any:
    """Numbers as text, all with as many decimals as one of them needs: none, two or four."""
    decimals = ((0, 10_000), (2, 100), (4, 1))
    places, step = next(pair for pair in decimals if not (ten_thousandths % pair[1]).any())
    pairs = np.empty((len(ten_thousandths), 2), np.int64)
    pairs[:, 0] = ten_thousandths // step
    pairs[:, 1] = pairs[:, 0] >> 63
    if not places:
        return pa.array(pairs[:, 0].copy()).cast(pa.string())
    kind = pa.decimal128(18, places)
    return pa.Array.from_buffers(kind, len(pairs), [None, pa.py_buffer(pairs)]).cast(pa.string())
