"""A column of text by its distinct values: what is parsed is parsed once per distinct value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Encoded:
    """``codes``: position in ``values`` for each row, -1 where the field is not filled.

    ``values``: distinct filled texts. Empty text counts as not filled.
    """

    codes: Codes
    values: list[str]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def filled(self) -> Bools:
        return self.codes >= 0

    def at(self, row: int) -> str | None:
        """The text of one row (from 0)."""
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]

    def text(self) -> Any:
        """As a pyarrow dictionary array."""
        indices = pa.array(self.codes, mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(self.values, pa.string()))


def encode(array: Any) -> Encoded:
    """The distinct values of a pyarrow text (or dictionary of text) array."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if not isinstance(array, pa.DictionaryArray):
        array = array.dictionary_encode()
    codes = pc.fill_null(array.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    values = array.dictionary.to_pylist()
    if "" in values or None in values:
        empty = np.array([value is None or value == "" for value in values], np.bool_)
        codes = np.where((codes >= 0) & empty[codes], np.int32(-1), codes)
    return Encoded(codes, values)


def constant(value: str, rows: int) -> Encoded:
    """The same text in every row."""
    return Encoded(np.zeros(rows, np.int32), [value])


def missing(rows: int) -> Encoded:
    """A column that is filled nowhere."""
    return Encoded(np.full(rows, -1, np.int32), [])
