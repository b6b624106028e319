"""The acts a finding rests on, read back from the trace with the file and row they came from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zhunsheng.flow import Run
from zhunsheng.hearing.finding import Finding
from zhunsheng.model.act import Act, Value
from zhunsheng.model.moment import Moment, local_of
from zhunsheng.trace import Store

_PEOPLE = ("officer", "post", "office")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One act with where it came from. ``file`` and ``row`` (from 1): as its source had it;
    ``recorded_at``: UTC, naive. ``happened_at``: the wall clock in the legal zone, naive."""

    act: Act
    batch: int
    source: str
    file: str
    row: int | None
    recorded_at: dt.datetime | None

    @property
    def happened_at(self) -> dt.datetime:
        return local_of(self.act.moment)


def evidence_of(
    run: Run, store: Store, findings: Sequence[Finding]
) -> dict[str, tuple[Evidence, ...]]:
    """Key → the acts of its evidence, in order. Corrected versions of acts are left out."""
    wanted = {finding.key: finding for finding in findings}
    acts_of: defaultdict[str, list[int]] = defaultdict(list)
    found: dict[str, tuple[Evidence, ...]] = {}
    with duckdb.connect() as db:
        db.register("wanted", pa.table({"finding_key": pa.array(list(wanted), pa.string())}))
        for key, act in db.execute(
            "SELECT e.finding_key, e.act FROM read_parquet(?) AS e "
            "WHERE e.finding_key IN (SELECT finding_key FROM wanted)",
            [str(run.folder / "evidence.parquet")],
        ).fetchall():
            acts_of[key].append(act)
        by_type: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_type[finding.subject_type].append(finding)
        for subject_type, own in by_type.items():
            listed = {act for finding in own for act in acts_of[finding.key]}
            rows = _rows(db, store, subject_type, listed)
            for finding in own:
                found[finding.key] = _of_finding(finding, acts_of[finding.key], rows)
    return found


def history_of(store: Store, subject_type: str, subject: int) -> tuple[Evidence, ...]:
    """All acts on one subject, in order. Corrected versions of acts are left out."""
    files = store.strand_files(subject_type)
    with duckdb.connect() as db:
        acts = [
            act
            for (act,) in db.execute(
                "SELECT DISTINCT act FROM read_parquet(?, union_by_name = true) WHERE subject = ?",
                [_paths(files), subject],
            ).fetchall()
        ]
        rows = _rows(db, store, subject_type, acts)
    own = [row for several in rows.values() for row in several if row.act.subject == subject]
    return tuple(sorted(own, key=lambda row: (row.act.moment, row.act.act)))


def _of_finding(
    finding: Finding, acts: Sequence[int], rows: Mapping[int, Sequence[Evidence]]
) -> tuple[Evidence, ...]:
    """The rows on the finding's own subject; of the act beside it, the row on another subject."""
    chosen: list[Evidence] = []
    for act in acts:
        own = [row for row in rows.get(act, ()) if row.act.subject == finding.subject]
        others = [row for row in rows.get(act, ()) if row.act.subject != finding.subject]
        chosen += own or others[:1]
    return tuple(sorted(chosen, key=lambda row: (row.act.moment, row.act.act)))


def _rows(
    db: duckdb.DuckDBPyConnection, store: Store, subject_type: str, acts: Iterable[int]
) -> dict[int, list[Evidence]]:
    files = store.strand_files(subject_type)
    if not files:
        return {}
    db.register("listed", pa.table({"act": pa.array(sorted(acts), pa.int64())}))
    superseded = store.superseded_files()
    standing = (
        "WHERE NOT EXISTS (SELECT 1 FROM read_parquet($gone) AS x "
        "WHERE x.act = t.act AND x.in_batch = t.batch)"
        if superseded
        else ""
    )
    origins = _origins(db, store)
    names = _names(db, store, subject_type)
    values: dict[str, Any] = {"strands": _paths(files)}
    if superseded:
        values["gone"] = _paths(superseded)
    cursor = db.execute(
        "SELECT t.* FROM read_parquet($strands, union_by_name = true) AS t "
        f"SEMI JOIN listed USING (act) {standing} ORDER BY t.subject",
        values,
    )
    columns = [str(item[0]) for item in cursor.description or ()]
    manifests = {batch.number: batch for batch in store.batches()}
    found: defaultdict[int, list[Evidence]] = defaultdict(list)
    for values_of_row in cursor.fetchall():
        read = dict(zip(columns, values_of_row, strict=True))
        batch = manifests[read["batch"]]
        row, recorded_at = origins.get((read["act"], batch.number), (None, None))
        found[read["act"]].append(
            Evidence(
                act=act_of(read, names.get(read["subject"])),
                batch=batch.number,
                source=batch.source,
                file=batch.file,
                row=row,
                recorded_at=recorded_at,
            )
        )
    return found


def act_of(read: Mapping[str, Any], subject_id: str | None) -> Act:
    """An act from its row in a strand (columns ``a_…``, ``n_…``, ``t_…`` are attributes)."""
    attributes: dict[str, Value] = {}
    times: dict[str, Moment] = {}
    for column, value in read.items():
        if value is None:
            continue
        if column.startswith("a_"):
            attributes[column[2:]] = str(value)
        elif column.startswith("n_"):
            attributes[column[2:]] = Decimal(value)
        elif column.startswith("t_"):
            times[column[2:]] = Moment(value)
    return Act(
        act=read["act"],
        subject=read["subject"],
        activity=read["activity"],
        moment=Moment(read["moment"]),
        attributes=attributes,
        times=times,
        subject_id=subject_id,
        **{name: read.get(name) for name in _PEOPLE},
    )


def _origins(
    db: duckdb.DuckDBPyConnection, store: Store
) -> dict[tuple[int, int], tuple[int | None, dt.datetime | None]]:
    """(act, batch) → its row in the source and when it was recorded."""
    found: dict[tuple[int, int], tuple[int | None, dt.datetime | None]] = {}
    for batch in store.batches():
        path = store.batches_folder / batch.folder / "acts.parquet"
        if "acts.parquet" not in batch.files:
            continue
        for act, row, recorded_at in db.execute(
            'SELECT a.act, a."row", a.recorded_at FROM read_parquet(?) AS a '
            "SEMI JOIN listed USING (act)",
            [str(path)],
        ).fetchall():
            found[act, batch.number] = (row, recorded_at)
    return found


def _names(db: duckdb.DuckDBPyConnection, store: Store, subject_type: str) -> dict[int, str]:
    files = store.object_files()
    if not files:
        return {}
    return dict(
        db.execute(
            "SELECT DISTINCT subject, id FROM read_parquet($objects) "
            "WHERE type = $type AND subject IN ("
            "SELECT subject FROM read_parquet($strands, union_by_name = true) "
            "SEMI JOIN listed USING (act))",
            {
                "objects": _paths(files),
                "type": subject_type,
                "strands": _paths(store.strand_files(subject_type)),
            },
        ).fetchall()
    )


def _paths(files: Sequence[Path]) -> list[str]:
    return [str(path) for path in files]
