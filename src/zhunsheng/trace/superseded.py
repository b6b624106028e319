"""What corrections replaced: the earlier versions, in full, beside the batch that corrects them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.trace.contract import Contract
from zhunsheng.trace.resolve import Decision, Drafts, Status
from zhunsheng.trace.shape import SUPERSEDED_EXTRA
from zhunsheng.trace.sink import load_batch
from zhunsheng.trace.store import Store


def write_superseded(
    store: Store,
    contract: Contract,
    decision: Decision,
    drafts: Drafts,
    acts: list[Path],
    made: Path,
    *,
    number: int,
) -> None:
    """Writes superseded.parquet where there are corrections.

    Columns of acts, and ``superseded_at`` (when the correction was recorded), ``in_batch`` (the
    batch whose strands show the earlier version; 0: none, it was corrected within one file) and
    ``by_batch``. Strand rows with the same (act, batch) as (act, in_batch) no longer hold.
    """
    earlier = decision.status == Status.EARLIER
    if not decision.corrected and not earlier.any():
        return
    parts: list[Any] = []
    by_batch: dict[int, dict[int, int]] = {}
    for position, batch in decision.corrected.items():
        by_batch.setdefault(batch, {})[int(decision.act[position])] = int(drafts.recorded[position])
    with duckdb.connect() as connection:
        for batch, corrected in by_batch.items():
            wanted = pa.table(
                {
                    "act": pa.array(list(corrected), pa.int64()),
                    "at": pa.array(list(corrected.values()), pa.int64()),
                }
            )
            connection.register("wanted", wanted)
            path = store.batch_folder(batch) / "acts.parquet"
            parts.append(
                connection.sql(
                    'SELECT a.*, make_timestamp("at") AS superseded_at,'
                    " CAST($in AS INTEGER) AS in_batch, CAST($by AS INTEGER) AS by_batch"
                    " FROM read_parquet($file) a JOIN wanted USING (act)",
                    params={"in": batch, "by": number, "file": str(path)},
                ).to_arrow_table()
            )
    if earlier.any():
        parts.append(_within(contract, decision, drafts, earlier, acts, number))
    table = pa.concat_tables(parts, promote_options="permissive")
    pq.write_table(table, made / "superseded.parquet", compression="zstd")


def _within(
    contract: Contract,
    decision: Decision,
    drafts: Drafts,
    earlier: Any,
    acts: list[Path],
    number: int,
) -> Any:
    """Versions that were corrected in the very file that brought them."""
    whole = pa.concat_tables(
        [pa.Table.from_batches([load_batch(path)]) for path in acts]
    ).unify_dictionaries()
    found = whole.filter(pa.array(earlier))
    plain = pa.schema(
        [
            (item.name, pa.string() if pa.types.is_dictionary(item.type) else item.type)
            for item in contract.schema
        ]
    )
    replaced_at = []
    for position in np.flatnonzero(earlier):
        same = (decision.act == decision.act[position]) & (
            drafts.recorded > drafts.recorded[position]
        )
        replaced_at.append(int(drafts.recorded[same].min()))
    table = found.cast(plain)
    values = (
        pa.array(replaced_at, pa.timestamp("us")),
        pa.array([0] * len(replaced_at), pa.int32()),
        pa.array([number] * len(replaced_at), pa.int32()),
    )
    for (name, _), value in zip(SUPERSEDED_EXTRA, values, strict=True):
        table = table.append_column(name, value)
    return table
