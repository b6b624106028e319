"""One batch's files: what the contract lets in, less what the trace has already."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhunsheng.trace.contract import Contract
from zhunsheng.trace.durable import Step
from zhunsheng.trace.mandates import write_mandates
from zhunsheng.trace.manifest import Counts
from zhunsheng.trace.mapping import Mapping
from zhunsheng.trace.objects import write_objects
from zhunsheng.trace.quarantine import Quarantine
from zhunsheng.trace.resolve import (
    Decision,
    Drafts,
    Status,
    known_acts,
    number_occurrences,
    resolve,
)
from zhunsheng.trace.shape import TOUCHES, write_options
from zhunsheng.trace.sink import ROW, SourceReport, load_batch, read_batches
from zhunsheng.trace.store import Store
from zhunsheng.trace.strands import ROW_GROUP, StrandCounts, write_strands
from zhunsheng.trace.superseded import write_superseded

Longs = npt.NDArray[np.int64]
_CODES = {Status.CONFLICT: "conflict", Status.STALE: "stale_correction"}


@dataclass(slots=True)
class Written:
    """What went into a batch, for its manifest."""

    counts: Counts
    types: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None


@dataclass(slots=True)
class Drafted:
    """All rows after the contract: identities in memory, the rest in staging files."""

    acts: list[Path] = field(default_factory=list)
    touches: list[Path] = field(default_factory=list)
    objects: list[Path] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    revises: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    identities: list[Any] = field(default_factory=list)
    doubtful: int = 0

    def drafts(self) -> Drafts:
        """The identity columns of all acts of the file, in order."""
        if not self.identities:
            none = np.zeros(0, np.int64)
            no = np.zeros(0, np.bool_)
            return Drafts(none, none, none, none, no, no, [])
        table = pa.concat_tables(self.identities)
        by_id = table["own_id"].is_valid().to_numpy(zero_copy_only=False)
        return Drafts(
            table["act"].to_numpy(),
            table["check_"].to_numpy(),
            table["row"].to_numpy(),
            table["recorded_at"].cast(pa.int64()).to_numpy(),
            by_id,
            np.concatenate(self.revises),
            _Texts(table["own_id"]),
        )


class _Texts:
    """Own ids, looked up only where two acts meet."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __getitem__(self, index: int) -> str | None:
        value: str | None = self._column[index].as_py()
        return value


def write_batch(
    store: Store,
    mapping: Mapping,
    report: SourceReport,
    source: Path,
    made: Path,
    *,
    number: int,
    now: dt.datetime,
    step: Step,
    say: Callable[[str, float], None],
) -> Written:
    """Writes the Parquet files of a batch into ``made`` from a reader's staging files."""
    now_us = (now - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
    contract = Contract(mapping, now_us=now_us)
    quarantine = Quarantine(made / "quarantine.parquet")
    quarantine.take_from_reader(source)
    drafted, mandates = Drafted(), 0
    if mapping.mandates is not None:
        mandates, drafted.doubtful = write_mandates(
            mapping, mapping.mandates, source, made / "mandates.parquet", quarantine
        )
    else:
        drafted = _draft(contract, source, made.parent, quarantine)
    step("projected")
    say("resolve", 0.6)
    drafts = drafted.drafts()
    files = [
        (batch.number, store.batches_folder / batch.folder / "acts.parquet")
        for batch in store.batches()
        if "acts.parquet" in batch.files
    ]
    decision = resolve(drafts, known_acts(number_occurrences(drafts), files))
    _refuse(drafts, decision, quarantine, source)
    quarantine.close()
    step("resolved")
    say("write", 0.7)
    kept = decision.status == Status.NEW
    strands = StrandCounts(0, 0, 0)
    types: list[str] = []
    touched = 0
    span: tuple[str | None, str | None] = (None, None)
    with ThreadPoolExecutor(1) as pool:
        writing_objects = pool.submit(
            write_objects, drafted.objects, source, made, store.object_files()
        )
        if kept.any():
            acts, touches = _kept_tables(drafted, decision, kept)
            touched = touches.num_rows
            types = sorted(pc.unique(touches["type"].cast(pa.string())).to_pylist())
            span = _span(acts)
            writing_acts = pool.submit(_write_kept, acts, touches, made)
            strands = write_strands(acts, touches, made, types=types, number=number)
            writing_acts.result()
        objects = writing_objects.result()
    step("strands")
    write_superseded(store, contract, decision, drafts, drafted.acts, made, number=number)
    step("written")
    new_rows, known_rows = _row_counts(drafts, decision)
    counts = Counts(
        rows=report.given_rows + report.rejected_rows,
        accepted=report.given_rows + report.rejected_rows - quarantine.rows - known_rows,
        rejected=quarantine.rows,
        duplicate=known_rows,
        without_act=report.given_rows
        + report.rejected_rows
        - quarantine.rows
        - known_rows
        - new_rows,
        acts=int(kept.sum()),
        corrections=len(decision.corrected) + int((decision.status == Status.EARLIER).sum()),
        touches=touched,
        objects=objects,
        mandates=mandates,
        dangling=report.dangling,
        doubtful_times=drafted.doubtful,
        same_instant=strands.same_instant,
        rank_overflow=strands.overflow,
    )
    columns = {item.name: str(item.type) for item in contract.schema}
    return Written(counts, types, columns, quarantine.reasons, *span)


def _draft(contract: Contract, source: Path, work: Path, quarantine: Quarantine) -> Drafted:
    drafted = Drafted()
    for index, path in enumerate(read_batches(source, "rows")):
        projected = contract.apply(load_batch(path))
        for reject in projected.rejects:
            quarantine.add(
                reject.row, reject.code, column=reject.column, detail=reject.detail, raw=reject.raw
            )
        drafted.doubtful += projected.doubtful
        drafted.sizes.append(projected.acts.num_rows)
        drafted.revises.append(projected.revises)
        drafted.identities.append(
            projected.acts.select(["act", "check_", "own_id", "row", "recorded_at"])
        )
        position = pa.array(projected.touch_position)
        touches = projected.touches.add_column(0, "position", position)
        for kind, table, into in (
            ("acts", projected.acts, drafted.acts),
            ("touches", touches, drafted.touches),
            ("objects", projected.objects, drafted.objects),
        ):
            target = work / f"{kind}-{index:06d}.arrow"
            with pa.OSFile(str(target), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
                writer.write_table(table.combine_chunks())
            into.append(target)
    return drafted


def _refuse(drafts: Drafts, decision: Decision, quarantine: Quarantine, source: Path) -> None:
    """Rows with a conflict go to quarantine, one reason a row."""
    reasons: dict[int, tuple[str, str | None]] = {}
    for status, code in _CODES.items():
        for position in np.flatnonzero(decision.status == status):
            reasons.setdefault(int(drafts.row[position]), (code, drafts.own_id[position]))
    if not reasons:
        return
    wanted = np.fromiter(reasons, np.int64, len(reasons))
    for path in read_batches(source, "rows"):
        batch = load_batch(path)
        rows = batch.column(ROW).to_numpy()
        for index in np.flatnonzero(np.isin(rows, wanted)):
            content = {
                name: value
                for name, value in batch.slice(int(index), 1).to_pylist()[0].items()
                if not name.startswith("\x1f") and value is not None
            }
            code, own_id = reasons[int(rows[index])]
            raw = json.dumps(content, ensure_ascii=False)
            quarantine.add(int(rows[index]), code, column=None, detail=own_id, raw=raw)


def _kept_tables(
    drafted: Drafted, decision: Decision, kept: npt.NDArray[np.bool_]
) -> tuple[Any, Any]:
    """Acts and touches that stay, with their final identities."""
    acts_parts, touch_parts = [], []
    start = 0
    for size, acts_path, touches_path in zip(
        drafted.sizes, drafted.acts, drafted.touches, strict=True
    ):
        act, keep = decision.act[start : start + size], kept[start : start + size]
        start += size
        if not keep.any():
            continue
        acts = pa.Table.from_batches([load_batch(acts_path)])
        acts = acts.set_column(0, "act", pa.array(act))
        acts_parts.append(acts if keep.all() else acts.filter(pa.array(keep)))
        touching = load_batch(touches_path)
        position = touching.column("position").to_numpy()
        table = pa.Table.from_arrays(
            [pa.array(act[position]), *touching.columns[1:]], schema=TOUCHES
        )
        touch_parts.append(table if keep.all() else table.filter(pa.array(keep[position])))
    return (
        pa.concat_tables(acts_parts).unify_dictionaries().combine_chunks(),
        pa.concat_tables(touch_parts).unify_dictionaries().combine_chunks(),
    )


def _write_kept(acts: Any, touches: Any, made: Path) -> None:
    for table, name in ((acts, "acts.parquet"), (touches, "touches.parquet")):
        options = write_options(table.schema)
        pq.write_table(table, made / name, row_group_size=ROW_GROUP, **options)


def _row_counts(drafts: Drafts, decision: Decision) -> tuple[int, int]:
    """Rows that yield something new, and rows all of whose acts are known."""
    refused = np.isin(decision.status, list(_CODES))
    bad = np.unique(drafts.row[refused])
    new = np.unique(drafts.row[np.isin(decision.status, (Status.NEW, Status.EARLIER))])
    known = np.unique(drafts.row[decision.status == Status.DUPLICATE])
    new = np.setdiff1d(new, bad, assume_unique=True)
    known = np.setdiff1d(np.setdiff1d(known, new, assume_unique=True), bad, assume_unique=True)
    return len(new), len(known)


def _span(acts: Any) -> tuple[str, str]:
    ends = pc.min_max(acts["happened_at"]).as_py()
    return ends["min"].isoformat() + "Z", ends["max"].isoformat() + "Z"
