"""The journal: one file in which a commit is whole or not there, for the price of one fsync.

It begins with the checkpoint up to which everything is safely laid out as tiles. Each commit adds
one frame: the new entries and the checkpoint signed over them. Tiles and the published checkpoint
are written after the frame is safe, and can always be made again from it.

A frame that is cut off, or whose checkpoint is not signed for exactly these entries, was never
acknowledged: it and what follows is the *torn tail*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.seal.checkpoint import NoteError, Opened, PublicKey, opened
from zhunsheng.seal.faults import damaged
from zhunsheng.seal.tiles import Edge
from zhunsheng.seal.tree import join_bundle, split_bundle

NAME = "journal"
_HEAD = re.compile(rb"zhunsheng seal journal 1\nhistory ([0-9]{1,18})\nnote ([0-9]{1,9})\n")
_FRAME = re.compile(rb"commit ([0-9]{1,12}) ([0-9]{1,9})\n")


@dataclass(frozen=True, slots=True)
class Base:
    """Where a journal begins.

    ``history``: how many bytes of the file of checkpoints belong to it; ``end``: of the journal's
    head, where the frames begin."""

    opened: Opened
    history: int
    end: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One commit: the tree with it, the files it adds, and where in what was read it ends."""

    edge: Edge
    files: dict[str, bytes]
    opened: Opened
    end: int


def head(note: bytes, history: int) -> bytes:
    """The beginning of a new journal."""
    return b"zhunsheng seal journal 1\nhistory %d\nnote %d\n" % (history, len(note)) + note


def frame(entries: Sequence[bytes], note: bytes) -> bytes:
    """What one commit adds."""
    bundle = join_bundle(entries)
    return b"commit %d %d\n" % (len(bundle), len(note)) + bundle + note


def read_base(content: bytes, keys: Sequence[PublicKey], folder: Path) -> Base:
    """The head of a journal. Raises SealError if it is no journal, or not signed."""
    found = _HEAD.match(content)
    if found is None:
        raise damaged(folder, NAME)
    end = found.end() + int(found[2])
    try:
        return Base(opened(content[found.end() : end], keys), int(found[1]), end)
    except NoteError as error:
        raise damaged(folder, f"{NAME}: {error}") from error


def next_frame(content: bytes, at: int, edge: Edge, keys: Sequence[PublicKey]) -> Frame | None:
    """The frame at a place, on a tree that ends at ``edge``; None if there is no whole one."""
    found = _FRAME.match(content, at)
    if found is None:
        return None
    middle = found.end() + int(found[1])
    end = middle + int(found[2])
    if end > len(content):
        return None
    try:
        entries = split_bundle(content[found.end() : middle])
        said = opened(content[middle:end], keys)
    except ValueError:
        return None
    grown = edge.copy()
    files = grown.extend(entries)
    if (grown.size, grown.tree.root()) != (said.checkpoint.size, said.checkpoint.root):
        return None
    return Frame(grown, files, said, end)
