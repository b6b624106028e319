"""One YAML file as plain data that still knows its lines.

YAML 1.2: ``no`` and ``on`` are text. Numbers with a point are exact decimals. A key written twice
is an error, because the reader of the file and the program would each believe another line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zhunsheng.model.errors import Place, Problem, RegisterError, problem
from zhunsheng.register.yaml_nodes import compose

Trail = tuple[Hashable, ...]
"""The way to a value: keys and list positions, outermost first."""


@dataclass(slots=True)
class Source:
    """A file's content and the line (from 1) of every key and list entry in it.

    ``seen``: nodes already read; one met again is an alias.
    """

    file: str
    data: Any = None
    lines: dict[Trail, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def place(self, trail: Trail) -> Place:
        """Where ``trail`` is; steps that are not in the file are passed over."""
        known: Trail = ()
        for step in trail:
            if (*known, step) in self.lines:
                known = (*known, step)
        return Place(self.file, line=self.lines.get(known))


def read_source(path: Path, *, name: str) -> Source:
    """The file at ``path``, called ``name`` in messages.

    Raises RegisterError for what is not UTF-8, not YAML, or has a key twice (all of those).
    """
    source = Source(name)
    try:
        node = compose(path.read_text(encoding="utf-8"))
        if node is not None:
            source.lines[()] = node.start_mark.line + 1
            source.data = _plain(node, (), source)
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        raise RegisterError((_unreadable(error, name),)) from error
    if source.problems:
        raise RegisterError(tuple(source.problems))
    return source


def _plain(node: Node, trail: Trail, source: Source) -> Any:
    if id(node) in source.seen:
        source.problems.append(
            problem(
                "alias",
                ("不支持引用（&、*）", "anchors and aliases (&, *) are not read"),
                why=(
                    "每个版本都应自成一块，单独可读",
                    "a version is one block that can be read by itself",
                ),
                mend=("将内容写全", "write the content out"),
                place=Place(source.file, line=source.lines.get(trail, node.start_mark.line + 1)),
            )
        )
        return None
    source.seen.add(id(node))
    if isinstance(node, MappingNode):
        return _mapping(node, trail, source)
    if isinstance(node, SequenceNode):
        entries = []
        for position, entry in enumerate(node.value):
            source.lines[(*trail, position)] = entry.start_mark.line + 1
            entries.append(_plain(entry, (*trail, position), source))
        return entries
    if isinstance(node, ScalarNode):
        return _scalar(node, source)
    raise TypeError(f"{node} is no YAML node")


def _mapping(node: MappingNode, trail: Trail, source: Source) -> dict[Hashable, Any]:
    plain: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _plain(key_node, trail, source)
        if isinstance(key, (dict, list)):
            key = str(key)
        if key in plain:
            first = source.lines[(*trail, key)]
            source.problems.append(
                problem(
                    "key-twice",
                    (
                        f"“{key}”写了两次（第 {first} 行已有）",
                        f"{key!r} is already on line {first}",
                    ),
                    mend=("保留其中一处，删除另一处", "keep one of the two and delete the other"),
                    place=Place(source.file, line=line),
                )
            )
            continue
        source.lines[(*trail, key)] = line
        plain[key] = _plain(value_node, (*trail, key), source)
    return plain


def _scalar(node: ScalarNode, source: Source) -> Any:
    text: str = node.value
    kind = str(node.tag).rpartition(":")[2]
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), 0 if text[:2].lower() in ("0x", "0o") else 10)
            case "float":
                number = Decimal(text.replace("_", ""))
                if number.is_finite():
                    return number
            case "timestamp":
                return dt.date.fromisoformat(text)
            case "str":
                return text
    except (ValueError, InvalidOperation):
        pass
    source.problems.append(
        problem(
            "scalar-unreadable",
            (f"无法读取“{text}”", f"{text!r} cannot be read"),
            why=(
                "允许的写法：文字、整数、小数、true/false、日期（如 2010-08-13）",
                "allowed: text, whole and decimal numbers, true/false, dates such as 2010-08-13",
            ),
            mend=("如为文字，请加引号", "put quotes around it if it is text"),
            place=Place(source.file, line=node.start_mark.line + 1),
        )
    )
    return None


def _unreadable(error: Exception, name: str) -> Problem:
    if isinstance(error, UnicodeDecodeError):
        return problem(
            "not-utf8",
            ("文件不是 UTF-8 编码", "the file is not UTF-8"),
            mend=("另存为 UTF-8 编码", "save it as UTF-8"),
            place=Place(name),
        )
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    detail = error.problem if isinstance(error, MarkedYAMLError) else str(error)
    return problem(
        "not-yaml",
        (f"不是有效的 YAML:{detail}", f"not valid YAML: {detail}"),
        mend=(
            "检查该行及上一行的缩进、冒号和引号",
            "look at the indentation, colons and quotes of this line and the one before",
        ),
        place=Place(name, line=mark.line + 1 if mark is not None else None),
    )
