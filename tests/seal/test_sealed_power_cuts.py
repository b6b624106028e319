"""Cut off after any file operation: what was acknowledged is there, what was shown stays true."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from seal_samples import FAST, KEY, PUBLIC, entries, is_repair, opened_log, record, records

from power_cuts import (
    LOSSES,
    Disk,
    Tree,
    build,
    choices,
    cut_at,
    digest,
    recorded,
)
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.seal import log as writing
from zhunsheng.seal.checkpoint import Checkpoint, opened, signed
from zhunsheng.seal.log import SealedLog, create
from zhunsheng.seal.tiles import place
from zhunsheng.seal.verify import verify_log

BATCHES = ((250, 251), (251, 253), (253, 259), (259, 260), (260, 262))
"""Across a full tile, and across three times of settling, at four records each."""


class Cuts:
    """Some appends recorded, and what power cuts do to them."""

    def __init__(
        self,
        folder: Path,
        *,
        older: bool,
        monkeypatch: pytest.MonkeyPatch,
        settle_after: int = 4,
        batches: int = len(BATCHES),
    ) -> None:
        self.folder = folder
        self.repairs = 0
        self.begin = 250 if older else 0
        root = folder / "root"
        root.mkdir()
        if older:
            create(root / "log", [KEY])
            with opened_log(root / "log") as log:
                log.append(records(0, 250))
        self.before = Disk(root)
        self.acknowledged: list[tuple[int, int]] = []
        """After so many operations, this size was acknowledged."""
        with recorded(root, monkeypatch) as self.operations:
            if not older:
                create(root / "log", [KEY])
                self.acknowledge(0)
            with opened_log(root / "log", settle_after=settle_after) as log:
                for begin, end in BATCHES[:batches]:
                    shift = 250 - self.begin
                    log.append(records(begin - shift, end - shift))
                    self.acknowledge(end - shift)
        self.sizes = {self.begin, 0, *(end - (250 - self.begin) for _, end in BATCHES)}

    def acknowledge(self, size: int) -> None:
        self.acknowledged.append((len(self.operations), size))

    def states(self, *, every: bool) -> Iterator[tuple[str, int, bytes | None, Tree]]:
        """What a cut may leave, each once: where, the least size, what was last shown, the tree."""
        disk, seen = self.before, set()
        shown: bytes | None = None
        for number, operation in enumerate((None, *self.operations)):
            if operation is not None:
                disk.apply(operation)
            least = max((s for at, s in self.acknowledged if at <= number), default=-1)
            shown = _whole_note(disk.left(set(), "kept").get("log/checkpoint")) or shown
            for name, lost in choices(disk.pending(), every=every):
                for how in LOSSES:
                    tree = disk.left(lost, how)
                    key = (least, shown, digest(tree))
                    if key not in seen:
                        seen.add(key)
                        told = f"{number}: {cut_at(operation)}, {name} lost, {how}"
                        yield told, max(least, self.begin or -1), shown, tree

    def fault(self, least: int, shown: bytes | None, tree: Tree) -> str | None:
        """What is wrong with the log in this state; None if nothing."""
        root = self.folder / "cut"
        root.mkdir()
        folder = root / "log"
        try:
            build(tree, root)
            if not folder.is_dir():
                return None if least < 0 and shown is None else "the log is gone"
            with opened_log(folder) as log:
                size = log.checkpoint.checkpoint.size
                there = [one for one in entries(folder, size) if not is_repair(one)]
                self.repairs += size - len(there)
                if len(there) < least:
                    return f"{least} records were acknowledged, {len(there)} are left"
                if len(there) not in self.sizes:
                    return f"{len(there)} records: half a batch"
                if there != [one.entry() for one in records(0, len(there))]:
                    return "other records than were sealed"
                log.append([record(999)])
            earlier = [("shown", shown)] if shown is not None else []
            report = verify_log(folder, PUBLIC, earlier)
            if report.findings:
                return report.findings[0].en
        except (ZhunshengError, OSError, ValueError, AssertionError) as error:
            return repr(error) + str(error)
        finally:
            shutil.rmtree(root)
        return None

    def faults(self, *, every: bool) -> list[str]:
        return [
            f"{where}: {fault}"
            for where, least, shown, tree in self.states(every=every)
            if (fault := self.fault(least, shown, tree)) is not None
        ]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        yield Path(name)


@pytest.mark.parametrize("older", [False, True], ids=["a new log", "across a full tile"])
@pytest.mark.parametrize(
    "every",
    [False, pytest.param(True, marks=pytest.mark.full)],
    ids=["all lost at once", "each lost by itself"],
)
def test_after_a_power_cut_nothing_acknowledged_is_gone_and_nothing_shown_is_untrue(
    every: bool, older: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = Cuts(folder, older=older, monkeypatch=monkeypatch)
    assert sum(1 for kind, _, _ in cuts.operations if kind == "sync") >= 20
    assert cuts.faults(every=every) == []
    assert cuts.repairs, "a torn tail is taken away, and a record says so"


def frame_not_waited_for(descriptor: int, data: bytes, at: int) -> None:
    """Leaves it to the kernel when to write."""
    os.pwrite(descriptor, data, at)


def shown_before_it_is_safe(self: SealedLog, batch: list[bytes]) -> None:
    """Publishes the checkpoint, then makes it safe."""
    edge = self._edge.copy()
    edge.extend(batch)
    note = signed(Checkpoint(KEY.name, edge.size, edge.tree.root()), [KEY])
    place(self.folder, {writing.CHECKPOINT: str(note).encode()})
    COMMIT(self, batch)


def only_files(folder: Path, files: Any) -> None:
    """Content without names."""
    for path in files:
        writing.sync_file(folder / path)


def rename_before_content(folder: Path, note: bytes, history: int) -> None:
    """A journal in its place before it is written."""
    part = folder / "journal.part"
    part.write_bytes(writing.journal.head(note, history))
    part.rename(folder / "journal")
    writing.sync_folder(folder)
    writing.sync_file(folder / "journal")


def nothing(*_: object) -> None:
    """Waits for nothing."""


COMMIT = SealedLog._commit
BROKEN: dict[str, tuple[object, str, object]] = {
    "the frame is not synced": (writing, "add_safely", frame_not_waited_for),
    "a checkpoint is shown before it is safe": (SealedLog, "_commit", shown_before_it_is_safe),
    "tiles are not synced": (writing, "sync_all", nothing),
    "names of tiles are not synced": (writing, "sync_all", only_files),
    "the rename comes before the content": (writing, "begin_journal", rename_before_content),
    "folders are not synced": (writing, "sync_folder", nothing),
    "files are not synced": (writing, "sync_file", nothing),
    "a new log's content is not synced": (writing, "commit_folder", lambda a, b: a.rename(b)),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_log_that_waits_for_less_is_caught(
    broken: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, variant = BROKEN[broken]
    monkeypatch.setattr(owner, name, variant)
    cuts = Cuts(folder, older=False, monkeypatch=monkeypatch, settle_after=1, batches=2)
    monkeypatch.undo()
    assert any(cuts.fault(*state) for _, *state in cuts.states(every=True))


def _whole_note(content: bytes | None) -> bytes | None:
    """A checkpoint as a reader would believe it; that of no records binds nobody."""
    try:
        return content if content and opened(content, PUBLIC).checkpoint.size else None
    except ValueError:
        return None
