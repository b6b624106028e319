"""An intake in portions: each is whole, sealed, and short, so that nobody who works meanwhile waits
long for the one writer a SQLite file has.

A portion that is done is known by what it wrote: whatever ends an intake half way, the next try
finds the findings that are there and goes on with the others.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection

from zhunsheng.durable import make_folder
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.casework.taking.row import Group
from zhunsheng_web.record.deed import Deed, deed

T = TypeVar("T")
WHO = "system"
"""Who the sealed log says has done it."""
MOST_ROWS = 200
"""Findings written at once; a cause of more is written in several steps."""
MOST_CAUSES = 50
MOST_RAISED = 10
"""Warnings raised at once: one after the other, each beside another one."""
MOST_KEYS = 2_000
"""Findings marked at once as found again, which is one statement."""
PAUSE_SECONDS = 0.12
"""Between two portions: longer than a waiting writer of SQLite sleeps before he asks again."""


@contextmanager
def one_intake() -> Iterator[None]:
    """One intake at a time on this machine; the second waits."""
    make_folder(Path(settings.HOME))
    with (Path(settings.HOME) / "intake.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def portion(run: str, now: dt.datetime, what: str = "run.take-in-part") -> Iterator[Deed]:
    """One portion: all of it is done and recorded, or nothing. Then others get their turn."""
    with deed(what, who=WHO, on=("run", run), now=now, name=secrets.token_hex(16)) as act:
        _alone()
        yield act
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE_SECONDS)


def cut(groups: Mapping[str, Group]) -> Iterator[dict[str, Group]]:
    """The groups in portions, in their order. A large one comes in several, one after another."""
    held: dict[str, Group] = {}
    rows = 0
    for key, group in groups.items():
        for piece in _pieces(group):
            if held and (rows + len(piece.rows) > MOST_ROWS or len(held) >= MOST_CAUSES):
                yield held
                held, rows = {}, 0
            held[key] = piece
            rows += len(piece.rows)
    if held:
        yield held


def parts(values: Iterable[T], most: int) -> Iterator[list[T]]:
    """The values in lists of so many at most."""
    listed = list(values)
    for start in range(0, len(listed), most):
        yield listed[start : start + most]


def _pieces(group: Group) -> Iterator[Group]:
    for rows in parts(group.rows, MOST_ROWS):
        yield Group(group.key, group.kind, group.subject, group.office, group.secrecy, group.level,
                    rows, list(group.why))  # fmt: skip


def _alone() -> None:
    """One portion at a time: SQLite has one writer anyway, PostgreSQL is told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Intake._meta.db_table} IN EXCLUSIVE MODE")
