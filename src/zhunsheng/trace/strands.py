"""Strands: the acts of each object in order of moment, one file per object type.

A projection of acts and touches, and nothing more: :func:`write_strands` makes them at ingest and
again in a rebuild.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhunsheng.model.moment import LOW_BITS, MAX_RANK, OFFSET_BITS
from zhunsheng.trace.store import strand_name

ROW_GROUP = 122_880
MEMORY = "256MB"


@dataclass(frozen=True, slots=True)
class StrandCounts:
    """``same_instant``: rows not the first of their subject and millisecond; ``overflow``: rows
    past the 8,192nd of one millisecond, which share the last rank."""

    rows: int
    same_instant: int
    overflow: int


def write_strands(
    folder: Path, types: Sequence[str], *, number: int, attributes: Sequence[str]
) -> StrandCounts:
    """Writes ``strands/<type>.parquet`` for each type from a folder's acts and touches."""
    (folder / "strands").mkdir(exist_ok=True)
    columns = "".join(f', a."{name}"' for name in attributes)
    rows = same = overflow = 0
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit='{MEMORY}'")
        connection.execute("SET preserve_insertion_order=true")
        connection.execute("SET temp_directory=?", [str(folder / "spill")])
        for type_ in types:
            target = folder / strand_name(type_)
            connection.execute(
                f"""
                COPY (
                  SELECT subject,
                         (moment >> {LOW_BITS} << {LOW_BITS})
                         | (least(place - 1, {MAX_RANK}) << {OFFSET_BITS})
                         | (moment & {(1 << OFFSET_BITS) - 1}) AS moment,
                         act, CAST({number} AS INTEGER) AS batch,
                         activity, officer, post, office{columns.replace("a.", "")}
                  FROM (
                    SELECT t.subject, a.moment, a.act, a.activity, a.officer, a.post, a.office
                           {columns},
                           row_number() OVER (
                             PARTITION BY t.subject, a.moment >> {LOW_BITS}
                             ORDER BY a.happened_at, a.row, a.act
                           ) AS place
                    FROM (SELECT DISTINCT subject, act FROM read_parquet($touches)
                          WHERE type = $type) t
                    JOIN read_parquet($acts) a USING (act)
                  )
                  ORDER BY subject, moment
                ) TO '{_quoted(target)}'
                (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})
                """,
                {
                    "touches": str(folder / "touches.parquet"),
                    "acts": str(folder / "acts.parquet"),
                    "type": type_,
                },
            )
            found = connection.execute(
                f"""
                SELECT count(*), count(*) FILTER (rank > 0), count(*) FILTER (rank = {MAX_RANK})
                FROM (SELECT moment >> {OFFSET_BITS} & {MAX_RANK} AS rank FROM read_parquet(?))
                """,
                [str(target)],
            ).fetchone()
            assert found is not None
            rows, same, overflow = rows + found[0], same + found[1], overflow + found[2]
    return StrandCounts(rows, same, overflow)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
