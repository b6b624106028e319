"""YAML 1.2 text as nodes that know their lines.

The scanner is libyaml's, by PyYAML (a register of twenty thousand lines in a fifth of a second).
Its own rules for plain words are those of YAML 1.1, in which ``no`` is false and ``010`` is eight;
what a plain word means is therefore said here, by the core schema of YAML 1.2.2 (§10.3.2), and by
one addition: a date is a date.
"""

from __future__ import annotations

import re

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.nodes import Node
from yaml.resolver import BaseResolver

DEEPEST = 100
"""Levels of nesting that are read; a register needs about ten."""


class TooDeep(ValueError):
    """Collections nested deeper than anybody writes."""

    def __init__(self) -> None:
        super().__init__("nested too deep")


class _Core(BaseResolver):
    """What plain words mean."""


_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
for _kind, _pattern, _begins in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL", "~nN"),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", rf"{_FLOAT}|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+.0123456789"),
    ("timestamp", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("merge", "<<", "<"),
):
    _Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_begins)
    )
_Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


class _Loader(CParser, _Core):
    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        _Core.__init__(self)


def compose(text: str) -> Node | None:
    """The one document in ``text``, or None for an empty one.

    Raises yaml.YAMLError for what is not YAML or holds several documents, TooDeep.
    """
    _look_how_deep(text)
    node: Node | None = _Loader(text).get_single_node()
    return node


def _look_how_deep(text: str) -> None:
    """Nodes are put together by a function that calls itself, out of Python's sight."""
    depth, loader = 0, _Loader(text)
    while loader.check_event():
        event = loader.get_event()
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise TooDeep
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
