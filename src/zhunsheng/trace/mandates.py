"""Rows that say who held what: posts, certificates and shifts, for spans of time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.trace.encoded import Encoded, encode, missing
from zhunsheng.trace.mapping import MandateRows, Mapping, Time
from zhunsheng.trace.quarantine import Quarantine
from zhunsheng.trace.shape import MANDATES
from zhunsheng.trace.sink import ROW, load_batch, read_batches
from zhunsheng.trace.values import parse_times
from zhunsheng.trace.zone import zone_of

KINDS = ("post", "certificate", "roster")
Longs = npt.NDArray[np.int64]


def write_mandates(
    mapping: Mapping, rows: MandateRows, source: Path, target: Path, quarantine: Quarantine
) -> tuple[int, int]:
    """Writes mandates.parquet (start and end are moments, rank 0; end null: still held).

    Returns how many mandates there are, and how many wall-clock times were doubtful. A row that
    lacks officer, kind, value or start, or ends before it starts, goes to quarantine.
    """
    parts: list[Any] = []
    doubtful = 0
    for path in read_batches(source, "rows"):
        table, more = _mandates(mapping, rows, load_batch(path), quarantine)
        parts.append(table)
        doubtful += more
    whole = pa.concat_tables(parts) if parts else MANDATES.empty_table()
    if whole.num_rows:
        pq.write_table(whole.sort_by([("officer", "ascending"), ("start", "ascending")]), target)
    return int(whole.num_rows), doubtful


def _mandates(
    mapping: Mapping, rows: MandateRows, batch: Any, quarantine: Quarantine
) -> tuple[Any, int]:
    numbers: Longs = batch.column(ROW).to_numpy()
    names = set(batch.schema.names)

    def column(name: str | None) -> Encoded:
        known = name is not None and name in names
        return encode(batch.column(name)) if known else missing(len(numbers))

    faults: dict[int, tuple[str, str | None, str | None]] = {}
    texts = {}
    for field, name in (("officer", rows.officer), ("kind", rows.kind), ("value", rows.value)):
        texts[field] = column(name)
        for index in np.flatnonzero(~texts[field].filled).tolist():
            faults.setdefault(int(index), ("mandate_missing", name, None))
    for code, kind in enumerate(texts["kind"].values):
        if kind not in KINDS:
            for index in np.flatnonzero(texts["kind"].codes == code).tolist():
                faults.setdefault(int(index), ("mandate_kind", rows.kind, kind))
    start, started, doubtful = _times(mapping, rows.start, column(rows.start.column), faults)
    for index in np.flatnonzero(~started).tolist():
        faults.setdefault(int(index), ("mandate_missing", rows.start.column, None))
    end, ended, more = np.zeros_like(start), np.zeros_like(started), 0
    if rows.end is not None:
        end, ended, more = _times(mapping, rows.end, column(rows.end.column), faults)
    for index in np.flatnonzero(started & ended & (end <= start)).tolist():
        faults.setdefault(int(index), ("mandate_inverted", rows.start.column, None))
    for index, (fault, lacking, detail) in sorted(faults.items()):
        content = {
            key: value
            for key, value in batch.slice(index, 1).to_pylist()[0].items()
            if not key.startswith("\x1f") and value is not None
        }
        raw = json.dumps(content, ensure_ascii=False)
        quarantine.add(int(numbers[index]), fault, column=lacking, detail=detail, raw=raw)
    good = np.ones(len(numbers), np.bool_)
    good[list(faults)] = False
    zone = zone_of(mapping.zone)

    table = pa.table(
        {
            **{name: values.text().cast(pa.string()) for name, values in texts.items()},
            "start": pa.array(zone.moments(start)),
            "end": pa.array(zone.moments(end), mask=~ended),
            "row": pa.array(numbers),
        },
        schema=MANDATES,
    )
    return table.filter(pa.array(good)), doubtful + more


def _times(
    mapping: Mapping,
    time: Time,
    column: Encoded,
    faults: dict[int, tuple[str, str | None, str | None]],
) -> tuple[Longs, npt.NDArray[np.bool_], int]:
    parsed = parse_times(column.values, time.format, zone_of(mapping.times_in or mapping.zone))
    for code, fault in enumerate(parsed.faults):
        if fault is not None:
            for index in np.flatnonzero(column.codes == code).tolist():
                faults.setdefault(int(index), (fault, time.column, column.values[code]))
    values = np.zeros(len(column), np.int64)
    values[column.filled] = parsed.numbers[column.codes[column.filled]]
    return values, column.filled, int(parsed.doubtful[column.codes[column.filled]].sum())
