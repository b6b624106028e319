"""An intake that is killed at any point leaves whole portions, does not count as taken in, and is
gone on with the next time: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from web.casework import killed_intakes

ROOT = Path(__file__).parents[3]
QUICK = ("casework.taking.writing._all@2", "record.log.write@3", "record.deed.Sealed@2")


def test_killed_half_way_it_gives_the_same_warnings_the_next_time(tmp_path: Path) -> None:
    _kill_at(tmp_path, *QUICK)


@pytest.mark.full
def test_so_it_does_killed_at_any_point(tmp_path: Path) -> None:
    _kill_at(tmp_path, *killed_intakes.POINTS)


def _kill_at(folder: Path, *points: str) -> None:
    done = subprocess.run(
        [sys.executable, killed_intakes.__file__, str(folder), *points],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == set(points)
    for point, (died, half_read, after_read, half, is_same) in found.items():
        assert died == signal.SIGKILL, point
        assert (half_read, after_read) == (0, 0), point
        assert half["intakes"] == 1, point  # that of the run before
        assert half["tally"], point
        assert len(half["rows"]) == half["counted"], point
        assert is_same, point
    if any("@" in point for point in points):  # some died between two portions
        assert any(len(half["rows"]) > 1 for *_, half, _ in found.values())
    undisturbed = json.loads((folder / "undisturbed.json").read_text())
    assert undisturbed["warnings"] and undisturbed["tally"]
