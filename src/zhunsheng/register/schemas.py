"""JSON Schema files, so that an editor offers the keys and marks mistakes while one writes.

A file names its schema in its first line:
``# yaml-language-server: $schema=../schemas/laws.json`` (the YAML language server's convention).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from zhunsheng.register import schema
from zhunsheng.register.load import SECTIONS
from zhunsheng.register.shapes import Parameters

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SITE_PARAMETER = {
    "description": "站点参数｜a site parameter",
    "type": "object",
    "additionalProperties": False,
    "required": ["parameter"],
    "properties": {"parameter": {"type": "string", "minLength": 1}},
}


def schemas(*, parameters: Parameters) -> dict[str, dict[str, Any]]:
    """File name → JSON Schema (draft 2020-12) of the register files of that kind.

    ``parameters``: shape of breach → what its parameters look like.
    """
    found = {"register.json": _single(schema.RegisterBlock)}
    found["calendar_year.json"] = _single(schema.CalendarYearBlock)
    for section, block in SECTIONS.items():
        found[f"{section}.json"] = _list_of(block)
    _bind_parameters(found["standards.json"], parameters)
    return found


def write_schemas(folder: Path, *, parameters: Parameters) -> None:
    """Write every schema into ``folder`` (made if need be), one file each, the same every time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schemas(parameters=parameters).items():
        written = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / name).write_text(written + "\n", encoding="utf-8")


def _single(block: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **block.model_json_schema(by_alias=True)}


def _list_of(block: type[BaseModel]) -> dict[str, Any]:
    item = block.model_json_schema(by_alias=True)
    definitions = item.pop("$defs", {})
    definitions[block.__name__] = item
    return {
        "$schema": _DIALECT,
        "$defs": definitions,
        "type": "array",
        "items": {"$ref": f"#/$defs/{block.__name__}"},
    }


def _with_open_numbers(node: Any) -> Any:
    """The schema, with ``{parameter: id}`` allowed wherever a number stands."""
    if isinstance(node, list):
        return [_with_open_numbers(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") in ("integer", "number"):
        return {"anyOf": [node, _SITE_PARAMETER]}
    return {key: _with_open_numbers(value) for key, value in node.items()}


def _bind_parameters(standards: dict[str, Any], parameters: Parameters) -> None:
    """Each shape's parameters by the shape's own model, kept apart under the shape's name."""
    definitions = standards["$defs"]
    branches = []
    for shape, block in parameters.items():
        inside = f"#/$defs/{shape}/$defs/{{model}}"
        content = block.model_json_schema(by_alias=True, ref_template=inside)
        definitions[shape] = {**_with_open_numbers(content), "title": shape}
        branches.append(
            {
                "if": {"required": ["shape"], "properties": {"shape": {"const": shape}}},
                "then": {"properties": {"parameters": {"$ref": f"#/$defs/{shape}"}}},
            }
        )
    version = definitions["StandardVersionBlock"]
    version["properties"]["shape"] = {"title": "Shape", "enum": list(parameters)}
    version["allOf"] = branches
