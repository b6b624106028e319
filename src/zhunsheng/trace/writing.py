"""One batch's files: what the contract lets in, less what the trace has already."""

from __future__ import annotations

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

from zhunsheng.trace.drafting import Drafted
from zhunsheng.trace.durable import Step
from zhunsheng.trace.mandates import write_mandates
from zhunsheng.trace.manifest import Counts
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


def write_batch(
    store: Store,
    drafted: Drafted,
    report: SourceReport,
    source: Path,
    made: Path,
    *,
    number: int,
    step: Step,
    say: Callable[[str, float], None],
) -> Written:
    """Writes the Parquet files of a batch into ``made`` from what was drafted.

    ``source``: the reader's staging folder.
    """
    mapping, quarantine = drafted.contract.mapping, drafted.quarantine
    quarantine.take_from_reader(source)
    mandates = 0
    if mapping.mandates is not None:
        mandates, drafted.doubtful = write_mandates(
            mapping, mapping.mandates, source, made / "mandates.parquet", quarantine
        )
    say("resolve", 0.6)
    drafts = drafted.drafts()
    files = [
        (batch.number, store.batches_folder / batch.folder / "acts.parquet")
        for batch in store.batches()
        if "acts.parquet" in batch.files
    ]
    numbered = number_occurrences(drafts)
    decision = resolve(drafts, numbered, known_acts(numbered, files))
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
    write_superseded(store, drafted.contract, decision, drafts, drafted.acts, made, number=number)
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
    columns = {item.name: str(item.type) for item in drafted.contract.schema}
    return Written(counts, types, columns, quarantine.reasons, *span)


def _refuse(drafts: Drafts, decision: Decision, quarantine: Quarantine, source: Path) -> None:
    """Rows with a conflict go to quarantine, one reason a row."""
    reasons: dict[int, tuple[str, str | None]] = {}
    for status, code in _CODES.items():
        for position in np.flatnonzero(decision.status == status).tolist():
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
    new = _rows_with(drafts, np.isin(decision.status, (Status.NEW, Status.EARLIER)))
    known = _rows_with(drafts, decision.status == Status.DUPLICATE)
    bad = _rows_with(drafts, np.isin(decision.status, list(_CODES)))
    return int((new & ~bad).sum()), int((known & ~new & ~bad).sum())


def _rows_with(drafts: Drafts, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """For each row number of the file, whether one of its acts is among the chosen."""
    marks = np.zeros(int(drafts.row.max()) + 1 if len(drafts.row) else 0, np.bool_)
    marks[drafts.row[chosen]] = True
    return marks


def _span(acts: Any) -> tuple[str, str]:
    ends = pc.min_max(acts["happened_at"]).as_py()
    return ends["min"].isoformat() + "Z", ends["max"].isoformat() + "Z"
