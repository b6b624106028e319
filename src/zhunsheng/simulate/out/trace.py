"""Books straight into a trace: what taking in their records would leave, without the detour.

One batch a book, valid by the store's own reader and visible by one rename; one more for who held
what. Subjects have the identities the import gives them, acts those of ``identities``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.durable import clear_folder, commit_folder, make_folder, writing
from zhunsheng.simulate.book import Book, Clock, Coded, Longs, Values
from zhunsheng.simulate.out.directory import OFFICER, Directory
from zhunsheng.simulate.out.identities import mixed, version_check
from zhunsheng.simulate.out.ledger import Ledger, lay_out
from zhunsheng.simulate.out.settling import Settled, settle
from zhunsheng.trace.carried import Carried, Portion, is_attribute
from zhunsheng.trace.identity import subject_digests
from zhunsheng.trace.manifest import Counts, Manifest, file_digest, write_manifest
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.shape import (
    CLOCK,
    MANDATES,
    NUMBER,
    OBJECTS,
    PREFIX,
    SUPERSEDED_EXTRA,
    TOUCHES,
    acts_schema,
    write_options,
)
from zhunsheng.trace.spilling import compacted
from zhunsheng.trace.store import Store
from zhunsheng.trace.strands import ROW_GROUP, StrandCounts, Strands
from zhunsheng.trace.zone import zone_of

SOURCE = "simulated"


def write_trace(
    folder: Path, books: Iterable[Book], directory: Directory, *, now: dt.datetime
) -> list[Manifest]:
    """Writes the books of one district into the trace at ``folder``; the manifests, in order.

    ``now``: aware; when the batches are said to have been committed. Batches are added to those
    the trace has. Raises TraceError if another program is writing to it.
    """
    with open_trace(folder) as store:
        return write_batches(store, books, directory, now=now, first=next_number(store))


@contextmanager
def open_trace(folder: Path) -> Iterator[Store]:
    """The right to write to the trace at ``folder``, its staging cleared. Raises TraceError if
    another program has it. Whoever holds it may let several processes write, each its own numbers.
    """
    store = Store(folder)
    with writing(store.folder):
        make_folder(store.batches_folder)
        clear_folder(store.staging_folder)
        yield store


def next_number(store: Store) -> int:
    """The number after that of the last batch."""
    folders = sorted(path.name for path in store.batches_folder.iterdir())
    return int(folders[-1][:6]) + 1 if folders else 1


def write_batches(
    store: Store, books: Iterable[Book], directory: Directory, *, now: dt.datetime, first: int
) -> list[Manifest]:
    """As :func:`write_trace`, under somebody's :func:`open_trace`, in batches numbered from
    ``first``; a book takes a number even if it is empty."""
    made = []
    if directory.mandates.num_rows:
        made.append(_Batch(store, directory, now, first).mandates())
    for number, book in enumerate(books, first + 1):
        if len(book):
            made.append(_Batch(store, directory, now, number).acts(book))
    return made


class _Batch:
    """One batch on its way into the store."""

    def __init__(self, store: Store, directory: Directory, now: dt.datetime, number: int) -> None:
        self._store, self._directory, self._now = store, directory, now
        self._zone = zone_of(directory.zone)
        self._number = number
        self._staging = store.staging_folder / f"{self._number:06d}"
        self._made = self._staging / "batch"
        self._made.mkdir(parents=True)

    def mandates(self) -> Manifest:
        """A batch of who held what."""
        table = self._directory.mandates
        end = table["end"].combine_chunks()
        rows = pa.table(
            {
                **{name: table[name] for name in ("officer", "kind", "value")},
                "start": pa.array(self._moments(table["start"].to_numpy())),
                "end": pa.array(
                    self._moments(end.fill_null(0).to_numpy()),
                    mask=end.is_null().to_numpy(zero_copy_only=False),
                ),
                "row": pa.array(np.arange(1, table.num_rows + 1)),
            },
            schema=MANDATES,
        )
        rows = rows.sort_by([("officer", "ascending"), ("start", "ascending")])
        pq.write_table(rows, self._made / "mandates.parquet")
        count = table.num_rows
        return self._commit(Counts(rows=count, accepted=count, mandates=count), what="people")

    def acts(self, book: Book) -> Manifest:
        """A batch of a book's acts."""
        settled = settle(book)
        ledger = lay_out(settled.book)
        portion = self._portion(ledger)
        self._write("acts", self._tables(ledger, portion))
        touches, objects, touched = self._touched(ledger, portion.act)
        self._write("touches", touches)
        pq.write_table(objects, self._made / "objects.parquet", compression="zstd")
        strands = Strands(self._made, self._staging / "strands", number=self._number, several=False)
        strands.take(portion, touched)
        types, counts = strands.write()
        earlier = sum(len(acts) for acts, _ in settled.earlier)
        if earlier:
            self._superseded(settled)
        columns = {item.name: str(item.type) for item in _schema(portion)}
        return self._commit(
            _counts(ledger, settled, touches, objects, counts),
            what="acts",
            columns=columns,
            types=types,
            span=ledger.at[[0, -1]] if len(ledger) else None,
        )

    def _portion(self, ledger: Ledger) -> Portion:
        """What acts.parquet and strands have in common."""
        directory = self._directory
        happened = self._utc(ledger.at)
        people = (
            ("activity", ledger.activity, ledger.activities),
            ("officer", ledger.officer, directory.officers),
            ("post", ledger.post, directory.posts),
            ("office", ledger.office, directory.offices),
        )
        columns = [Carried.text(name, codes, words) for name, codes, words in people]
        columns += [self._field(name, rows, values) for name, rows, values in ledger.fields()]
        return Portion(
            happened,
            np.arange(1, len(ledger) + 1),
            mixed(ledger.serial),
            self._zone.moments(happened),
            tuple(columns),
        )

    def _field(self, name: str, rows: Longs, values: Values) -> Carried:
        order = np.argsort(rows)
        rows = rows[order]
        if isinstance(values, Coded):
            return Carried.text_at(f"a_{name}", rows, values.codes[order], values.words)
        if isinstance(values, Clock):
            return Carried(f"t_{name}", pa.int64(), rows, self._moments(values.at[order]))
        scaled = np.rint(values[order] * 10_000).astype(np.int64)
        return Carried(f"n_{name}", NUMBER, rows, scaled)

    def _tables(self, ledger: Ledger, portion: Portion) -> Iterator[Any]:
        """acts.parquet, a group of rows at a time."""
        schema = _schema(portion)
        for start in range(0, len(ledger), ROW_GROUP):
            end = min(start + ROW_GROUP, len(ledger))
            here = slice(start, end)
            serial, recorded = ledger.serial[here], ledger.recorded[here]
            columns = {
                "act": pa.array(portion.act[here]),
                "check_": pa.array(version_check(serial, recorded)),
                "own_id": pa.array(serial).cast(pa.string()),
                "row": pa.array(portion.row[here]),
                "happened_at": pa.array(portion.happened[here]).cast(CLOCK),
                "recorded_at": pa.array(self._utc(recorded)).cast(CLOCK),
                "moment": pa.array(portion.moment[here]),
            }
            columns |= {item.name: item.between(start, end) for item in portion.columns}
            yield compacted(
                pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)
            )

    def _touched(
        self, ledger: Ledger, identity: Longs
    ) -> tuple[list[Any], Any, dict[str, tuple[Longs, Longs]]]:
        """Touches, objects, and for each type the subjects and the positions of their acts."""
        by_type: dict[str, list[tuple[Longs, Longs]]] = {}
        for type_ in ledger.types():
            by_type.setdefault(type_, []).append(ledger.touched(type_))
        people = np.flatnonzero(ledger.officer >= 0)
        by_type.setdefault(OFFICER, []).append((people, ledger.officer[people].astype(np.int64)))
        touches, objects = [], []
        touched: dict[str, tuple[Longs, Longs]] = {}
        for type_ in sorted(by_type):
            rows = np.concatenate([rows for rows, _ in by_type[type_]])
            numbers = np.concatenate([numbers for _, numbers in by_type[type_]])
            if not len(rows):
                continue
            encoded = pa.array(numbers).dictionary_encode()
            ids = self._directory.ids(type_, encoded.dictionary.to_numpy())
            subjects = subject_digests(type_, ids)
            of_row = subjects[encoded.indices.to_numpy()]
            touched[type_] = (of_row, rows)
            none = pa.array(np.zeros(len(rows), np.int32))
            touches.append(
                pa.Table.from_arrays(
                    [
                        pa.array(identity[rows]),
                        pa.array(of_row),
                        pa.DictionaryArray.from_arrays(none, pa.array([type_])),
                        pa.DictionaryArray.from_arrays(none, pa.array([""])),
                    ],
                    schema=TOUCHES,
                )
            )
            named = pa.table(
                {
                    "type": pa.array([type_] * len(ids), pa.string()),
                    "subject": pa.array(subjects),
                    "id": pa.array(ids, pa.string()),
                    "attributes": pa.nulls(len(ids), pa.string()),
                },
                schema=OBJECTS,
            )
            objects.append(named.take(pa.array(np.argsort(subjects))))
        return touches, pa.concat_tables([OBJECTS.empty_table(), *objects]), touched

    def _superseded(self, settled: Settled) -> None:
        """superseded.parquet: what was corrected within the book itself."""
        book, until = Book(), []
        for acts, when in settled.earlier:
            book.put(acts)
            until.append(when)
        ledger = lay_out(book)
        table = pa.concat_tables(self._tables(ledger, self._portion(ledger)))
        plain = pa.schema(
            [
                (item.name, pa.string() if pa.types.is_dictionary(item.type) else item.type)
                for item in table.schema
            ]
        )
        ended = np.empty(len(ledger), np.int64)
        for part, when in zip(ledger.parts, until, strict=True):
            ended[part.rows] = when
        table = table.cast(plain)
        values = (
            pa.array(self._utc(ended)).cast(CLOCK),
            pa.array(np.zeros(len(ledger), np.int32)),
            pa.array(np.full(len(ledger), self._number, np.int32)),
        )
        for (name, _), value in zip(SUPERSEDED_EXTRA, values, strict=True):
            table = table.append_column(name, value)
        pq.write_table(table, self._made / "superseded.parquet", compression="zstd")

    def _write(self, name: str, tables: Iterable[Any]) -> None:
        out: Any = None
        for table in tables:
            if out is None:
                options = write_options(table.schema)
                out = pq.ParquetWriter(self._made / f"{name}.parquet", table.schema, **options)
            out.write_table(table, row_group_size=ROW_GROUP)
        if out is not None:
            out.close()

    def _commit(
        self,
        counts: Counts,
        *,
        what: str,
        columns: dict[str, str] | None = None,
        types: list[str] | None = None,
        span: Longs | None = None,
    ) -> Manifest:
        made = self._made
        paths = sorted(made.rglob("*.parquet"))
        files = {str(path.relative_to(made)): file_digest(path) for path in paths}
        whole = hashlib.sha256("".join(files.values()).encode()).hexdigest()
        mapping = Mapping(source=SOURCE, zone=self._directory.zone)
        first, last = (None, None) if span is None else map(_iso, self._utc(span).tolist())
        manifest = Manifest(
            number=self._number,
            source=SOURCE,
            zone=self._directory.zone,
            file=f"{self._directory.code}-{what}-{self._number:06d}",
            file_digest=whole,
            file_bytes=sum(path.stat().st_size for path in paths),
            mapping_digest=mapping.digest,
            mapping=mapping.text,
            format=SOURCE,
            encoding=None,
            committed_at=self._now.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z",
            counts=counts,
            first_happened_at=first,
            last_happened_at=last,
            columns=columns or {},
            subject_types=tuple(types or ()),
            files=files,
            folder=f"{self._number:06d}-{whole[:12]}",
        )
        write_manifest(manifest, made)
        commit_folder(made, self._store.batches_folder / manifest.folder)
        shutil.rmtree(self._staging)
        return manifest

    def _utc(self, wall: Longs) -> Longs:
        """Microseconds since 1970 in UTC of milliseconds of the legal zone's wall clock."""
        return self._zone.to_utc(wall * 1000)[0]

    def _moments(self, wall: Longs) -> Longs:
        return self._zone.moments(self._utc(wall))


def _schema(portion: Portion) -> Any:
    kinds = {prefix: kind for kind, prefix in PREFIX.items()}
    attributes = [item.name for item in portion.columns if is_attribute(item.name)]
    return acts_schema({name: kinds[name[:2]] for name in attributes})


def _counts(
    ledger: Ledger, settled: Settled, touches: list[Any], objects: Any, strands: StrandCounts
) -> Counts:
    earlier = sum(len(acts) for acts, _ in settled.earlier)
    rows = len(ledger) + earlier + settled.duplicates
    return Counts(
        rows=rows,
        accepted=rows - settled.duplicates,
        duplicate=settled.duplicates,
        acts=len(ledger),
        corrections=earlier,
        touches=sum(table.num_rows for table in touches),
        objects=objects.num_rows,
        same_instant=strands.same_instant,
        rank_overflow=strands.overflow,
    )


def _iso(micros: int) -> str:
    return (dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=micros)).isoformat() + "Z"
