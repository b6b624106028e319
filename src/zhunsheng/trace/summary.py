"""What a trace holds, in figures: one set-based query each, over the strands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhunsheng.model.moment import (
    LOW_BITS,
    MS_PER_DAY,
    OFFSET_BIAS,
    OFFSET_BITS,
    QUARTER_MS,
    instant_of,
)
from zhunsheng.model.quoting import listed
from zhunsheng.trace.shape import OFFICER
from zhunsheng.trace.store import Store

_DAY = (
    f"((moment >> {LOW_BITS}) + ((moment & {(1 << OFFSET_BITS) - 1}) - {OFFSET_BIAS})"
    f" * {QUARTER_MS}) // {MS_PER_DAY}"
)


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """One object type. ``variants``: distinct sequences of activities; ``top``: the most frequent
    with their number of subjects. ``same_day_ties``: acts on the same legal day as the act before
    on the same subject with no clock order between them. ``duplicated``: how often there is
    more than one act of the same (subject, activity, instant)."""

    type: str
    subjects: int
    acts: int
    variants: int
    top: tuple[tuple[tuple[str, ...], int], ...]
    same_day_ties: int
    duplicated: int


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """The whole trace. Times are UTC, naive, to the millisecond."""

    batches: int
    acts: int
    activities: tuple[tuple[str, int], ...]
    officers: int
    types: tuple[TypeSummary, ...]
    first: dt.datetime | None
    last: dt.datetime | None


def summary(store: Store, *, top: int = 10) -> TraceSummary:
    """The figures of a trace; corrected versions are left out."""
    batches = store.batches()
    acts_files = [
        (batch.number, store.batches_folder / batch.folder / "acts.parquet")
        for batch in batches
        if "acts.parquet" in batch.files
    ]
    if not acts_files:
        return TraceSummary(len(batches), 0, (), 0, (), None, None)
    with duckdb.connect() as connection:
        _supersede(connection, store)
        acts = " UNION ALL BY NAME ".join(
            f"SELECT act, activity, moment, {number} AS batch FROM {_files([path])}"
            for number, path in acts_files
        )
        connection.execute(
            f"CREATE VIEW acts AS SELECT * FROM ({acts}) ANTI JOIN gone USING (act, batch)"
        )
        activities = connection.execute(
            "SELECT activity, count(*) AS n FROM acts GROUP BY 1 ORDER BY n DESC, 1"
        ).fetchall()
        span = connection.execute("SELECT min(moment), max(moment) FROM acts").fetchone()
        types = [
            _one_type(connection, type_, store.strand_files(type_), top)
            for type_ in store.subject_types()
        ]
    assert span is not None
    return TraceSummary(
        len(batches),
        sum(count for _, count in activities),
        tuple((name, count) for name, count in activities),
        next((item.subjects for item in types if item.type == OFFICER), 0),
        tuple(item for item in types if item.type != OFFICER),
        instant_of(span[0]) if span[0] is not None else None,
        instant_of(span[1]) if span[1] is not None else None,
    )


def _one_type(
    connection: duckdb.DuckDBPyConnection, type_: str, files: Sequence[Path], top: int
) -> TypeSummary:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE strand AS SELECT subject, moment, activity, batch"
        f" FROM {_files(files)} ANTI JOIN gone USING (act, batch)"
    )
    figures = connection.execute(
        f"""
        SELECT count(DISTINCT subject), count(*),
               count(*) FILTER (tie), count(*) FILTER (again = 2)
        FROM (
          SELECT subject,
                 {_DAY} = {_DAY.replace("moment", "lag(moment) OVER w")} AS tie,
                 row_number() OVER (
                   PARTITION BY subject, activity, moment >> {LOW_BITS} ORDER BY moment
                 ) AS again
          FROM strand
          WINDOW w AS (PARTITION BY subject ORDER BY moment, batch)
        )
        """
    ).fetchone()
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE variant AS SELECT acts, count(*) AS n FROM ("
        " SELECT subject, list(activity ORDER BY moment, batch) AS acts FROM strand"
        " GROUP BY subject) GROUP BY acts"
    )
    found = connection.execute("SELECT count(*) FROM variant").fetchone()
    first = connection.execute(
        "SELECT acts, n FROM variant ORDER BY n DESC, acts LIMIT ?", [top]
    ).fetchall()
    assert figures is not None and found is not None
    return TypeSummary(
        type_,
        figures[0],
        figures[1],
        found[0],
        tuple((tuple(acts), count) for acts, count in first),
        figures[2],
        figures[3],
    )


def _supersede(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    files = store.superseded_files()
    if files:
        connection.execute(
            "CREATE TEMP TABLE gone AS SELECT DISTINCT act, in_batch AS batch"
            f" FROM {_files(files)} WHERE in_batch > 0"
        )
    else:
        connection.execute("CREATE TEMP TABLE gone (act BIGINT, batch INTEGER)")


def _files(paths: Sequence[Path]) -> str:
    return f"read_parquet([{listed(paths)}], union_by_name=true)"
