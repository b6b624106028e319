"""The columns of acts that strands carry, as whole numbers, and kept only where they are filled.

A month has hundreds of columns, and an act fills a handful: only what is filled is moved, and a
column of Arrow is made of it for no more rows at a time than are written together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.shape import NUMBER, TEXT
from zhunsheng.trace.sparse import (
    decimals_at,
    filled_rows,
    numbers_at,
    plain_numbers,
    ten_thousandths,
)

PEOPLE = ("activity", "officer", "post", "office")
SEARCH = 20
"""Looking up one row in a sorted list takes as long as passing over so many."""
Longs = npt.NDArray[np.int64]
Rows = tuple[Longs, npt.NDArray[Any]]
"""Places, and the whole numbers that stand there."""


def is_attribute(name: str) -> bool:
    return name[:2] in ("a_", "n_", "t_")


def is_carried(name: str) -> bool:
    return name in PEOPLE or is_attribute(name)


@dataclass(frozen=True, slots=True)
class Inverse:
    """Of a list of positions: for each position its ``place`` in the list, −1 for none; ``again``:
    the places of those that are in it once more."""

    place: Longs
    again: Longs

    @classmethod
    def of(cls, position: Longs, count: int) -> Inverse:
        """``count``: how many positions there are."""
        index = np.arange(len(position))
        place = np.full(count, -1, np.int64)
        place[position] = index
        return cls(place, np.flatnonzero(place[position] != index))


@dataclass(frozen=True, slots=True)
class Carried:
    """A column: ``at``: the rows that are filled, ascending (None: all); ``numbers`` there: codes
    into ``words`` (int32), ten-thousandths, or moments (int64)."""

    name: str
    type: Any
    at: Longs | None
    numbers: npt.NDArray[Any]
    words: Any = None

    @classmethod
    def of(cls, name: str, column: Any) -> Carried:
        """A column of a table."""
        whole, words = column.combine_chunks(), None
        if isinstance(whole, pa.DictionaryArray):
            whole, words = whole.indices, whole.dictionary
        is_number = column.type == NUMBER
        numbers = ten_thousandths(whole) if is_number else plain_numbers(whole)
        if not whole.null_count:
            return cls(name, column.type, None, numbers, words)
        at = np.flatnonzero(filled_rows(whole))
        return cls(name, column.type, at, numbers[at], words)

    @classmethod
    def text(cls, name: str, codes: npt.NDArray[Any], words: Sequence[str]) -> Carried:
        """A text column of every row: ``codes`` into ``words``, −1 where empty. Of the words only
        those that occur are kept, in order of first use."""
        at = None if len(codes) and codes.min() >= 0 else np.flatnonzero(codes >= 0)
        return cls.text_at(name, at, codes if at is None else codes[at], words)

    @classmethod
    def text_at(
        cls, name: str, at: Longs | None, codes: npt.NDArray[Any], words: Sequence[str]
    ) -> Carried:
        """A text column filled in some rows only."""
        used = pa.array(codes).dictionary_encode()
        texts = pa.array([words[code] for code in used.dictionary.to_pylist()], pa.string())
        return cls(name, TEXT, at, used.indices.to_numpy(), texts)

    def at_places(self, position: Longs, inverse: Inverse) -> Rows:
        """What stands at ``position``: places in it, in no order, and the numbers. ``inverse``: of
        ``position``."""
        if self.at is None:
            return np.arange(len(position)), self.numbers[position]
        if len(self.at) > SEARCH * len(position):
            return self._looked_up(np.arange(len(position)), position)
        into = inverse.place[self.at]
        inside = np.flatnonzero(into >= 0)
        places, numbers = into[inside], self.numbers[inside]
        if not len(inverse.again):
            return places, numbers
        more, also = self._looked_up(inverse.again, position[inverse.again])
        return np.concatenate([places, more]), np.concatenate([numbers, also])

    def _looked_up(self, places: Longs, position: Longs) -> Rows:
        assert self.at is not None
        if not len(self.at):
            return places[:0], self.numbers[:0]
        known = np.minimum(np.searchsorted(self.at, position), len(self.at) - 1)
        hit = self.at[known] == position
        return places[hit], self.numbers[known[hit]]

    def between(self, start: int, end: int) -> Any:
        """An Arrow column of the rows from ``start`` until ``end``."""
        if self.at is None:
            return self.column((np.arange(end - start), self.numbers[start:end]), end - start)
        first, last = np.searchsorted(self.at, [start, end])
        return self.column((self.at[first:last] - start, self.numbers[first:last]), end - start)

    def column(self, rows: Rows, count: int) -> Any:
        """An Arrow column of ``count`` rows, those of ``rows`` filled."""
        places, numbers = rows
        if not len(places):
            return pa.nulls(count, self.type)
        if self.type == NUMBER:
            return decimals_at(places, numbers, count)
        found = numbers_at(places, numbers, count)
        if self.words is None:
            return found
        return pa.DictionaryArray.from_arrays(found, self.words)


@dataclass(frozen=True, slots=True)
class Portion:
    """Acts as strands need them: when each happened (microseconds), in which row, who it is, its
    moment, and the columns carried."""

    happened: Longs
    row: Longs
    act: Longs
    moment: Longs
    columns: tuple[Carried, ...]

    def __len__(self) -> int:
        return len(self.act)

    @classmethod
    def of(cls, acts: Any) -> Portion:
        """The acts of a table as in acts.parquet, in one piece."""
        return cls(
            acts["happened_at"].cast(pa.int64()).to_numpy(),
            acts["row"].to_numpy(),
            acts["act"].to_numpy(),
            acts["moment"].to_numpy(),
            tuple(Carried.of(name, acts[name]) for name in acts.schema.names if is_carried(name)),
        )
