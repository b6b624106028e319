"""OCEL 2.0 in XML (ocel-standard.org). No DTD, no entities, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from zhunsheng.trace.fault import source_fault
from zhunsheng.trace.ocel import Log, LogEvent, give_log
from zhunsheng.trace.sink import Sink, SourceReport
from zhunsheng.trace.unpack import blocks

MOST_BYTES = 256 << 20
_EVENT = re.compile(rb"<event[\s/>]")
_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


def read_ocel_xml(path: Path, sink: Sink) -> SourceReport:
    """Reads an OCEL 2.0 XML log into ``sink``."""
    gathered, size = [], 0
    for block in blocks(path):
        size += len(block)
        if size > MOST_BYTES:
            raise source_fault(
                "too_large",
                path,
                ("XML 文档过大", "the XML document is too large"),
                mend=("请改用 OCEL 的 SQLite 格式", "export it as OCEL in SQLite instead"),
            )
        gathered.append(block)
    text = b"".join(gathered)
    root = parse_xml(text, path)
    report = SourceReport("ocel", encoding=(root.getroottree().docinfo.encoding or "").lower())
    report.raw_rows = len(_EVENT.findall(_HIDDEN.sub(b"", text)))
    log = Log()
    declared: set[str] = set()
    for kind in root.iterfind("event-types/event-type"):
        declared.add(kind.get("name") or "")
        for attribute in kind.iterfind("attributes/attribute"):
            log.declare(attribute.get("name") or "", attribute.get("type") or "")
    for item in root.iterfind("objects/object"):
        id_ = item.get("id") or ""
        log.add(id_, item.get("type") or "", path)
        latest: dict[str, tuple[str, str]] = {}
        for attribute in item.iterfind("attributes/attribute"):
            name, time = attribute.get("name") or "", attribute.get("time") or ""
            if name not in latest or time >= latest[name][0]:
                latest[name] = (time, attribute.text or "")
        log.attributes[id_] = {name: value for name, (_, value) in latest.items()}
    give_log(log, _events(root, declared), sink, report)
    return report


def _events(root: Any, declared: set[str]) -> Iterator[LogEvent]:
    for item in root.iterfind("events/event"):
        type_ = item.get("type")
        unknown = type_ is not None and type_ not in declared
        related = item.findall("objects/relationship") or item.findall("objects/object")
        yield LogEvent(
            item.get("id"),
            type_,
            item.get("time"),
            {
                attribute.get("name") or "": attribute.text
                for attribute in item.iterfind("attributes/attribute")
            },
            tuple(
                (relation.get("object-id") or "", relation.get("qualifier") or "")
                for relation in related
            ),
            fault="unknown_event_type" if unknown else None,
            detail=type_ if unknown else None,
        )


def parse_xml(text: bytes, path: Path, *, part: str | None = None) -> Any:
    """The root of an XML document without DTD. Raises SourceError."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise forbidden(path, part)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        detail = str(getattr(error, "msg", error))
        raise source_fault(
            "xml_broken",
            path,
            ("XML 不完整或不合规范", "the XML is incomplete or not well formed"),
            why=(detail, detail),
            line=getattr(error, "lineno", None) or None,
            sheet=part,
        ) from error
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise forbidden(path, part)
    return root


def forbidden(path: Path, part: str | None = None) -> Exception:
    """The error for an XML text with a DTD."""
    return source_fault(
        "dtd_forbidden",
        path,
        ("XML 中含有 DTD,一律拒收", "the XML has a DTD, which is refused"),
        why=("DTD 与实体可被用来攻击", "DTDs and entities can be used to attack"),
        sheet=part,
    )
