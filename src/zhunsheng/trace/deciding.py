"""All acts of a file decided on, a range of identities at a time.

Equal identities always fall into the same bucket, so each bucket is decided by itself. Only what
is not simply new is remembered, on disk, with the portion of the file it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.model.quoting import listed
from zhunsheng.trace.drafting import Drafted, Portion
from zhunsheng.trace.resolve import (
    Decision,
    Drafts,
    Known,
    Status,
    decide,
    number_occurrences,
)
from zhunsheng.trace.spilling import Buckets, connect

BUCKET_ACTS = 1 << 20
REFUSED = (Status.CONFLICT, Status.STALE)
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NOTE = np.dtype([("position", "<i8"), ("act", "<i8"), ("status", "i1"), ("until", "<i8")])


@dataclass(frozen=True, slots=True)
class Correction:
    """An act of an earlier batch that this file corrects; ``at``: microseconds since 1970."""

    act: int
    at: int
    batch: int


@dataclass(frozen=True, slots=True)
class Judged:
    """Acts in file order: final identities, what becomes of each, and for versions this file
    corrects itself, when the correction was recorded (microseconds since 1970; else 0)."""

    act: Longs
    status: npt.NDArray[np.int8]
    until: Longs


@dataclass(slots=True)
class Decided:
    """What becomes of all acts of a file."""

    portions: list[Portion]
    folder: Path
    corrections: list[Correction] = field(default_factory=list)

    def of(self, portion: Portion, act: Longs) -> Judged:
        """The decision on a portion, from its acts' identities before the decision."""
        act, until = act.copy(), np.zeros(portion.acts, np.int64)
        status = np.zeros(portion.acts, np.int8)
        path = self._path(portion)
        if path.exists():
            notes = np.fromfile(path, _NOTE)
            at = notes["position"] - portion.position
            act[at], status[at], until[at] = notes["act"], notes["status"], notes["until"]
        return Judged(act, status, until)

    def note(self, notes: Any) -> None:
        """Remembers notes that come in order of position."""
        starts = [portion.position for portion in self.portions]
        ends = np.searchsorted(notes["position"], [*starts[1:], np.iinfo(np.int64).max])
        start = 0
        for portion, end in zip(self.portions, ends.tolist(), strict=True):
            if end > start:
                with self._path(portion).open("ab") as out:
                    out.write(notes[start:end].tobytes())
            start = end

    def forget(self) -> None:
        """Takes all notes back."""
        self.corrections.clear()
        for path in self.folder.iterdir():
            path.unlink()

    def _path(self, portion: Portion) -> Path:
        return self.folder / f"{portion.position:012d}"


def decide_all(
    drafted: Drafted, portions: list[Portion], files: Sequence[tuple[int, Path]], work: Path
) -> Decided:
    """Decides on all acts drafted; rows with a conflict are left out as a whole.

    ``files``: acts.parquet of the store's batches by number, oldest first. ``work``: a staging
    folder. Raises TraceError where two different acts have the same identity.
    """
    total = sum(portion.acts for portion in portions)
    count = 1 if total <= BUCKET_ACTS else -(-2 * total // BUCKET_ACTS)
    buckets = _Identities(work, count)
    for portion in portions:
        buckets.drafts.add(drafted.identities(portion))
    buckets.number()
    buckets.find_known(files)
    (work / "notes").mkdir()
    decided = Decided(portions, work / "notes")
    several = len(drafted.contract.mapping.acts) > 1
    dropped = np.zeros(0, np.int64)
    while True:
        rows: list[Longs] = []
        for drafts, numbered, position, known in buckets.each():
            decision = decide(drafts, numbered, known, np.isin(position, dropped))
            decided.note(_notes(drafts, decision, position))
            decided.corrections += [
                Correction(int(decision.act[at]), int(drafts.recorded[at]), batch)
                for at, batch in decision.corrected.items()
            ]
            refused = np.isin(decision.status, REFUSED)
            rows.append(drafts.row[refused])
        bad = np.concatenate(rows) if rows else dropped
        if not several or not len(bad):
            return decided
        more = np.concatenate([_beside(decided, drafted, portion, bad) for portion in portions])
        if not len(more):
            return decided
        dropped = np.concatenate([dropped, more])
        decided.forget()


def _beside(decided: Decided, drafted: Drafted, portion: Portion, rows: Longs) -> Longs:
    """Positions of acts that go out with a refused act of the same row, and are not out yet."""
    table = drafted.identities(portion)
    status = decided.of(portion, table["act"].to_numpy()).status
    still = ~np.isin(status, (*REFUSED, Status.DROPPED))
    chosen = np.isin(table["row"].to_numpy(), rows) & still
    return np.asarray(table["position"].to_numpy()[chosen], np.int64)


def _notes(drafts: Drafts, decision: Decision, position: Longs) -> Any:
    chosen = np.flatnonzero((decision.status != Status.NEW) | (decision.act != drafts.act))
    notes = np.zeros(len(chosen), _NOTE)
    notes["position"] = position[chosen]
    notes["act"], notes["status"] = decision.act[chosen], decision.status[chosen]
    if decision.until:
        notes["until"] = [decision.until.get(at, 0) for at in chosen.tolist()]
    return np.sort(notes, order="position")


class _Identities:
    """The identities of a file's acts, and those of the store they may be, by buckets."""

    def __init__(self, work: Path, count: int) -> None:
        self._work = work
        self.drafts = Buckets(work / "identities", count)
        self._moved = Buckets(work / "numbered", count)
        self._known = Buckets(work / "known", count)

    def number(self) -> None:
        """Gives identical rows their numbers; with that they may belong to another bucket."""
        if self.drafts.count == 1:
            return
        for bucket in range(self.drafts.count):
            table = self.drafts.read(bucket)
            if table is None:
                continue
            drafts = _drafts(table)
            numbered = number_occurrences(drafts)
            changed = pa.array(numbered != drafts.act)
            if changed.true_count:
                final = table.append_column("final", pa.array(numbered)).filter(changed)
                given = final.schema.get_field_index("act")
                final = final.append_column("given", final["act"])
                self._moved.add(final.set_column(given, "act", final["final"]))

    def find_known(self, files: Sequence[tuple[int, Path]]) -> None:
        """Looks up what the store has of these acts, in one passage over it."""
        if not files:
            return
        number = {str(path): batch for batch, path in files}
        with connect(self._work) as connection:
            wanted = pa.RecordBatchReader.from_batches(
                pa.schema([("act", pa.int64())]), self._finals()
            )
            connection.register("wanted", wanted)
            found: Any = connection.sql(
                "SELECT act, check_, own_id, epoch_us(recorded_at) AS recorded, filename"
                f" FROM read_parquet([{listed(path for _, path in files)}], filename = true)"
                " WHERE act IN (SELECT act FROM wanted)"
            )
            for batch in found.to_arrow_reader(100_000):
                table = pa.Table.from_batches([batch])
                names = table["filename"].to_pylist()
                batches = pa.array([number[name] for name in names], pa.int64())
                self._known.add(table.drop(["filename"]).append_column("batch", batches))

    def each(self) -> Iterator[tuple[Drafts, Longs, Longs, dict[int, Known]]]:
        """Bucket by bucket: drafts, final identities, positions, and what the store knows."""
        for bucket in range(self.drafts.count):
            table = self._final(bucket)
            if table is not None:
                final = table["final"].to_numpy()
                yield _drafts(table), final, table["position"].to_numpy(), self._known_in(bucket)

    def _final(self, bucket: int) -> Any | None:
        """The acts of a bucket with ``final`` identities, in file order."""
        table = self.drafts.read(bucket)
        if table is not None:
            drafts = _drafts(table)
            final = number_occurrences(drafts)
            table = table.append_column("final", pa.array(final))
            if self.drafts.count > 1:
                table = table.filter(pa.array(final == drafts.act))
        moved = self._moved.read(bucket)
        if moved is not None:
            given = moved.schema.get_field_index("act")
            moved = moved.set_column(given, "act", moved["given"]).drop(["given"])
            table = moved if table is None else pa.concat_tables([table, moved])
            table = table.sort_by("position")
        return table

    def _finals(self) -> Iterator[Any]:
        for bucket in range(self.drafts.count):
            table = self._final(bucket)
            if table is not None:
                yield from pa.table({"act": table["final"]}).to_batches()

    def _known_in(self, bucket: int) -> dict[int, Known]:
        table = self._known.read(bucket)
        if table is None:
            return {}
        columns = [
            table[name].to_pylist() for name in ("act", "check_", "own_id", "recorded", "batch")
        ]
        found: dict[int, Known] = {}
        for act, check, own_id, recorded, batch in zip(*columns, strict=True):
            if act not in found or found[act].batch < batch:
                found[act] = Known(check, own_id, recorded, batch)
        return found


def _drafts(table: Any) -> Drafts:
    return Drafts(
        table["act"].to_numpy(),
        table["check_"].to_numpy(),
        table["row"].to_numpy(),
        table["recorded_at"].cast(pa.int64()).to_numpy(),
        table["own_id"].is_valid().to_numpy(),
        table["revises"].to_numpy(),
        _Texts(table["own_id"]),
    )


class _Texts(Sequence[str | None]):
    """Own ids, looked up only where two acts meet."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, index: int) -> str | None: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str | None]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str | None] | None:
        if isinstance(index, slice):
            texts: list[str | None] = self._column[index].to_pylist()
            return texts
        value: str | None = self._column[int(index)].as_py()
        return value
