"""From blocks to nouns: the parts that every item has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from zhunsheng.model.law import Basis
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.register.schema_blocks import BasisBlock, Dated, TextBlock

V = TypeVar("V", bound=Dated)


def text(block: TextBlock) -> Text:
    return Text(block.zh, block.en)


def maybe(block: TextBlock | None) -> Text | None:
    return text(block) if block is not None else None


def bases(blocks: Sequence[BasisBlock]) -> tuple[Basis, ...]:
    return tuple(Basis(b.law, b.article, b.edition, b.quote, b.verified) for b in blocks)


def dated(versions: Sequence[V]) -> list[tuple[V, Validity, int]]:
    """Versions oldest first, each with its validity and its position in the file.

    A version without ``until`` ends when the next one begins.
    """
    order = sorted(range(len(versions)), key=lambda position: versions[position].from_)
    found = []
    for index, position in enumerate(order):
        version = versions[position]
        following = versions[order[index + 1]].from_ if index + 1 < len(order) else None
        end = version.until if version.until is not None else following
        found.append((version, Validity(version.from_, end), position))
    return found
