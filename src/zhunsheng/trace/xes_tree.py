"""XES by elements, with lxml: slower, takes every well-formed log, and is what is meant by it.

IEEE 1849: attributes of an event are its direct children ``string, date, int, float, boolean,
id``; children of attributes, lists, containers, globals, classifiers and extensions are passed by.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from lxml import etree

from zhunsheng.trace.fault import source_fault

_KINDS = frozenset({"string", "date", "int", "float", "boolean", "id"})


@dataclass(slots=True)
class Event:
    """One event: its attributes and its case's; ``fault`` is a reason code if it has no sense."""

    attributes: dict[str, str]
    case: dict[str, str] = field(default_factory=dict)
    case_first: bool = False
    fault: str | None = None
    column: str | None = None


def read_events(source: IO[bytes], path: Path) -> Iterator[Event]:
    """The events of a log in document order. Raises SourceError where it is not sound XML."""
    case: dict[str, str] = {}
    inside = False
    first = False
    depth: list[str] = []
    waiting: list[Event] = []
    try:
        parser = etree.iterparse(
            source,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for what, element in parser:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if what == "start":
                if not depth:
                    _refuse_dtd(element, path)
                    if name != "log":
                        raise source_fault(
                            "not_xes",
                            path,
                            ("这不是 XES 日志", "this is not an XES log"),
                            why=(f"根元素是 {name}", f"the root element is {name}"),
                        )
                depth.append(name)
                if depth == ["log", "trace"]:
                    case, inside, first = {}, True, True
                continue
            depth.pop()
            if depth == ["log", "trace"] or (name == "event" and depth == ["log"]):
                if name == "event":
                    event = _event(element)
                    event.case = case
                    event.case_first = first and inside
                    first = False
                    waiting.append(event)
                elif name in _KINDS:
                    key = element.get("key")
                    if key:
                        case[key] = element.get("value") or ""
                _forget(element)
            if not depth or (name == "trace" and depth == ["log"]):
                yield from waiting
                waiting = []
                inside = False
                _forget(element)
            elif depth == ["log"]:
                if not inside:
                    yield from waiting
                    waiting = []
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise source_fault(
            "xml_broken",
            path,
            ("XML 不完整或不合规范", "the XML is incomplete or not well formed"),
            why=(str(error.msg), str(error.msg)),
            line=error.lineno or None,
        ) from error


def read_piece(text: bytes, path: Path) -> list[Event]:
    """The events of complete ``<trace>`` elements cut out of a log."""
    return list(read_events(io.BytesIO(b"<log>" + text + b"</log>"), path))


def _event(element: Any) -> Event:
    attributes: dict[str, str] = {}
    fault, column = None, None
    for child in element:
        if not isinstance(child.tag, str) or etree.QName(child).localname not in _KINDS:
            continue
        key = child.get("key")
        if not key:
            continue
        if key in attributes:
            fault, column = "duplicate_key", key
        attributes[key] = child.get("value") or ""
    if not attributes:
        fault = "empty_event"
    return Event(attributes, fault=fault, column=column)


def _refuse_dtd(element: Any, path: Path) -> None:
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None or info.externalDTD is not None:
        raise source_fault(
            "dtd_forbidden",
            path,
            ("XML 中含有 DTD,一律拒收", "the XML has a DTD, which is refused"),
            why=("DTD 与实体可被用来攻击", "DTDs and entities can be used to attack"),
        )


def _forget(element: Any) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
