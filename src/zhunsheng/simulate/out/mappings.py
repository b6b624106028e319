"""The mapping each table needs to be taken in, written from what wrote the table."""

from __future__ import annotations

import json
from typing import Any

from zhunsheng.simulate.out.printing import FORMATS
from zhunsheng.simulate.out.systems import PeopleTable, System

_KINDS = {"text": "text", "flag": "text", "number": "number", "time": "time"}


def mapping_text(system: System, zone: str) -> str:
    """The mapping (YAML) of a system's table."""
    block = system.block
    heads = block.headings
    time = {"format": list(FORMATS[block.times])}
    attributes: list[dict[str, Any]] = []
    for field, heading in system.fields.items():
        kind = _KINDS[field.kind]
        attribute: dict[str, Any] = {"name": field.id, "column": heading, "kind": kind}
        attributes.append(attribute | (time if kind == "time" else {}))
    lines = _head(system.title.zh, system.title.en, block.id, zone, block.encoding)
    lines += [
        "acts:",
        f"- activity: {{column: {_text(heads.activity)}, rename: {{",
        *(f"    {_text(name)}: {activity}," for activity, name in system.names.items()),
        "    }}",
        f"  happened_at: {_text({'column': heads.at} | time)}",
        f"  recorded_at: {_text({'column': heads.recorded} | time)}",
        f"  id: {_text({'column': heads.record})}",
        "  revises: true",
        f"  officer: {_text(heads.officer)}",
        f"  post: {_text(heads.post)}",
        f"  office: {_text(heads.office)}",
        "  objects:",
        *(f"  - {_text({'type': type_, 'column': c})}" for type_, c in system.objects.items()),
    ]
    if attributes:
        lines += ["  attributes:", *(f"  - {_text(attribute)}" for attribute in attributes)]
    return "\n".join(lines) + "\n"


def people_mapping_text(table: PeopleTable, zone: str) -> str:
    """The mapping (YAML) of the table of mandates."""
    heads, time = table.headings, {"format": list(FORMATS[table.times])}
    lines = _head("人员履职情况", "who held what", table.file, zone, table.encoding)
    lines += [
        "mandates:",
        f"  officer: {_text(heads.officer)}",
        f"  kind: {_text(heads.kind)}",
        f"  value: {_text(heads.value)}",
        f"  start: {_text({'column': heads.start} | time)}",
        f"  end: {_text({'column': heads.end} | time)}",
    ]
    return "\n".join(lines) + "\n"


def _head(zh: str, en: str, source: str, zone: str, encoding: str) -> list[str]:
    return [
        f"# {zh} / {en}",
        f"source: {source}",
        f"zone: {zone}",
        "format: csv",
        f"encoding: {encoding}",
        "separator: ','",
    ]


def _text(value: object) -> str:
    """A value in one line of YAML; every JSON text is one."""
    return json.dumps(value, ensure_ascii=False)
