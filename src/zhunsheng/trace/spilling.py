"""Tables set down on disk in blocks, so that a file of any size is taken in with the same memory.

A block is an Arrow IPC stream (LZ4) with dictionaries of its own: reading one back needs nothing
of the others. These files live in the staging folder and are gone when the batch is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.trace.sparse import filled_rows, numbers_at

Longs = npt.NDArray[np.int64]

_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")
_SORTING_MEMORY = "256MB"


def pack(table: Any) -> Any:
    """One block of bytes from a table."""
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema, options=_OPTIONS) as writer:
        writer.write_table(table.unify_dictionaries().combine_chunks())
    return out.getvalue()


def unpack(block: Any) -> Any:
    """The table of one block."""
    return pa.ipc.open_stream(block).read_all()


def compact(column: Any) -> Any:
    """Text by dictionary with only the values that occur, in the order in which they first do."""
    codes = column.indices
    filled = codes.drop_null() if codes.null_count else codes
    used = filled.dictionary_encode()
    numbers = used.indices.cast(pa.int32())
    if codes.null_count:
        numbers = numbers_at(np.flatnonzero(filled_rows(codes)), numbers.to_numpy(), len(codes))
    return pa.DictionaryArray.from_arrays(numbers, column.dictionary.take(used.dictionary))


def compacted(table: Any) -> Any:
    """A table in one piece, each dictionary with only the values that occur."""
    whole = table.unify_dictionaries().combine_chunks()
    columns = [
        compact(column.combine_chunks()) if pa.types.is_dictionary(column.type) else column
        for column in whole.columns
    ]
    return pa.Table.from_arrays(columns, schema=whole.schema)


class Buckets:
    """Rows with an ``act`` (63 bits of a digest) in buckets by ranges of it: equal acts meet.

    One bucket stays in memory; several rest in files of ``folder``.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self.count = count
        self._folder = folder
        self._whole: list[Any] = []
        folder.mkdir()

    def add(self, table: Any) -> None:
        if self.count == 1:
            self._whole.append(table)
            return
        number = (table["act"].to_numpy() >> 31) * self.count >> 32
        order = np.argsort(number, kind="stable")
        sorted_table = table.take(pa.array(order))
        ends = np.searchsorted(number[order], np.arange(self.count), side="right")
        start = 0
        for bucket, end in enumerate(ends.tolist()):
            if end > start:
                with self._path(bucket).open("ab") as out:
                    out.write(pack(sorted_table.slice(start, end - start)))
            start = end

    def read(self, bucket: int) -> Any | None:
        """The rows of one bucket in the order they were added; None if there are none."""
        if self.count == 1:
            return pa.concat_tables(self._whole) if self._whole else None
        if not self._path(bucket).exists():
            return None
        tables = []
        with pa.OSFile(str(self._path(bucket))) as source:
            size = source.size()
            while source.tell() < size:
                tables.append(unpack(source))
        return pa.concat_tables(tables)

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket:05d}"


class SortedRuns:
    """Tables, each in order by ``subject`` and ``instant``, that come back merged by these two.

    All rows of one subject and instant come back in the same piece, and never again.
    """

    block_rows = 4_096
    piece_blocks = 64

    def __init__(self, path: Path) -> None:
        self._out = path.open("w+b")
        self._subject: list[int] = []
        self._instant: list[int] = []
        self._place: list[tuple[int, int]] = []

    def add(self, table: Any) -> None:
        """One run. ``subject``, ``instant``: int64; ``instant`` grows within a subject."""
        subject, instant = table["subject"], table["instant"]
        for start in range(0, table.num_rows, self.block_rows):
            block = pack(compacted(table.slice(start, self.block_rows)))
            self._subject.append(subject[start].as_py())
            self._instant.append(instant[start].as_py())
            self._place.append((self._out.tell(), block.size))
            self._out.write(block)

    def pieces(self) -> Iterator[Any]:
        """Tables that hold all rows up to some subject and instant; rows within are not sorted."""
        self._out.flush()
        order = np.lexsort((np.array(self._instant), np.array(self._subject)))
        held: Any = None
        for start in range(0, len(order), self.piece_blocks):
            chosen = order[start : start + self.piece_blocks].tolist()
            tables = [self._block(number) for number in chosen]
            whole = compacted(pa.concat_tables(tables if held is None else [held, *tables]))
            if start + self.piece_blocks >= len(order):
                yield whole
                return
            following = int(order[start + self.piece_blocks])
            subject, instant = whole["subject"].to_numpy(), whole["instant"].to_numpy()
            before = (subject < self._subject[following]) | (
                (subject == self._subject[following]) & (instant < self._instant[following])
            )
            if before.any():
                yield whole.filter(pa.array(before))
            held = whole.filter(pa.array(~before))

    def close(self) -> None:
        self._out.close()

    def _block(self, number: int) -> Any:
        offset, size = self._place[number]
        return unpack(pa.py_buffer(os.pread(self._out.fileno(), size, offset)))


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database that sorts and groups on disk, in ``folder``, what does not fit 256 MB."""
    return duckdb.connect(
        config={"memory_limit": _SORTING_MEMORY, "temp_directory": str(folder), "threads": 2}
    )
