"""A YAML file changed at some values and nowhere else.

The text around a change stays as it was, letter by letter: comments, order, quotes, line breaks.
Only where a list grows shorter or is put in another order is the list itself written anew, and a
comment between its entries goes. What comes out is read again and must say exactly what was meant.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_PLAIN = re.compile(r"[^\W_][^\n\t\"'#:,\[\]{}&*!|>%@`\\]*[^\s\"'#:,\[\]{}&*!|>%@`\\]|[^\W\d_]")
Trail = tuple[str | int, ...]


class NotMended(Exception):
    """The change cannot be written into the file without touching more than it."""


@dataclass(frozen=True, slots=True)
class Put:
    """``value`` goes where ``trail`` leads; ``None`` takes the key, or the entry, out."""

    trail: Trail
    value: Any


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str


def mended(text: str, data: Any, puts: list[Put], added: list[dict[str, Any]]) -> str:
    """``text``, whose content is ``data`` (a list of items), with the changes made.

    ``added``: new items for its end. Raises NotMended.
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        splices = [splice for put in puts for splice in _at(text, root, data, put.trail, put.value)]
    except (YAMLError, AttributeError, IndexError, KeyError, TypeError) as error:
        raise NotMended(str(error)) from error
    changed = _spliced(text, splices)
    for item in added:
        changed = changed.rstrip("\n") + "\n" if changed.strip() else ""
        changed += written_item(item) + "\n"
    return changed


def meant(data: Any, puts: list[Put], added: list[dict[str, Any]]) -> Any:
    """What the file must say after the changes."""
    whole: Any = copy.deepcopy(data) or []
    gone: list[tuple[list[Any], Any]] = []
    for put in puts:
        here: Any = whole
        for step in put.trail[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        last = put.trail[-1]
        if put.value is None and isinstance(here, list):
            gone.append((here, here[int(last)]))
        elif put.value is None:
            here.pop(last, None)
        else:
            here[last] = put.value
    for entries, entry in gone:
        entries.remove(entry)
    return [*whole, *added]


def written_item(item: dict[str, Any]) -> str:
    """A new item as a block of a file."""
    keys = [_key_line(key, value, "  ") for key, value in item.items()]
    return "- " + "\n  ".join(keys)


def _spliced(text: str, splices: list[_Splice]) -> str:
    parts: list[str] = []
    last = 0
    for splice in sorted(splices, key=lambda one: one.start):
        if splice.start < last:
            raise NotMended("two changes meet")
        parts += [text[last : splice.start], splice.text]
        last = splice.end
    return "".join([*parts, text[last:]])


def _at(text: str, node: Node, data: Any, trail: Trail, value: Any) -> Iterator[_Splice]:
    if not trail:
        yield from _replace(text, node, data, value)
        return
    step, rest = trail[0], trail[1:]
    if isinstance(node, SequenceNode):
        if value is None and not rest:
            yield _without_entry(text, node, int(step))
            return
        yield from _at(text, node.value[int(step)], data[int(step)], rest, value)
        return
    if not isinstance(node, MappingNode):
        raise NotMended("no such value")
    if step in data:
        if value is None and not rest:
            yield _without_key(text, node, _position(node, str(step)))
            return
        inner = node.value[_position(node, str(step))][1]
        yield from _at(text, inner, data[step], rest, value)
    elif value is not None:
        for name in reversed(rest):
            value = {name: value}
        yield _with_key(text, node, str(step), value)


def _replace(text: str, node: Node, data: Any, value: Any) -> Iterator[_Splice]:
    if data == value and type(data) is type(value):
        return
    if isinstance(node, MappingNode) and isinstance(value, dict):
        for key in data:
            if key not in value:
                yield _without_key(text, node, _position(node, key))
            else:
                inner = node.value[_position(node, key)][1]
                yield from _replace(text, inner, data[key], value[key])
        for key in value:
            if key not in data:
                yield _with_key(text, node, key, value[key])
    elif isinstance(node, SequenceNode) and isinstance(value, list):
        yield from _replace_list(text, node, data, value)
    else:
        yield _Splice(node.start_mark.index, _end(text, node), _flow(value))


def _replace_list(text: str, node: SequenceNode, data: Any, value: list[Any]) -> Iterator[_Splice]:
    entries = node.value
    if len(data) == len(value) and not _moved(data, value):
        for entry, old, new in zip(entries, data, value, strict=True):
            yield from _replace(text, entry, old, new)
        return
    if not entries:
        yield _Splice(node.start_mark.index, _end(text, node), _flow(value))
        return
    between = ", " if node.flow_style else "\n" + " " * node.start_mark.column + "- "
    if value[: len(data)] == data:
        end = _end(text, entries[-1])
        if not node.flow_style:
            end = _line_end(text, end)
        more = "".join(between + _flow(new) for new in value[len(data) :])
        yield _Splice(end, end, more)
        return
    spans = [(old, text[e.start_mark.index : _end(text, e)])
             for old, e in zip(data, entries, strict=True)]  # fmt: skip
    kept = [next((span for old, span in spans if old == new), _flow(new)) for new in value]
    start, end = entries[0].start_mark.index, _end(text, entries[-1])
    yield _Splice(start, end, between.join(kept))


def _moved(data: list[Any], value: list[Any]) -> bool:
    """Whether an entry that stays stands at another place."""
    return any(new != old and new in data for old, new in zip(data, value, strict=True))


def _position(node: MappingNode, key: str) -> int:
    return next(place for place, (name, _) in enumerate(node.value) if name.value == key)


def _with_key(text: str, node: MappingNode, key: str, value: Any) -> _Splice:
    if node.flow_style:
        said = f"{key}: {_flow(value)}"
        if not node.value:
            return _Splice(node.start_mark.index + 1, node.start_mark.index + 1, said)
        end = _end(text, node.value[-1][1])
        return _Splice(end, end, ", " + said)
    margin = " " * node.value[0][0].start_mark.column
    end = _line_end(text, _end(text, node.value[-1][1]))
    return _Splice(end, end, "\n" + margin + _key_line(key, value, margin))


def _without_key(text: str, node: MappingNode, place: int) -> _Splice:
    name, inner = node.value[place]
    start, end = name.start_mark.index, _end(text, inner)
    following = node.value[place + 1][0].start_mark.index if place + 1 < len(node.value) else None
    if node.flow_style:
        if following is not None:
            return _Splice(start, following, "")
        return _Splice(_end(text, node.value[place - 1][1]) if place else start, end, "")
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        if following is None:
            raise NotMended("an item would be left empty")
        return _Splice(start, following, "")
    return _Splice(line, _line_end(text, end) + 1, "")


def _without_entry(text: str, node: SequenceNode, place: int) -> _Splice:
    entry = node.value[place]
    if node.flow_style:
        raise NotMended("the entry stands in a line with others")
    line = text.rfind("\n", 0, entry.start_mark.index) + 1
    return _Splice(line, _line_end(text, _end(text, entry)) + 1, "")


def _end(text: str, node: Node) -> int:
    """Where a value ends, without the comments and empty lines after it."""
    if isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, MappingNode) else last)
    end: int = node.end_mark.index
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        while text[end - 1] in "\n\r \t":
            end -= 1
    return end


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _key_line(key: str, value: Any, margin: str) -> str:
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        return f"{key}:" + "".join(f"\n{margin}- {_flow(entry)}" for entry in value)
    return f"{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int() | dt.date():
            return str(value)
        case Decimal():
            return format(value, "f")
        case list():
            return "[" + ", ".join(_flow(entry) for entry in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    raise NotMended(f"{type(value).__name__} has no place in a file")


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value):
        try:
            node = YAML(typ="safe", pure=True).compose(f"[{value}]")
        except YAMLError:
            node = None
        if node is not None and len(node.value) == 1 and str(node.value[0].tag).endswith(":str"):
            return value
    return json.dumps(value, ensure_ascii=not all(c.isprintable() or c == "\n" for c in value))
