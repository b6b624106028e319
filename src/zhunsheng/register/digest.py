"""The canonical form of a register's content, and the digest over it.

The digest is SHA-256 over JSON (UTF-8, sorted keys, no spaces) of every field with meaning. File
formatting, comments, the order of keys and of items, and places do not enter; charts enter by
their XML without the white space between elements.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from zhunsheng.model.errors import Place, RegisterError, problem
from zhunsheng.model.register import Register

_NO_MEANING = frozenset({"place", "digest"})


def canonical(thing: Any) -> Any:
    """``thing`` as JSON values; equal content gives equal values, whatever the file looked like."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {
            f.name: canonical(getattr(thing, f.name))
            for f in fields(thing)
            if f.name not in _NO_MEANING
        }
    if isinstance(thing, Mapping):
        return {str(key): canonical(value) for key, value in thing.items()}
    if isinstance(thing, (set, frozenset)):
        return sorted((canonical(entry) for entry in thing), key=_written)
    if isinstance(thing, (tuple, list)):
        return [canonical(entry) for entry in thing]
    if isinstance(thing, bool) or thing is None or isinstance(thing, str):
        return thing
    if isinstance(thing, (int, Decimal)):
        return {"number": format(Decimal(thing).normalize(), "f")}
    if isinstance(thing, dt.date):
        return {"day": thing.isoformat()}
    raise TypeError(f"{type(thing).__name__} has no canonical form")


def digest_of(value: Any) -> str:
    """SHA-256 (hex) over the canonical form of ``value``."""
    return hashlib.sha256(_written(canonical(value)).encode()).hexdigest()


def _written(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def register_digest(register: Register) -> str:
    """The digest of all versions of all items. Raises RegisterError for an unreadable chart."""
    content = canonical(register)
    content["charts"] = {name: chart_digest(path) for name, path in register.charts}
    return digest_of(content)


def chart_digest(path: str) -> str:
    """SHA-256 (hex) over a chart's canonical XML (C14N), white space between elements apart."""
    parser = etree.XMLParser(
        remove_blank_text=True, remove_comments=True, resolve_entities=False, no_network=True
    )
    try:
        root = etree.fromstring(Path(path).read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise RegisterError(
            (
                problem(
                    "chart-unreadable",
                    (f"无法读取流程图：{error}", f"the chart cannot be read: {error}"),
                    mend=(
                        "用 BPMN 2.0 编辑器重新保存该文件",
                        "save the file again from a BPMN 2.0 editor",
                    ),
                    place=Place(path),
                ),
            )
        ) from error
    return hashlib.sha256(etree.tostring(root, method="c14n2")).hexdigest()
