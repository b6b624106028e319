"""Where readers put what they find: rows, rows they could not make sense of, and objects.

A reader runs in a process of its own; what it hands over rests in files of a staging folder
(Arrow IPC, one file a batch) and one ``report.json`` written last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

ROW = "\x1frow"
CASE_FIRST = "\x1fcase_first"
RELATIONS = "\x1frelations"
BATCH_ROWS = 50_000

_REJECTS = pa.schema(
    [
        ("row", pa.int64()),
        ("code", pa.string()),
        ("column", pa.string()),
        ("detail", pa.string()),
        ("raw", pa.string()),
    ]
)
_OBJECTS = pa.schema([("type", pa.string()), ("id", pa.string()), ("attributes", pa.string())])


@dataclass(slots=True)
class SourceReport:
    """What a reader says about a file as a whole.

    ``raw_rows``: counted independently of the parsing that produced the rows. ``dangling``:
    references to objects that are not in the file; ``dangling_rows``: the first of them as
    (row, event id, object id).
    """

    format: str
    encoding: str | None = None
    separator: str | None = None
    raw_rows: int = 0
    given_rows: int = 0
    rejected_rows: int = 0
    columns: list[str] = field(default_factory=list)
    dangling: int = 0
    dangling_rows: list[tuple[int, str, str]] = field(default_factory=list)
    number_columns: list[str] = field(default_factory=list)
    fallbacks: int = 0
    attempt: int = 1


class Sink:
    """Collects what one reader finds into files of ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = 0
        self.attempt = 1
        self._given = 0
        self._rejected = 0
        self._columns: dict[str, None] = {}
        self._rejects: dict[str, list[Any]] = {name: [] for name in _REJECTS.names}
        self._objects: dict[str, list[Any]] = {name: [] for name in _OBJECTS.names}

    def rows(self, columns: Dictionary[str, Any]) -> None:
        """A batch: :data:`ROW` (int64) and text columns of the same length."""
        batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
        if batch.num_rows == 0:
            return
        self._given += batch.num_rows
        for name in columns:
            if not name.startswith("\x1f"):
                self._columns.setdefault(name)
        self._write("rows", batch)

    def reject(
        self,
        row: int,
        code: str,
        *,
        raw: str,
        column: str | None = None,
        detail: str | None = None,
    ) -> None:
        """A row that cannot be made sense of, with its raw text."""
        self._rejected += 1
        for name, value in zip(_REJECTS.names, (row, code, column, detail, raw), strict=True):
            self._rejects[name].append(value)
        if len(self._rejects["row"]) >= BATCH_ROWS:
            self._flush()

    def object(self, type_: str, id_: str, attributes: Dictionary[str, str]) -> None:
        """An object a log describes, with its (last known) attributes."""
        self._objects["type"].append(type_)
        self._objects["id"].append(id_)
        self._objects["attributes"].append(
            json.dumps(attributes, ensure_ascii=False, sort_keys=True) if attributes else None
        )

    def restart(self) -> None:
        """Forgets everything handed over so far: the reader begins anew."""
        attempt = self.attempt + 1
        for path in self.folder.iterdir():
            path.unlink()
        self.__init__(self.folder)  # type: ignore[misc]
        self.attempt = attempt

    def close(self, report: SourceReport) -> None:
        """Everything is handed over."""
        self._flush()
        if self._objects["id"]:
            self._write("objects", pa.RecordBatch.from_pydict(self._objects, schema=_OBJECTS))
        report.attempt = self.attempt
        report.given_rows = self._given
        report.rejected_rows = self._rejected
        report.columns = list(self._columns) or report.columns
        text = json.dumps(asdict(report), ensure_ascii=False)
        (self.folder / "report.json").write_text(text, encoding="utf-8")

    def _flush(self) -> None:
        if self._rejects["row"]:
            self._write("rejects", pa.RecordBatch.from_pydict(self._rejects, schema=_REJECTS))
            self._rejects = {name: [] for name in _REJECTS.names}

    def _write(self, kind: str, batch: Any) -> None:
        self._files += 1
        path = self.folder / f"{kind}-{self._files:06d}.arrow"
        part = path.with_suffix(".part")
        with pa.OSFile(str(part), "wb") as out, pa.ipc.new_file(out, batch.schema) as writer:
            writer.write_batch(batch)
        part.rename(path)


def read_report(folder: Path) -> SourceReport:
    """The report a reader left in a staging folder."""
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    content["dangling_rows"] = [tuple(item) for item in content["dangling_rows"]]
    return SourceReport(**content)


def read_batches(folder: Path, kind: str) -> Sequence[Path]:
    """The files of one kind (``rows``, ``rejects``, ``objects``) in the order they were made."""
    return sorted(folder.glob(f"{kind}-*.arrow"))


def load_batch(path: Path) -> Any:
    """One batch, mapped into memory."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).get_batch(0)
