"""Rows that stayed out, with reason and raw content, and their way back after mending."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from zhunsheng.trace.reasons import reason_text
from zhunsheng.trace.shape import QUARANTINE
from zhunsheng.trace.sink import BATCH_ROWS, load_batch, read_batches
from zhunsheng.trace.store import Store

LINE = "_line"
REASON_COLUMNS = ("_row", "_reason_zh", "_reason_en")


class Quarantine:
    """Writes quarantine.parquet as rows come; no file where none came."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Any = None
        self._waiting: list[dict[str, Any]] = []
        self.rows = 0
        self.reasons: dict[str, int] = {}

    def add(self, row: int, code: str, *, column: str | None, detail: str | None, raw: str) -> None:
        """One rejected row; ``raw`` is JSON, or the text of a line that could not be split."""
        text = reason_text(code, column, detail)
        self.rows += 1
        self.reasons[code] = self.reasons.get(code, 0) + 1
        if not raw.startswith("{"):
            raw = json.dumps({LINE: raw}, ensure_ascii=False)
        self._waiting.append(
            {
                "row": row,
                "code": code,
                "column": column,
                "detail": detail,
                "reason_zh": text.zh,
                "reason_en": text.en,
                "raw": raw,
            }
        )
        if len(self._waiting) >= BATCH_ROWS:
            self._flush()

    def take_from_reader(self, folder: Path) -> None:
        """The rows the reader itself could not make sense of."""
        for path in read_batches(folder, "rejects"):
            for item in load_batch(path).to_pylist():
                self.add(
                    item["row"],
                    item["code"],
                    column=item["column"],
                    detail=item["detail"],
                    raw=item["raw"],
                )

    def close(self) -> None:
        self._flush()
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        if not self._waiting:
            return
        import pyarrow as pa

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, QUARANTINE, compression="zstd")
        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=QUARANTINE))
        self._waiting = []


def quarantined(store: Store, batch: int) -> list[dict[str, Any]]:
    """The rejected rows of a batch in row order, as dictionaries of the quarantine's columns."""
    path = store.batch_folder(batch) / "quarantine.parquet"
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = pq.read_table(path).sort_by("row").to_pylist()
    return rows


def export_quarantine(store: Store, batch: int) -> str:
    """Rejected rows as CSV to be mended: the source's columns, and in front row and reason.

    The columns in front begin with an underscore and are passed by when the file comes back.
    Text that a spreadsheet would take for a formula is left as it is: codes must not change.
    """
    rows = quarantined(store, batch)
    contents: list[dict[str, str]] = [json.loads(row["raw"]) for row in rows]
    names = list(dict.fromkeys(name for content in contents for name in content))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*REASON_COLUMNS, *names])
    for row, content in zip(rows, contents, strict=True):
        front: Iterable[object] = (row["row"], row["reason_zh"], row["reason_en"])
        writer.writerow([*front, *(content.get(name, "") for name in names)])
    return out.getvalue()
