"""The objects acts touch: identity, type, own id, and what the log says of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.model.errors import TraceError, problem
from zhunsheng.model.quoting import listed
from zhunsheng.trace.identity import subject_digests
from zhunsheng.trace.shape import OBJECTS
from zhunsheng.trace.sink import load_batch, read_batches


def write_objects(
    named: Sequence[Path], described: Path, made: Path, earlier: Sequence[Path]
) -> int:
    """Writes objects.parquet: every object named by acts or described by the log, once.

    ``named``: staging files of (type, subject, id); ``described``: the reader's staging folder;
    ``earlier``: object files of the store, searched for colliding identities.
    """
    tables = [pa.Table.from_batches([load_batch(path)]) for path in named]
    all_named = pa.concat_tables(tables) if tables else OBJECTS.empty_table().drop("attributes")
    known = [_described(path) for path in read_batches(described, "objects")]
    all_known = pa.concat_tables(known) if known else OBJECTS.empty_table()
    with duckdb.connect() as connection:
        connection.register("named", all_named)
        connection.register("known", all_known)
        connection.execute(
            "CREATE TEMP TABLE found AS"
            " SELECT type, subject, id, max(attributes) AS attributes FROM ("
            "   SELECT type, subject, id, NULL::VARCHAR AS attributes FROM named"
            "   UNION ALL BY NAME SELECT type, subject, id, attributes FROM known"
            " ) GROUP BY ALL"
        )
        others = ""
        if earlier:
            others = (
                f" UNION ALL SELECT type, subject, id FROM read_parquet([{listed(earlier)}])"
                " SEMI JOIN found USING (subject)"
            )
        clash = connection.execute(
            "SELECT subject FROM (SELECT type, subject, id FROM found" + others + ")"
            " GROUP BY subject HAVING min(type) <> max(type) OR min(id) <> max(id) LIMIT 1"
        ).fetchone()
        if clash is not None:
            raise TraceError(
                (
                    problem(
                        "subject_collision",
                        (
                            f"两个不同的对象得到同一标识 {clash[0]},导入中止",
                            f"two objects have the same identity {clash[0]}; nothing is ingested",
                        ),
                        mend=(
                            "在来源编号前加上前缀后再导入",
                            "prefix the ids of one of the object types",
                        ),
                    ),
                )
            )
        table: Any = connection.sql(
            "SELECT type, subject, id, attributes FROM found ORDER BY type, id"
        ).to_arrow_table()
    if table.num_rows:
        pq.write_table(table.cast(OBJECTS), made / "objects.parquet", compression="zstd")
    return int(table.num_rows)


def _described(path: Path) -> pa.Table:
    table = pa.Table.from_batches([load_batch(path)])
    types, ids = table["type"].to_pylist(), table["id"].to_pylist()
    subjects = [
        int(subject_digests(type_, [id_])[0]) for type_, id_ in zip(types, ids, strict=True)
    ]
    return table.append_column("subject", pa.array(subjects, pa.int64())).select(OBJECTS.names)
