"""What corrections replaced: the earlier versions, in full, beside the batch that corrects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhunsheng.trace.contract import Contract
from zhunsheng.trace.deciding import Correction
from zhunsheng.trace.shape import SUPERSEDED_EXTRA
from zhunsheng.trace.store import Store


@dataclass(frozen=True, slots=True)
class Earlier:
    """Versions corrected in the very file that brought them: acts, and for each when its
    correction was recorded (microseconds since 1970)."""

    acts: Any
    until: Any


def write_superseded(
    store: Store,
    contract: Contract,
    corrections: Sequence[Correction],
    earlier: Sequence[Earlier],
    made: Path,
    *,
    number: int,
) -> None:
    """Writes superseded.parquet where there are corrections.

    Columns of acts, and ``superseded_at`` (when the correction was recorded), ``in_batch`` (the
    batch whose strands show the earlier version; 0: none, it was corrected within one file) and
    ``by_batch``. Strand rows with the same (act, batch) as (act, in_batch) no longer hold.
    """
    if not corrections and not earlier:
        return
    parts: list[Any] = []
    by_batch: dict[int, dict[int, int]] = {}
    for item in corrections:
        by_batch.setdefault(item.batch, {})[item.act] = item.at
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
    parts += [_within(contract, item, number) for item in earlier]
    table = pa.concat_tables(parts, promote_options="permissive")
    pq.write_table(table, made / "superseded.parquet", compression="zstd")


def _within(contract: Contract, earlier: Earlier, number: int) -> Any:
    """Rows for versions of which no strand shows anything."""
    plain = pa.schema(
        [
            (item.name, pa.string() if pa.types.is_dictionary(item.type) else item.type)
            for item in contract.schema
        ]
    )
    table = earlier.acts.cast(plain)
    values = (
        pa.array(earlier.until, pa.timestamp("us")),
        pa.array([0] * len(earlier.until), pa.int32()),
        pa.array([number] * len(earlier.until), pa.int32()),
    )
    for (name, _), value in zip(SUPERSEDED_EXTRA, values, strict=True):
        table = table.append_column(name, value)
    return table
