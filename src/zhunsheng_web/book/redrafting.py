"""A standard's text in the register's file, with a version more: the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

Written = Mapping[str, Any]
"""What the register's file says, as plain values."""


def read_block(block: str) -> dict[str, Any]:
    """A standard's block as plain values; {} for what is none. Raises yaml.YAMLError."""
    found = yaml.safe_load(block)
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict):
        return dict(found[0])
    return {}


def redrafted(block: str, version: Written, heads: Written) -> str:
    """The block with ``version`` after those it has, and each of ``heads`` set (None: left out).

    Comments, order and the way the rest is written stay, so that the patch a maintainer reviews
    shows what was changed and nothing else.
    """
    lines = block.splitlines()
    node = yaml.compose(block)
    assert node is not None, "a block is never empty"
    item = node.value[0]
    column = item.start_mark.column
    begins = [(key.value, key.start_mark.line) for key, _ in item.value]
    spans: dict[str, tuple[int, int]] = {}
    for place, (name, first) in enumerate(begins):
        last = begins[place + 1][1] if place + 1 < len(begins) else len(lines)
        while last > first + 1 and lines[last - 1].lstrip()[:1] in ("", "#"):
            last -= 1
        spans[name] = (first, last)
    known = next(value for key, value in item.value if key.value == "versions")
    dash = known.start_mark.column
    edits = [(spans["versions"][1], spans["versions"][1], _dumped([dict(version)], dash))]
    for name, value in heads.items():
        first, last = spans.get(name, (spans["versions"][0], spans["versions"][0]))
        edits.append((first, last, [] if value is None else [_line(name, value, column)]))
    for first, last, fresh in sorted(edits, key=lambda one: one[0], reverse=True):
        lines[first:last] = fresh
    return "\n".join(lines).rstrip() + "\n"


def _line(name: str, value: Any, column: int) -> str:
    """A key with a plain value, or a list of them, on one line."""
    text = yaml.safe_dump([value], allow_unicode=True, default_flow_style=True, width=10_000)
    return f"{' ' * column}{name}: {text.strip()[1:-1]}"


def _dumped(value: Any, column: int) -> list[str]:
    text = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100
    )
    return [" " * column + line for line in text.splitlines()]
