"""OCEL 2.0 in SQLite (ocel-standard.org), opened read-only; the schema in the file is not trusted.

Only plain tables of the standard's names are read: a view or virtual table of such a name is
refused, since reading it would run what the file's author wrote.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.ocel import Log, LogEvent, give_log
from zhunsheng.trace.sink import Sink, SourceReport

_KINDS = {"INTEGER": "integer", "REAL": "float", "FLOAT": "float", "NUMERIC": "float"}
_OWN = ("ocel_id", "ocel_time", "ocel_changed_field")


def read_ocel_sqlite(path: Path, sink: Sink) -> SourceReport:
    """Reads an OCEL 2.0 SQLite log into ``sink``."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True)
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA cell_size_check=ON")
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict is None or verdict[0] != "ok":
                raise _broken(path, str(verdict))
            return _Base(path, connection).read(sink)
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        raise _broken(path, str(error)) from error


class _Base:
    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.tables = {
            str(name): str(sql or "")
            for name, sql in connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
            )
        }

    def table(self, name: str) -> str:
        """A table's quoted name; refused if it is not a plain table."""
        sql = self.tables.get(name)
        if sql is None or sql.lstrip().upper().startswith("CREATE VIRTUAL"):
            raise source_fault(
                "ocel_invalid",
                self.path,
                ("文件不合 OCEL 规范", "the file is not as OCEL prescribes"),
                why=(f"没有表“{name}”", f"there is no table {name}"),
                column=name,
            )
        return '"' + name.replace('"', '""') + '"'

    def columns(self, name: str) -> list[tuple[str, str]]:
        rows = self.connection.execute(f"PRAGMA table_info({self.table(name)})")
        return [(str(row[1]), str(row[2]).upper()) for row in rows]

    def read(self, sink: Sink) -> SourceReport:
        report = SourceReport("ocel")
        ask = self.connection.execute
        found = ask(f"SELECT count(*) FROM {self.table('event')}").fetchone()
        report.raw_rows = int(found[0])
        report.encoding = str(ask("PRAGMA encoding").fetchone()[0]).lower()
        log = Log()
        for id_, type_ in ask(f"SELECT ocel_id, ocel_type FROM {self.table('object')}"):
            log.add(str(id_), str(type_), self.path)
        for _, short in ask(
            f"SELECT ocel_type, ocel_type_map FROM {self.table('object_map_type')}"
        ):
            self._object_attributes(str(short), log)
        details: dict[str, dict[str, tuple[str | None, dict[str, str | None]]]] = {}
        for type_, short in ask(
            f"SELECT ocel_type, ocel_type_map FROM {self.table('event_map_type')}"
        ):
            details[str(type_)] = self._event_details(str(short), log)
        related: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for event_id, object_id, qualifier in ask(
            "SELECT ocel_event_id, ocel_object_id, ocel_qualifier"
            f" FROM {self.table('event_object')}"
        ):
            related[str(event_id)].append((str(object_id), _text(qualifier) or ""))
        give_log(log, self._events(details, related), sink, report)
        return report

    def _object_attributes(self, short: str, log: Log) -> None:
        name = f"object_{short}"
        names = [column for column, _ in self.columns(name)]
        order = " ORDER BY ocel_time" if "ocel_time" in names else ""
        for row in self.connection.execute(f"SELECT * FROM {self.table(name)}{order}"):
            values = dict(zip(names, row, strict=True))
            known = log.attributes.setdefault(str(values.get("ocel_id")), {})
            for key, value in values.items():
                text = _text(value)
                if key not in _OWN and text is not None:
                    known[key] = text

    def _event_details(
        self, short: str, log: Log
    ) -> dict[str, tuple[str | None, dict[str, str | None]]]:
        name = f"event_{short}"
        columns = self.columns(name)
        names = [column for column, _ in columns]
        for column, kind in columns:
            if column not in _OWN:
                log.declare(column, _KINDS.get(kind, "string"))
        found = {}
        for row in self.connection.execute(f"SELECT * FROM {self.table(name)}"):
            values = dict(zip(names, row, strict=True))
            attributes = {key: _text(value) for key, value in values.items() if key not in _OWN}
            found[str(values.get("ocel_id"))] = (_text(values.get("ocel_time")), attributes)
        return found

    def _events(
        self,
        details: dict[str, dict[str, tuple[str | None, dict[str, str | None]]]],
        related: dict[str, list[tuple[str, str]]],
    ) -> Iterator[LogEvent]:
        for id_, type_ in self.connection.execute(
            f"SELECT ocel_id, ocel_type FROM {self.table('event')} ORDER BY rowid"
        ):
            event_id, activity = _text(id_), _text(type_)
            known = details.get(activity or "")
            time, attributes = (known or {}).get(event_id or "", (None, {}))
            yield LogEvent(
                event_id,
                activity,
                time,
                attributes,
                tuple(related.get(event_id or "", ())),
                fault=None if known is not None else "unknown_event_type",
                detail=None if known is not None else activity,
            )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return str(value)


def _broken(path: Path, detail: str) -> Exception:
    return source_fault(
        "sqlite_broken",
        path,
        ("SQLite 文件损坏或无法读取", "the SQLite file is damaged or cannot be read"),
        why=(detail, detail),
    )
