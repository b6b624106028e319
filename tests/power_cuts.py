"""A folder as a power cut may leave it: file operations recorded, then replayed with losses.

The model is the pessimistic reading of POSIX (after Pillai et al., OSDI 2014): what is written to
a file is safe once the file is fsynced, a name once its folder is. Until then any of it may be
lost, by itself and in any order. A rename is lost or done, never half; a written file that was not
fsynced may be there empty, cut off, or full of zeros; what is appended leaves alone what was safe.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest

Operation = tuple[Literal["make", "write", "remove", "rename", "sync"], str, str | bytes | None]
"""Kind, path below the watched folder, and the new content or the new path."""

Tree = dict[str, bytes | None]
"""Files below a folder and their contents; None for a folder."""

Loss = Literal["kept", "old", "empty", "torn", "zeros"]
LOSSES: tuple[Loss, ...] = ("kept", "old", "empty", "torn", "zeros")


@contextmanager
def recorded(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Operation]]:
    """Every change below ``root`` and every fsync and rename, in order, whoever makes them."""
    watch = _Watch(root)
    sync, rename, replace = os.fsync, os.rename, os.replace

    def fsync(descriptor: int) -> None:
        sync(descriptor)
        watch.note("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink()), None)

    def renamed(how: Callable[..., None]) -> Callable[..., None]:
        def act(old: str | Path, new: str | Path) -> None:
            watch.note("rename", str(old), str(new), act=lambda: how(old, new))

        return act

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        patch.setattr(os, "rename", renamed(rename))
        patch.setattr(os, "replace", renamed(replace))
        yield watch.operations
        watch.catch_up()


class _Watch:
    """Compares the folder with what it was, whenever something is noted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.operations: list[Operation] = []
        self._known = self._look()
        self._lock = threading.Lock()

    def note(
        self,
        kind: Literal["sync", "rename"],
        path: str,
        new: str | None,
        act: Callable[[], None] = lambda: None,
    ) -> None:
        inside = Path(path).is_relative_to(self.root)
        with self._lock:
            if inside:
                self.catch_up()
            act()
            if inside:
                self.operations.append((kind, self._name(path), new and self._name(new)))
                if kind == "rename":
                    self._known = self._look()

    def catch_up(self) -> None:
        """Notes what was made, written and removed since."""
        now = self._look()
        for path in sorted(set(self._known) - set(now), reverse=True):
            self.operations.append(("remove", path, None))
        for path, content in sorted(now.items()):
            if path not in self._known:
                self.operations.append(("make", path, content))
            elif content is not None and content != self._known[path]:
                self.operations.append(("write", path, content))
        self._known = now

    def _name(self, path: str) -> str:
        return str(Path(path).relative_to(self.root))

    def _look(self) -> dict[str, bytes | None]:
        """Content of every file, None for a folder."""
        return {
            self._name(str(path)): path.read_bytes() if path.is_file() else None
            for path in self.root.rglob("*")
        }


@dataclass(eq=False)
class Node:
    """A file or folder: as programs see it, and as it is on the disk for certain."""

    content: bytes | None = None
    safe_content: bytes = b""
    names: dict[str, Node] = field(default_factory=dict)
    safe_names: dict[str, Node] = field(default_factory=dict)

    @property
    def is_folder(self) -> bool:
        return self.content is None


Pending = tuple[Node, str | None]
"""What may still be lost: the content of a file (no name), or a name: of what is now or was there.

A rename is one: the node that moved, under whatever names."""


class Disk:
    """A folder tree as operations leave it, and what of it a power cut may take."""

    def __init__(self, root: Path) -> None:
        self.root = _safe(root)

    def apply(self, operation: Operation) -> None:
        kind, path, what = operation
        if kind == "sync":
            self._sync(self._at(path))
            return
        folder, name = self._parent(path)
        if kind == "make":
            folder.names[name] = Node(what if isinstance(what, bytes) else None)
        elif kind == "write":
            assert isinstance(what, bytes)
            folder.names[name].content = what
        elif kind == "remove":
            del folder.names[name]
        else:
            assert isinstance(what, str)
            into, new = self._parent(what)
            into.names[new] = folder.names.pop(name)

    def pending(self) -> list[Pending]:
        """Everything that may be lost, each by itself."""
        found: dict[Pending, None] = {}
        for folder in self._folders():
            for name in {*folder.names, *folder.safe_names}:
                one = self._unsafe_name(folder, name)
                if one is not None:
                    found.setdefault(one)
            for node in folder.names.values():
                if not node.is_folder and node.content != node.safe_content:
                    found.setdefault((node, None))
        return list(found)

    def left(self, lost: set[Pending], how: Loss) -> dict[str, bytes | None]:
        """The tree after the cut: content of every file, None for a folder."""
        tree: dict[str, bytes | None] = {}

        def walk(folder: Node, prefix: str) -> None:
            for name in sorted({*folder.names, *folder.safe_names}):
                node = folder.names.get(name)
                if (self._unsafe_name(folder, name) or (folder, None)) in lost:
                    node = folder.safe_names.get(name)
                if node is None:
                    continue
                tree[prefix + name] = None if node.is_folder else _content(node, lost, how)
                if node.is_folder:
                    walk(node, f"{prefix}{name}/")

        walk(self.root, "")
        return tree

    def _unsafe_name(self, folder: Node, name: str) -> Pending | None:
        now, safe = folder.names.get(name), folder.safe_names.get(name)
        if now is safe:
            return None
        if now is not None:  # new here, perhaps moved from elsewhere
            return (now, "moved") if self._safe_elsewhere(now) else (now, name)
        assert safe is not None
        return (safe, "moved") if self._seen_elsewhere(safe) else (safe, name)

    def _safe_elsewhere(self, node: Node) -> bool:
        return any(node in folder.safe_names.values() for folder in self._folders())

    def _seen_elsewhere(self, node: Node) -> bool:
        return any(node in folder.names.values() for folder in self._folders())

    def _folders(self) -> list[Node]:
        """All folders that programs see or that are on the disk."""
        found: dict[int, Node] = {}
        waiting = [self.root]
        while waiting:
            folder = waiting.pop()
            if id(folder) in found:
                continue
            found[id(folder)] = folder
            below = [*folder.names.values(), *folder.safe_names.values()]
            waiting += [node for node in below if node.is_folder]
        return list(found.values())

    def _sync(self, node: Node) -> None:
        if not node.is_folder:
            assert node.content is not None
            node.safe_content = node.content
            return
        arrived = [n for name, n in node.names.items() if node.safe_names.get(name) is not n]
        for folder in self._folders():  # a rename that is safe has left the old place too
            for name, old in list(folder.safe_names.items()):
                if old in arrived and folder is not node and folder.names.get(name) is not old:
                    del folder.safe_names[name]
        staying = {
            name: old
            for name, old in node.safe_names.items()
            if name not in node.names and self._seen_elsewhere(old)
        }  # moved away, and not yet safe where it went
        node.safe_names = {**node.names, **staying}

    def _at(self, path: str) -> Node:
        node = self.root
        for part in Path(path).parts:
            node = node.names[part]
        return node

    def _parent(self, path: str) -> tuple[Node, str]:
        return self._at(str(Path(path).parent)), Path(path).name


def build(tree: dict[str, bytes | None], folder: Path) -> None:
    """The tree of :meth:`Disk.left` as real files in an empty folder."""
    for path, content in tree.items():
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)


def _safe(path: Path) -> Node:
    """What was there before is on the disk."""
    if path.is_file():
        return Node(path.read_bytes(), path.read_bytes())
    names = {below.name: _safe(below) for below in path.iterdir()}
    return Node(None, b"", names, dict(names))


def _content(node: Node, lost: set[Pending], how: Loss) -> bytes:
    whole = node.content or b""
    if (node, None) not in lost or how == "kept":
        return whole
    pairs = enumerate(zip(whole, node.safe_content, strict=False))
    shorter = min(len(whole), len(node.safe_content))
    same = whole[: next((at for at, (new, old) in pairs if new != old), shorter)]
    new = whole[len(same) :]
    return {
        "old": node.safe_content,
        "empty": same,
        "torn": same + new[: len(new) // 2],
        "zeros": same + bytes(len(new)),
    }[how]


def choices(pending: list[Pending], *, every: bool) -> Iterator[tuple[str, set[Pending]]]:
    """What a cut may lose of what is pending, by name. ``every``: each by itself and all but each,
    too."""
    contents = {one for one in pending if one[1] is None}
    names = set(pending) - contents
    yield "nothing", set()
    yield "contents", contents
    yield "names", names
    yield "everything", {*contents, *names}
    for one in pending if every else ():
        yield f"one ({one[1] or 'content'})", {one}
        yield f"all but one ({one[1] or 'content'})", {*pending} - {one}


def digest(tree: Tree) -> str:
    """Of a folder's files and their contents, to tell states apart."""
    whole = sha256()
    for path, content in tree.items():
        whole.update(f"{path}\x00{'' if content is None else len(content)}\x00".encode())
        whole.update(content or b"")
    return whole.hexdigest()


def cut_at(operation: Operation | None) -> str:
    """Where a cut fell, for a fault's message."""
    return "at the start" if operation is None else f"{operation[0]} {operation[1]}"
