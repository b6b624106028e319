"""Books as tables: one CSV file for each system of a customs house, and one for its people.

Every record of a book is a row, corrections and doubles too, in order of time; what a record lacks
is empty. Slices are written one after another, so that memory does not grow with the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.simulate.book import Book, Clock, Coded, Longs, Values
from zhunsheng.simulate.out.directory import Directory
from zhunsheng.simulate.out.ledger import Ledger, lay_out
from zhunsheng.simulate.out.mappings import mapping_text, people_mapping_text
from zhunsheng.simulate.out.printing import numbers_printed, times_printed
from zhunsheng.simulate.out.systems import System, Systems


def write_tables(
    folder: Path, books: Iterable[Book], directory: Directory, systems: Systems
) -> dict[str, int]:
    """Writes ``<file>.csv`` and ``<file>.mapping.yaml`` for each system and for the people.

    Returns how many rows each file has below its heading; systems without a record leave no file.
    Raises PracticeError for a record of no system, or one that has what its table has no column
    for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = {systems.people.file: _write_people(folder, directory, systems)}
    open_files: dict[str, _Table] = {}
    try:
        for book in books:
            for system, part in _by_system(book, systems):
                file = system.block.file
                if file not in open_files:
                    open_files[file] = _Table(folder, system, directory)
                open_files[file].add(lay_out(part))
    finally:
        for table in open_files.values():
            table.close()
    return rows | {file: open_files[file].rows for file in sorted(open_files)}


def _by_system(book: Book, systems: Systems) -> Iterable[tuple[System, Book]]:
    parts: dict[str, tuple[System, Book]] = {}
    for acts in book:
        if not len(acts):
            continue
        system = systems.recording(acts.activity)
        if system is None:
            raise _no_room(acts.activity, "", f"没有系统记录“{acts.activity}”")
        columns = {field.id for field in system.fields}
        for name in acts.fields:
            if name not in columns:
                raise _no_room(acts.activity, name, f"“{name}”列不在“{system.title.zh}”的表中")
        for type_ in acts.objects:
            if type_ not in system.objects:
                raise _no_room(acts.activity, type_, f"“{type_}”列不在“{system.title.zh}”的表中")
        parts.setdefault(system.block.id, (system, Book()))[1].put(acts)
    return parts.values()


class _Table:
    """One system's table, written slice by slice."""

    def __init__(self, folder: Path, system: System, directory: Directory) -> None:
        self._system, self._directory = system, directory
        block = system.block
        text = mapping_text(system, directory.zone)
        (folder / f"{block.file}.mapping.yaml").write_text(text, encoding="utf-8")
        self._out = (folder / f"{block.file}.csv").open("wb")
        self.rows = 0
        head = [*block.headings.model_dump().values(), *system.objects.values()]
        head += system.fields.values()
        self._out.write((",".join(head) + "\n").encode(block.encoding))

    def add(self, ledger: Ledger) -> None:
        block, directory, count = self._system.block, self._directory, len(ledger)
        names = [self._system.names[activity] for activity in ledger.activities]
        at = times_printed(ledger.at, block.times)
        late = not np.array_equal(ledger.at, ledger.recorded)
        columns = [
            pa.array(ledger.serial).cast(pa.string()),
            _worded(ledger.activity, names),
            at,
            times_printed(ledger.recorded, block.times) if late else at,
            _worded(ledger.officer, directory.officers),
            _worded(ledger.post, directory.posts),
            _worded(ledger.office, directory.offices),
        ]
        for type_ in self._system.objects:
            rows, numbers = ledger.touched(type_)
            used = pa.array(numbers).dictionary_encode()
            ids = directory.ids(type_, used.dictionary.to_numpy())
            codes = np.full(count, -1, np.int32)
            codes[rows] = used.indices.to_numpy()
            columns.append(_worded(codes, ids))
        fields = {name: (rows, values) for name, rows, values in ledger.fields()}
        for field in self._system.fields:
            if field.id not in fields:
                columns.append(pa.nulls(count, pa.string()))
                continue
            rows, values = fields[field.id]
            columns.append(self._field(count, rows, values))
        self._out.write(_csv(columns, block.encoding))
        self.rows += count

    def _field(self, count: int, rows: Longs, values: Values) -> Any:
        codes = np.full(count, -1, np.int32)
        if isinstance(values, Coded):
            codes[rows] = values.codes
            return _worded(codes, values.words)
        codes[rows] = np.arange(len(rows))
        if isinstance(values, Clock):
            texts = times_printed(values.at, self._system.block.times)
        else:
            texts = numbers_printed(np.rint(values * 10_000).astype(np.int64))
        return texts.take(_places(codes))

    def close(self) -> None:
        self._out.close()


def _write_people(folder: Path, directory: Directory, systems: Systems) -> int:
    block, table = systems.people, directory.mandates
    end = table["end"].combine_chunks()
    ended = ~end.is_null().to_numpy(zero_copy_only=False)
    codes = np.full(table.num_rows, -1, np.int32)
    codes[ended] = np.arange(int(ended.sum()))
    ends = times_printed(end.drop_null().to_numpy(), block.times)
    columns = [
        *(table[name].combine_chunks() for name in ("officer", "kind", "value")),
        times_printed(table["start"].to_numpy(), block.times),
        ends.take(_places(codes)),
    ]
    text = people_mapping_text(block, directory.zone)
    (folder / f"{block.file}.mapping.yaml").write_text(text, encoding="utf-8")
    with (folder / f"{block.file}.csv").open("wb") as out:
        head = ",".join(block.headings.model_dump().values()) + "\n"
        out.write(head.encode(block.encoding))
        out.write(_csv(columns, block.encoding))
    return int(table.num_rows)


def _csv(columns: Sequence[Any], encoding: str) -> bytes:
    """Rows of a table; texts in quotes only where a text needs them."""
    table = pa.Table.from_arrays(list(columns), names=[str(n) for n in range(len(columns))])
    for style in ("none", "needed"):
        out = pa.BufferOutputStream()
        options = pacsv.WriteOptions(include_header=False, quoting_style=style)
        try:
            pacsv.write_csv(table, out, options)
        except pa.ArrowInvalid:
            if style == "needed":
                raise
            continue
        break
    content: bytes = out.getvalue().to_pybytes()
    return content if encoding == "utf-8" else content.decode("utf-8").encode(encoding)


def _worded(codes: Any, words: Sequence[str]) -> Any:
    return pa.array(words, pa.string()).take(_places(codes))


def _places(codes: Any) -> Any:
    return pa.array(codes, mask=codes < 0)


def _no_room(activity: str, name: str, zh: str) -> PracticeError:
    en = f"no table has room for {name} of {activity}" if name else f"no system records {activity}"
    return PracticeError(
        (
            problem(
                "practice-no-column",
                (zh, en),
                why=(f"行为“{activity}”", f"activity {activity}"),
                mend=(
                    "在清单的 activities 中补上该列，或改正演练业务",
                    "add it to the activity in the register, or mend the play",
                ),
            ),
        )
    )
