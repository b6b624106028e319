"""The power goes at any moment: nothing that was acknowledged is lost, nothing is unreadable.

A clerk's process is watched by strace and cut off after a random call; the acts it had acknowledged
must be in the database, and the record of every act that is there in the sealed log. The same with
SQLite's weaker settings has to fail, or the test proves nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from web.faults.calls import CALLS, Call, Disk, calls_of
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.seal.checkpoint import SecretKey
from zhunsheng.seal.log import SealedLog
from zhunsheng.seal.tiles import Tiles
from zhunsheng.seal.verify import verify_log
from zhunsheng_web.record.deed import digest_of

ACTS = 40
ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed; it records the calls"
)


@dataclass
class Toll:
    """What power cuts cost, over some states."""

    states: int = 0
    lost: int = 0
    unreadable: int = 0
    unsealed: int = 0


def clerk(*given: str, under: tuple[str, ...] = ()) -> None:
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
        "ZHUNSHENG_HTTPS": "0",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(
        [*under, sys.executable, "-m", "web.faults.clerk", *given],
        env=environment,
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("power") / "home"
    clerk("prepare", str(home), str(ACTS))
    return home


def worked(prepared: Path, folder: Path, synchronous: str) -> tuple[Path, list[Call]]:
    """The home as it was before, and every call of the work."""
    home = folder / "home"
    shutil.copytree(prepared, home)
    trace = folder / "trace"
    clerk("work", str(home), synchronous, under=(
        "strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace),
    ))  # fmt: skip
    calls = list(calls_of(trace, home))
    shutil.rmtree(home)
    shutil.copytree(prepared, home)
    return home, calls


def toll_of(before: Path, calls: list[Call], folder: Path, *, states: int, seed: int) -> Toll:
    """Cuts the power in ``states`` random places, and looks at what is left each time."""
    chance, toll = random.Random(seed), Toll()
    start = next(n for n, call in enumerate(calls) if call.acknowledged >= 0)
    cuts = sorted(chance.randint(start, len(calls)) for _ in range(states))
    disk = Disk(before)
    taken = 0
    for number, cut in enumerate(cuts):
        while taken < cut:
            disk.take(calls[taken])
            taken += 1
        left = folder / "left"
        shutil.rmtree(left, ignore_errors=True)
        disk.cut(left, chance)
        look_at(left, calls[cut - 1].acknowledged, toll, thorough=number % 10 == 0)
    return toll


def look_at(left: Path, acknowledged: int, toll: Toll, *, thorough: bool) -> None:
    toll.states += 1
    try:
        with sqlite3.connect(left / "workbench.sqlite3") as db:
            assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
            (events,) = db.execute("SELECT count(*) FROM casework_event").fetchone()
            acts = db.execute("SELECT deed, leaf FROM record_sealedact").fetchall()
    except (sqlite3.DatabaseError, AssertionError):
        toll.unreadable += 1
        return
    toll.lost += max(0, acknowledged - events)
    key = SecretKey.parse((left / "seal.key").read_text())
    try:
        log = SealedLog(left / "seal", [key], clock=_never)
        size = log.checkpoint.checkpoint.size
        log.close()
    except ZhunshengError:
        toll.unreadable += 1
        return
    tiles = Tiles(left / "seal", size)
    for deed, leaf in acts:
        if leaf >= size or digest_of(deed).encode() not in tiles.entry(leaf):
            toll.unsealed += 1
    if thorough:
        assert verify_log(left / "seal", [key.public_key]).findings == []


def _never() -> dt.datetime:
    return dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "states", [300, pytest.param(10_000, marks=pytest.mark.full)], ids=["few", "many"]
)
def test_nothing_acknowledged_is_lost(prepared: Path, tmp_path: Path, states: int) -> None:
    before, calls = worked(prepared, tmp_path, "FULL")
    assert max(call.acknowledged for call in calls) == ACTS - 1  # the last has none after it
    assert toll_of(before, calls, tmp_path, states=states, seed=1) == Toll(states=states)


@pytest.mark.parametrize("weaker", ["NORMAL", "OFF"])
def test_weaker_settings_of_the_database_are_found_out(
    prepared: Path, tmp_path: Path, weaker: str
) -> None:
    before, calls = worked(prepared, tmp_path, weaker)
    toll = toll_of(before, calls, tmp_path, states=150, seed=2)
    assert toll.lost + toll.unreadable > 0
