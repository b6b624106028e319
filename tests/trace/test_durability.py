"""A batch is there wholly or not at all: killed anywhere, cut off anywhere."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_conservation import ROWS, here
from trace_samples import NOW, act_ids, plain, put, snapshot, table

from zhunsheng import durable
from zhunsheng.durable import commit_folder, writing
from zhunsheng.model.errors import TraceError
from zhunsheng.trace import Store, ingest

STEPS = (
    "staged",
    "read",
    "projected",
    "resolved",
    "strands",
    "written",
    "manifest",
    "synced:acts.parquet",
    "synced:manifest.json",
    "before_rename",
    "after_rename",
    "committed",
)

CHILD = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1].split(":")
from trace_samples import NOW, plain
from test_conservation import here
from zhunsheng.trace import Store, ingest
print("ready", flush=True)
sys.stdin.readline()
ingest(Store(Path(sys.argv[2])), Path(sys.argv[3]), plain(), now=NOW, reader=here)
print("done", flush=True)
"""


@pytest.mark.parametrize("fatal", STEPS)
def test_killed_at_any_step_the_store_has_the_old_or_the_new_batch(
    fatal: str, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    put(store, table(tmp_path / "old.csv", ROWS[:10]), plain())
    old = snapshot(store)
    new = table(tmp_path / "new.csv", ROWS)
    child = os.fork()
    if child == 0:

        def step(name: str) -> None:
            if name == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            ingest(store, new, plain(), now=NOW, reader=here, step=step)
        finally:
            os._exit(7)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, f"no step is called {fatal}"
    seen = snapshot(store)
    assert {name: seen[name] for name in old} == old
    assert len(store.batches()) == (2 if fatal in ("after_rename", "committed") else 1)
    report = put(store, new, plain())
    assert report.added == (fatal not in ("after_rename", "committed"))
    assert len(store.batches()) == 2 and len(act_ids(store)) == len(ROWS)
    for batch in store.batches():
        folder = store.batches_folder / batch.folder
        assert {name: _digest(folder / name) for name in batch.files} == batch.files
    assert not any(store.staging_folder.iterdir())


def _digest(path: Path) -> str:
    from zhunsheng.trace.manifest import file_digest

    return file_digest(path)


@pytest.mark.parametrize("trials", [4, pytest.param(200, marks=pytest.mark.full)])
def test_killed_at_random_moments_a_second_run_ends_in_the_same_state(
    trials: int, tmp_path: Path
) -> None:
    chance = random.Random(7)
    new = table(tmp_path / "new.csv", ROWS)
    whole = Store(tmp_path / "whole")
    put(whole, new, plain())
    wanted = whole.trace_digest()
    for trial in range(trials):
        folder = tmp_path / f"store{trial}"
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, ":".join(sys.path), str(folder), str(new)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdin is not None and child.stdout is not None
        child.stdout.readline()
        child.stdin.write("go\n")
        child.stdin.flush()
        time.sleep(chance.uniform(0, 0.25))
        child.kill()
        child.wait()
        store = Store(folder)
        assert len(store.batches()) in (0, 1)
        put(store, new, plain())
        assert store.trace_digest() == wanted


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """The order of fsyncs and renames, by path."""
    seen: list[tuple[str, str]] = []
    sync, rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        seen.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        sync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        seen.append(("rename", str(target)))
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        patch.setattr(Path, "rename", renamed)
        yield seen


def faults(seen: list[tuple[str, str]], staged: Path, names: set[str], final: Path) -> list[str]:
    """What a power cut could lose, given what was synced before and after the rename."""
    cut = seen.index(("rename", str(final)))
    before = {path for kind, path in seen[:cut] if kind == "fsync"}
    after = {path for kind, path in seen[cut:] if kind == "fsync"}
    lost = [name for name in sorted(names) if str(staged / name) not in before]
    lost += [
        f"entries of {folder}"
        for folder in {staged, staged / "strands"}
        if str(folder) not in before
    ]
    if str(final.parent) not in after:
        lost.append("the rename")
    return lost


def test_everything_is_synced_before_the_rename_and_the_folder_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    with recorded(monkeypatch) as seen:
        report = put(store, table(tmp_path / "t.csv", ROWS), plain())
    staged = store.staging_folder / "000001" / "batch"
    final = store.batches_folder / report.manifest.folder
    names = {*report.manifest.files, "manifest.json"}
    assert faults(seen, staged, names, final) == []


def test_a_commit_without_fsync_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "sync_file", lambda _path: None)
    store = Store(tmp_path / "store")
    with recorded(monkeypatch) as seen:
        report = put(store, table(tmp_path / "t.csv", ROWS), plain())
    staged = store.staging_folder / "000001" / "batch"
    final = store.batches_folder / report.manifest.folder
    assert "acts.parquet" in faults(seen, staged, set(report.manifest.files), final)
    monkeypatch.undo()
    monkeypatch.setattr(durable, "sync_folder", lambda _path: None)
    other = tmp_path / "other"
    (other / "strands").mkdir(parents=True)
    with recorded(monkeypatch) as seen:
        commit_folder(other, tmp_path / "final")
    assert "the rename" in faults(seen, other, set(), tmp_path / "final")


def test_a_failed_fsync_commits_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    store = Store(tmp_path / "store")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        put(store, table(tmp_path / "t.csv", ROWS), plain())
    monkeypatch.undo()
    assert store.batches() == []
    assert put(store, tmp_path / "t.csv", plain()).added


def test_a_store_has_one_writer_and_readers_need_no_lock(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    path = table(tmp_path / "t.csv", ROWS)
    put(store, path, plain())
    with writing(store.folder):
        assert len(store.batches()) == 1
        with pytest.raises(TraceError, match="another program"):
            put(store, path, plain())
