"""OCEL 2.0 and OCEL 1.0 in JSON (ocel-standard.org)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.jsonl import plain, whole_json
from zhunsheng.trace.ocel import Log, LogEvent, give_log
from zhunsheng.trace.sink import Sink, SourceReport


def read_ocel_json(path: Path, sink: Sink, *, encoding: str | None = None) -> SourceReport:
    """Reads either version into ``sink``."""
    content = next(whole_json(path, encoding))
    if not isinstance(content, dict):
        raise _unlike(path, "$")
    report = SourceReport("ocel", encoding="utf-8")
    log = Log()
    if "ocel:events" in content:
        events = _version_1(content, log, path)
        report.raw_rows = len(content["ocel:events"])
    else:
        events = _version_2(content, log, path)
        report.raw_rows = len(content["events"])
    give_log(log, events, sink, report)
    return report


def _version_2(content: dict[str, Any], log: Log, path: Path) -> Iterator[LogEvent]:
    for name in ("objectTypes", "eventTypes", "objects", "events"):
        _expect(content.get(name), list, path, name)
    for kind in content["eventTypes"]:
        _expect(kind, dict, path, "eventTypes[]")
        for attribute in _list(kind.get("attributes"), path, "eventTypes[].attributes"):
            _expect(attribute, dict, path, "eventTypes[].attributes[]")
            log.declare(str(attribute.get("name")), str(attribute.get("type")))
    declared = {str(kind.get("name")) for kind in content["eventTypes"]}
    for item in content["objects"]:
        _expect(item, dict, path, "objects[]")
        id_, type_ = item.get("id"), item.get("type")
        if not isinstance(id_, str) or not isinstance(type_, str):
            raise _unlike(path, "objects[].id")
        log.add(id_, type_, path)
        latest: dict[str, tuple[str, str]] = {}
        for attribute in _list(item.get("attributes"), path, "objects[].attributes"):
            _expect(attribute, dict, path, "objects[].attributes[]")
            name, time = str(attribute.get("name")), str(attribute.get("time"))
            if name not in latest or time >= latest[name][0]:
                latest[name] = (time, _plain(attribute.get("value")) or "")
        log.attributes[id_] = {name: value for name, (_, value) in latest.items()}

    def events() -> Iterator[LogEvent]:
        for item in content["events"]:
            if not isinstance(item, dict):
                yield LogEvent(None, None, None, {}, (), fault="not_an_object")
                continue
            attributes = {}
            for attribute in _list(item.get("attributes"), path, "events[].attributes"):
                _expect(attribute, dict, path, "events[].attributes[]")
                attributes[str(attribute.get("name"))] = _plain(attribute.get("value"))
            related = []
            for relation in _list(item.get("relationships"), path, "events[].relationships"):
                _expect(relation, dict, path, "events[].relationships[]")
                qualifier = _plain(relation.get("qualifier")) or ""
                related.append((str(relation.get("objectId")), qualifier))
            type_ = _plain(item.get("type"))
            unknown = type_ is not None and type_ not in declared
            yield LogEvent(
                _plain(item.get("id")),
                type_,
                _plain(item.get("time")),
                attributes,
                tuple(related),
                fault="unknown_event_type" if unknown else None,
                detail=type_ if unknown else None,
            )

    return events()


def _version_1(content: dict[str, Any], log: Log, path: Path) -> Iterator[LogEvent]:
    _expect(content.get("ocel:events"), dict, path, "ocel:events")
    objects = content.get("ocel:objects", {})
    _expect(objects, dict, path, "ocel:objects")
    for id_, item in objects.items():
        _expect(item, dict, path, f"ocel:objects.{id_}")
        log.add(id_, str(item.get("ocel:type")), path)
        values = item.get("ocel:ovmap") or {}
        _expect(values, dict, path, "ocel:ovmap")
        log.attributes[id_] = {str(k): _plain(v) or "" for k, v in values.items()}

    def events() -> Iterator[LogEvent]:
        for id_, item in content["ocel:events"].items():
            if not isinstance(item, dict):
                yield LogEvent(id_, None, None, {}, (), fault="not_an_object")
                continue
            values = item.get("ocel:vmap") or {}
            _expect(values, dict, path, "ocel:vmap")
            related = _list(item.get("ocel:omap"), path, "ocel:omap")
            yield LogEvent(
                id_,
                _plain(item.get("ocel:activity")),
                _plain(item.get("ocel:timestamp")),
                {str(k): _plain(v) for k, v in values.items()},
                tuple((str(object_id), "") for object_id in related),
            )

    return events()


def _plain(value: Any) -> str | None:
    return str(value) if isinstance(value, (dict, list)) else plain(value)


def _list(value: Any, path: Path, where: str) -> list[Any]:
    if value is None:
        return []
    _expect(value, list, path, where)
    items: list[Any] = value
    return items


def _expect(value: Any, kind: type, path: Path, where: str) -> None:
    if not isinstance(value, kind):
        raise _unlike(path, where)


def _unlike(path: Path, where: str) -> Exception:
    return source_fault(
        "ocel_invalid",
        path,
        ("文件不合 OCEL 规范", "the file is not as OCEL prescribes"),
        why=(f"“{where}”缺失或类型不符", f"{where} is missing or of another type"),
        column=where,
    )
