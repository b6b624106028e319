"""Object-centric event logs (OCEL 1.0 and 2.0), whatever the file form: to rows and objects.

One row an event; columns ``ocel:eid``, ``ocel:activity``, ``ocel:timestamp`` and the event's
attributes. A reference to an object that is not in the file is kept out of the touches and
counted with its event: the event itself stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.sink import BATCH_ROWS, RELATIONS, ROW, Sink, SourceReport

EVENT_ID, ACTIVITY, TIME = "ocel:eid", "ocel:activity", "ocel:timestamp"
NUMERIC = frozenset({"integer", "float", "int", "double", "real"})
MOST_LISTED = 10_000


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An event as the file gives it; ``related``: (object id, qualifier)."""

    id: str | None
    activity: str | None
    time: str | None
    attributes: dict[str, str | None]
    related: tuple[tuple[str, str], ...]
    fault: str | None = None
    detail: str | None = None


@dataclass(slots=True)
class Log:
    """The objects of a log and what its types declare; events follow one by one."""

    objects: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def add(self, id_: str, type_: str, path: Path) -> None:
        """An object. Raises SourceError if its id is taken."""
        if id_ in self.objects:
            raise source_fault(
                "duplicate_object",
                path,
                (f"对象编号“{id_}”在文件中重复", f"object id {id_!r} is used twice in the file"),
            )
        self.objects[id_] = type_

    def declare(self, attribute: str, kind: str) -> None:
        """An event attribute's declared type."""
        (self.numbers if kind.lower() in NUMERIC else self.texts).add(attribute)


def give_log(log: Log, events: Iterable[LogEvent], sink: Sink, report: SourceReport) -> None:
    """Hands events and objects to the sink and fills the report's dangling references."""
    for id_, type_ in log.objects.items():
        sink.object(type_, id_, log.attributes.get(id_, {}))
    seen: set[str] = set()
    waiting: list[tuple[int, LogEvent, str | None]] = []
    for row, event in enumerate(events, 1):
        code, detail = event.fault, event.detail
        if code is None and not event.id:
            code = "id_missing"
        elif code is None and event.id in seen:
            code, detail = "duplicate_event", event.id
        elif code is None and not event.time:
            code = "no_event_time"
        if event.id:
            seen.add(event.id)
        if code is not None:
            raw = {
                EVENT_ID: event.id,
                ACTIVITY: event.activity,
                TIME: event.time,
                **event.attributes,
            }
            text = json.dumps({k: v for k, v in raw.items() if v}, ensure_ascii=False)
            sink.reject(row, code, raw=text, column=EVENT_ID, detail=detail)
            continue
        waiting.append((row, event, _relations(log, event, row, report)))
        if len(waiting) >= BATCH_ROWS:
            _give(waiting, sink)
            waiting = []
    _give(waiting, sink)
    report.number_columns = sorted(log.numbers - log.texts)


def _relations(log: Log, event: LogEvent, row: int, report: SourceReport) -> str | None:
    related: set[tuple[str, str, str]] = set()
    for object_id, qualifier in event.related:
        type_ = log.objects.get(object_id)
        if type_ is None:
            report.dangling += 1
            if len(report.dangling_rows) < MOST_LISTED:
                report.dangling_rows.append((row, event.id or "", object_id))
        else:
            related.add((type_, object_id, qualifier))
    return json.dumps(sorted(related), ensure_ascii=False) if related else None


def _give(events: list[tuple[int, LogEvent, str | None]], sink: Sink) -> None:
    if not events:
        return
    columns: dict[str, list[str | None]] = {}
    for index, (_, event, _) in enumerate(events):
        for name, value in event.attributes.items():
            columns.setdefault(name, [None] * len(events))[index] = value
    arrays: dict[str, Any] = {
        ROW: pa.array([row for row, _, _ in events], pa.int64()),
        RELATIONS: pa.array([related for _, _, related in events], pa.string()),
        EVENT_ID: pa.array([event.id for _, event, _ in events], pa.string()),
        ACTIVITY: pa.array([event.activity for _, event, _ in events], pa.string()),
        TIME: pa.array([event.time for _, event, _ in events], pa.string()),
    }
    for name, values in columns.items():
        arrays[name] = pa.array(values, pa.string())
    sink.rows(arrays)
