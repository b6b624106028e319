"""Cut off after any file operation, with any unsynced part lost: a batch is whole or not there."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_conservation import ROWS, here
from trace_samples import FAST, NOW, plain, table

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
from zhunsheng import durable
from zhunsheng.durable import Step, no_step
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.trace import Store, ingest
from zhunsheng.trace.manifest import file_digest


class Cuts:
    """One ingest recorded, and what its power cuts do to the store."""

    def __init__(self, folder: Path, *, older: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.new = table(folder / "new.csv", ROWS)
        root = folder / "root"
        root.mkdir()
        self.batches = 1 + older
        if older:
            self.put(root, table(folder / "old.csv", ROWS[:10]))
        self.before = Disk(root)
        with recorded(root, monkeypatch) as self.operations:
            self.put(root, self.new)
        monkeypatch.undo()
        self.wanted = Store(root / "store").trace_digest()

    def put(self, root: Path, source: Path) -> bool:
        return ingest(Store(root / "store"), source, plain(), now=NOW, reader=here).added

    def states(self, *, every: bool) -> Iterator[tuple[str, bool, Tree]]:
        """What a cut may leave, each state once: where, whether the ingest was over, the tree.

        ``every``: also with each thing that can be lost by itself, or kept by itself.
        """
        disk, seen = self.before, set()
        for number, operation in enumerate((None, *self.operations)):
            if operation is not None:
                disk.apply(operation)
            over = number == len(self.operations)
            for name, lost in choices(disk.pending(), every=every):
                for how in LOSSES:
                    tree = disk.left(lost, how)
                    key = (over, digest(tree))
                    if key not in seen:
                        seen.add(key)
                        yield f"{number}: {cut_at(operation)}, {name} lost, {how}", over, tree

    def fault(self, tree: Tree, *, over: bool, again: bool) -> str | None:
        """What is wrong with the store in this state; None if nothing."""
        root = self.folder / "cut"
        root.mkdir()
        try:
            build(tree, root)
            store = Store(root / "store")
            there = store.batches()
            if len(there) not in (self.batches - 1, self.batches):
                return f"{len(there)} batches"
            if over and len(there) < self.batches:
                return "the ingest had returned, and its batch is gone"
            for batch in there:
                folder = store.batches_folder / batch.folder
                if {name: file_digest(folder / name) for name in batch.files} != batch.files:
                    return "files that are not what the manifest says"
            if again:
                if self.put(root, self.new) != (len(there) < self.batches):
                    return "the same file taken in twice, or not at all"
                if store.trace_digest() != self.wanted or any(store.staging_folder.iterdir()):
                    return "another state after taking the file in again"
        except (ZhunshengError, OSError, ValueError) as error:
            return repr(error)
        finally:
            shutil.rmtree(root)
        return None

    def faults(self, *, every: bool, again_at_each: int) -> list[str]:
        """All faults found; every so-manieth state is also taken on with a further ingest."""
        found = []
        for number, (where, over, tree) in enumerate(self.states(every=every)):
            fault = self.fault(tree, over=over, again=number % again_at_each == 0)
            if fault is not None:
                found.append(f"{where}: {fault}")
        return found


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        yield Path(name)


@pytest.mark.parametrize("older", [False, True], ids=["into nothing", "beside an older batch"])
@pytest.mark.parametrize(
    "every, again_at_each",
    [(False, 12), pytest.param(True, 1, marks=pytest.mark.full)],
    ids=["all lost at once", "each lost by itself"],
)
def test_after_a_power_cut_the_batch_is_whole_or_not_there(
    every: bool, again_at_each: int, older: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = Cuts(folder, older=older, monkeypatch=monkeypatch)
    assert sum(1 for kind, _, _ in cuts.operations if kind == "sync") >= 9
    assert cuts.faults(every=every, again_at_each=again_at_each) == []


def no_sync(_path: Path) -> None:
    """Leaves it to the kernel when to write."""


def rename_first(staged: Path, final: Path, *, step: Step = no_step) -> None:
    """Everything a commit has to do, and the rename before it."""
    staged.rename(final)
    for path in sorted(final.rglob("*.*")):
        durable.sync_file(path)
    for folder in (final / "strands", final, final.parent):
        durable.sync_folder(folder)


def folder_never_synced(staged: Path, final: Path, *, step: Step = no_step) -> None:
    """A commit whose rename nobody waits for."""
    for path in sorted(staged.rglob("*.*")):
        durable.sync_file(path)
    for folder in (staged / "strands", staged):
        durable.sync_folder(folder)
    staged.rename(final)


def only_made(path: Path) -> None:
    """A folder whose name nobody waits for."""
    path.mkdir(parents=True, exist_ok=True)


BROKEN = {
    "files are not synced": {"durable.sync_file": no_sync},
    "folders are not synced": {"durable.sync_folder": no_sync},
    "the rename comes before the content": {"ingest.commit_folder": rename_first},
    "the rename is not synced": {"ingest.commit_folder": folder_never_synced},
    "a new folder's name is not synced": {"ingest.make_folder": only_made},
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_commit_that_waits_for_less_is_caught(
    broken: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, variant in BROKEN[broken].items():
        module, function = name.split(".")
        place = "zhunsheng" if module == "durable" else "zhunsheng.trace"
        monkeypatch.setattr(sys.modules[f"{place}.{module}"], function, variant)
    cuts = Cuts(folder, older=False, monkeypatch=monkeypatch)
    assert cuts.faults(every=False, again_at_each=10**9)
