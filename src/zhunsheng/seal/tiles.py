"""The tree as files (C2SP tlog-tiles): what an append adds to them, and reading them again.

A full tile never changes. One that is not full yet has a file for the sizes it was last sealed at;
a narrower one goes when a wider one is safe, since that begins with the same hashes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from zhunsheng.seal.faults import damaged, no_such_record
from zhunsheng.seal.tree import (
    WIDTH,
    Frontier,
    join_bundle,
    leaf_hash,
    root_of,
    split_bundle,
    split_tile,
    tile_path,
)

BUNDLES = "entries"


class Edge:
    """The right edge of the tree: all an append needs to know of what is already there."""

    def __init__(
        self, size: int = 0, levels: Sequence[list[bytes]] = (), bundle: bytes = b""
    ) -> None:
        """``levels``: from the leaves up, the hashes of the tile that is not full yet."""
        self.levels = [list(level) for level in levels]
        self.bundle = bytearray(bundle)
        roots: list[bytes] = []
        for level in reversed(self.levels):
            at = 0
            for part in (1 << bit for bit in range(7, -1, -1) if len(level) & 1 << bit):
                roots.append(root_of(level[at : at + part]))
                at += part
        self.tree = Frontier(size, roots)

    @property
    def size(self) -> int:
        return self.tree.size

    def copy(self) -> Edge:
        """The same edge, to grow another way."""
        twin = Edge.__new__(Edge)
        twin.levels = [list(level) for level in self.levels]
        twin.bundle = bytearray(self.bundle)
        twin.tree = self.tree.copy()
        return twin

    def extend(self, entries: Iterable[bytes]) -> dict[str, bytes]:
        """Appends entries; the files, by path, that the tree of the new size adds to the log."""
        files: dict[str, bytes] = {}
        changed: set[int] = set()
        for entry in entries:
            leaf = leaf_hash(entry)
            self.tree.append(leaf)
            self.bundle += join_bundle((entry,))
            self._push(0, leaf, files, changed)
            if not self.levels[0]:
                files[tile_path(BUNDLES, (self.size >> 8) - 1)] = bytes(self.bundle)
                self.bundle.clear()
        for level in sorted(changed):
            if width := len(self.levels[level]):
                index = self.size >> 8 * level >> 8
                files[tile_path(level, index, width)] = b"".join(self.levels[level])
        if self.bundle and 0 in changed:
            files[tile_path(BUNDLES, self.size >> 8, len(self.levels[0]))] = bytes(self.bundle)
        return files

    def _push(self, level: int, one: bytes, files: dict[str, bytes], changed: set[int]) -> None:
        if level == len(self.levels):
            self.levels.append([])
        hashes = self.levels[level]
        hashes.append(one)
        changed.add(level)
        if len(hashes) == WIDTH:
            index = (self.size >> 8 * level >> 8) - 1
            files[tile_path(level, index)] = b"".join(hashes)
            self.levels[level] = []
            self._push(level + 1, root_of(hashes), files, changed)


class Tiles:
    """The files of a log, as far as the tree of one size needs them."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self.size = size

    def edge(self) -> Edge:
        """The right edge. Raises SealError if a file of it is missing or cut off."""
        levels, level = [], 0
        while self.size >> 8 * level:
            index = self.size >> 8 * level >> 8
            width = (self.size >> 8 * level) % WIDTH
            levels.append(self._hashes(level, index)[:width] if width else [])
            level += 1
        index, width = divmod(self.size, WIDTH)
        bundle = join_bundle(self.entries(index)[:width]) if width else b""
        return Edge(self.size, levels, bundle)

    def entry(self, index: int) -> bytes:
        """Entry number ``index``. Raises SealError for one the log has not."""
        self._known(index)
        return self.entries(index // WIDTH)[index % WIDTH]

    def node(self, level: int, index: int) -> bytes:
        """A node of the tree: the root of 2^level entries."""
        above, inside = divmod(level, 8)
        first = index << inside
        hashes = self._hashes(above, first // WIDTH)
        return root_of(hashes[first % WIDTH : first % WIDTH + (1 << inside)])

    def _known(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise no_such_record(self.folder, index, self.size)

    def _hashes(self, level: int, index: int) -> list[bytes]:
        return _whole(self._read(level, index), split_tile, self._width(level, index), self.folder)

    def entries(self, index: int) -> list[bytes]:
        """The entries of a bundle; of the last, as many as the tree has."""
        width = self._width(0, index)
        return _whole(self._read(BUNDLES, index), split_bundle, width, self.folder)[:width]

    def _width(self, level: int, index: int) -> int:
        return min((self.size >> 8 * level) - index * WIDTH, WIDTH)

    def _read(self, kind: int | str, index: int) -> bytes:
        """The narrowest file there still is that is wide enough."""
        width = self._width(0 if kind == BUNDLES else int(kind), index)
        for one in range(width, WIDTH + 1):
            try:
                return (self.folder / tile_path(kind, index, one)).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
        raise damaged(self.folder, tile_path(kind, index, width))


def _whole(
    content: bytes, split: Callable[[bytes], list[bytes]], width: int, folder: Path
) -> list[bytes]:
    try:
        parts = split(content)
    except ValueError:
        parts = []
    if len(parts) < width:
        raise damaged(folder, f"{len(parts)} < {width}")
    return parts


def place(folder: Path, files: dict[str, bytes]) -> None:
    """Puts files in their places, each by a rename, so that no reader sees half of one."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_bytes(content)
        part.rename(target)


def drop_narrower(folder: Path, files: Iterable[str], *, kept: Iterable[str] = ()) -> None:
    """Takes away the narrower files of tiles that are full now; not those in ``kept``."""
    needed = {str(PurePosixPath(path).parent) for path in kept}
    for path in files:
        narrower = f"{path}.p"
        if not path.rpartition("/")[0].endswith(".p") and narrower not in needed:
            shutil.rmtree(folder / narrower, ignore_errors=True)
