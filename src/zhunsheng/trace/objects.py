"""The objects acts touch: identity, type, own id, and what the log says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.model.errors import TraceError, problem
from zhunsheng.model.quoting import listed
from zhunsheng.trace.identity import subject_digests
from zhunsheng.trace.shape import OBJECTS
from zhunsheng.trace.sink import load_batch, read_batches
from zhunsheng.trace.spilling import connect

GROUP = 1 << 20


def write_objects(
    named: Sequence[Path], described: Path, made: Path, earlier: Sequence[Path], work: Path
) -> int:
    """Writes objects.parquet: every object named by acts or described by the log, once.

    ``named``: staging files of (type, subject, id); ``described``: the reader's staging folder;
    ``earlier``: object files of the store, searched for colliding identities; ``work``: a
    staging folder for what does not fit in memory.
    """
    described_files = read_batches(described, "objects")
    with connect(work) as connection:
        connection.register(
            "named",
            pa.RecordBatchReader.from_batches(
                pa.schema([item for item in OBJECTS if item.name != "attributes"]),
                (load_batch(path) for path in named),
            ),
        )
        connection.register(
            "known",
            pa.RecordBatchReader.from_batches(
                OBJECTS,
                (batch for path in described_files for batch in _described(path).to_batches()),
            ),
        )
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
        rows: Any = connection.sql(
            "SELECT type, subject, id, attributes FROM found ORDER BY type, id"
        ).to_arrow_reader(1 << 17)
        count = 0
        with ExitStack() as closing:
            writer: Any = None
            for table in _groups(rows):
                if writer is None:
                    path = made / "objects.parquet"
                    writer = closing.enter_context(
                        pq.ParquetWriter(path, OBJECTS, compression="zstd")
                    )
                writer.write_table(table)
                count += table.num_rows
    return count


def _groups(rows: Iterable[Any]) -> Iterator[Any]:
    """The rows in tables of :data:`GROUP`, the last one smaller."""
    waiting: list[Any] = []
    for batch in rows:
        waiting.append(pa.Table.from_batches([batch]).cast(OBJECTS))
        if sum(table.num_rows for table in waiting) >= GROUP:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, GROUP)
            waiting = [whole.slice(GROUP)]
    if any(table.num_rows for table in waiting):
        yield pa.concat_tables(waiting)


def _described(path: Path) -> pa.Table:
    table = pa.Table.from_batches([load_batch(path)])
    types, ids = table["type"].to_pylist(), table["id"].to_pylist()
    subjects = [
        int(subject_digests(type_, [id_])[0]) for type_, id_ in zip(types, ids, strict=True)
    ]
    return table.append_column("subject", pa.array(subjects, pa.int64())).select(OBJECTS.names)
