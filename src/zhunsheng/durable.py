"""Writing so that a power cut leaves the old state or the new one, never something between.

Every file is written and fsynced in a staging folder, the folder is fsynced, one rename makes it
visible, and the folder it now rests in is fsynced. After a failed fsync nothing is retried: the
kernel may have dropped the pages (PostgreSQL's lesson of 2018); the error goes up and the staging
folder stays invisible.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zhunsheng.model.errors import Place, TraceError, problem

Step = Callable[[str], None]


def no_step(_: str) -> None:
    """The step hook of an undisturbed ingest."""


def sync_file(path: Path) -> None:
    """Waits until a file's content is on stable storage."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Waits until a folder's entries are on stable storage."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Makes a folder, and those above it, under names that a power cut does not take back."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def commit_folder(staged: Path, final: Path, *, step: Step = no_step) -> None:
    """Makes a staged folder visible under its final name, durably and all at once."""
    for folder, _, files in os.walk(staged, topdown=False):
        for name in sorted(files):
            sync_file(Path(folder) / name)
            step(f"synced:{name}")
        sync_folder(Path(folder))
    step("before_rename")
    staged.rename(final)
    step("after_rename")
    sync_folder(final.parent)
    step("committed")


def write_file(path: Path, text: str) -> None:
    """Replaces a small file durably."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    sync_file(part)
    part.rename(path)
    sync_folder(path.parent)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The right to write to a store, for one process at a time. Raises TraceError if taken."""
    make_folder(folder)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TraceError(
                (
                    problem(
                        "store_busy",
                        ("另一个程序正在写入该库", "another program is writing to this store"),
                        mend=("等它结束后再试", "try again when it has finished"),
                        place=Place(str(folder)),
                    ),
                )
            ) from error
        yield
    finally:
        os.close(descriptor)


def clear_folder(folder: Path) -> None:
    """Takes away what interrupted ingests left behind; only under :func:`writing`."""
    if folder.is_dir():
        for leftover in folder.iterdir():
            shutil.rmtree(leftover)
    else:
        folder.mkdir(parents=True)
