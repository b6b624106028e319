"""Parquet files as sources: every value as the text it would be written as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhunsheng.trace.delimited import MOST_FIELD, check_header
from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.sink import BATCH_ROWS, ROW, Sink, SourceReport


def read_parquet(path: Path, sink: Sink) -> SourceReport:
    """Reads a flat Parquet table into ``sink``. Raises SourceError for nested columns."""
    report = SourceReport("parquet")
    try:
        with pq.ParquetFile(path) as source:
            schema = source.schema_arrow
            report.columns = check_header(path, list(schema.names), 1)
            for item in schema:
                if pa.types.is_nested(item.type) or pa.types.is_binary(item.type):
                    raise source_fault(
                        "column_nested",
                        path,
                        (f"列“{item.name}”不是平面数据", f"column {item.name} is not flat"),
                        why=(str(item.type), str(item.type)),
                        column=item.name,
                    )
            report.raw_rows = source.metadata.num_rows
            row = 0
            for batch in source.iter_batches(batch_size=BATCH_ROWS):
                rows = np.arange(row + 1, row + 1 + batch.num_rows, dtype=np.int64)
                row += batch.num_rows
                texts = [
                    _text(path, column, name)
                    for name, column in zip(schema.names, batch.columns, strict=True)
                ]
                sink.rows({ROW: pa.array(rows), **dict(zip(report.columns, texts, strict=True))})
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        detail = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        raise source_fault(
            "parquet_broken",
            path,
            ("Parquet 文件损坏或不完整", "the Parquet file is damaged or cut short"),
            why=(detail, detail),
        ) from error
    return report


def _text(path: Path, column: Any, name: str) -> Any:
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        text = _timestamps(column)
    elif pa.types.is_floating(column.type):
        values = [None if value is None else _float(value) for value in column.to_pylist()]
        text = pa.array(values, pa.string())
    else:
        text = column.cast(pa.string())
    text.validate(full=True)
    longest = pc.max(pc.binary_length(text)).as_py() or 0
    if longest > MOST_FIELD or pc.any(pc.match_substring(text, "\x00")).as_py():
        raise source_fault(
            "field_refused",
            path,
            ("栏目过长或含空字节(NUL)", "a field is too long or has NUL bytes"),
            column=name,
        )
    return text


def _timestamps(column: Any) -> Any:
    zoned = column.type.tz is not None
    micros = column.cast(pa.timestamp("us", tz="UTC" if zoned else None), safe=False)
    pattern = "%Y-%m-%dT%H:%M:%S" + ("+00:00" if zoned else "")
    return pc.strftime(micros, pattern)


def _float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
