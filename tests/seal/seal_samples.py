"""Logs for tests: keys, records, and a clock that stands still."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from zhunsheng.seal.checkpoint import PublicKey, SecretKey
from zhunsheng.seal.log import SealedLog, create
from zhunsheng.seal.record import Record
from zhunsheng.seal.tiles import Tiles

FAST = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""Where many small logs go that nobody asks to be durable."""
KEY = SecretKey("customs.example/seal", bytes(range(32)))
PUBLIC: list[PublicKey] = [KEY.public_key]
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def clock() -> dt.datetime:
    return NOON


def record(number: int) -> Record:
    return Record(
        when=NOON + dt.timedelta(seconds=number),
        who=f"officer-{number % 7}",
        what="warning.sign",
        on=("warning", f"w-{number}"),
        why="cds/201",
        result="done",
    )


def records(begin: int, end: int) -> list[Record]:
    return [record(number) for number in range(begin, end)]


def opened_log(folder: Path, *, settle_after: int = 4096) -> SealedLog:
    return SealedLog(folder, [KEY], clock=clock, settle_after=settle_after)


def made_log(folder: Path, *sizes: int) -> Path:
    """A log sealed at each of these sizes, and closed."""
    create(folder, [KEY])
    with opened_log(folder) as log:
        for begin, end in zip((0, *sizes), sizes, strict=False):
            log.append(records(begin, end))
    return folder


def entries(folder: Path, size: int) -> list[bytes]:
    """All entries of the log at a size."""
    tiles = Tiles(folder, size)
    return [one for number in range(-(-size // 256)) for one in tiles.entries(number)][:size]


def is_repair(entry: bytes) -> bool:
    return bool(json.loads(entry)["what"] == "seal.repair")
