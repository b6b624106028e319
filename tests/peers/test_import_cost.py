"""What a program takes is its own, not that of whoever started it."""

from __future__ import annotations

import sys

import pytest
from bench.peers.import_cost import measured_apart

HOLD = "import time; held = bytearray({mb} << 20); time.sleep(0.5); print('{{}}')"
SPLIT = (
    "import subprocess, sys, time; held = bytearray(100 << 20); "
    "child = subprocess.Popen([sys.executable, '-c', 'import time; "
    "held = bytearray(100 << 20); time.sleep(1)']); child.wait(); print('{}')"
)


def test_the_peak_is_the_programs_own() -> None:
    ballast = bytearray(300 << 20)
    found = measured_apart([sys.executable, "-c", HOLD.format(mb=100)])
    assert len(ballast) and 100 < found["peak_mb"] < 150
    assert 100 <= found["peak_tree_mb"] < 150


def test_processes_that_work_together_are_counted_together() -> None:
    found = measured_apart([sys.executable, "-c", SPLIT])
    assert found["peak_mb"] < 150
    assert found["peak_tree_mb"] >= 200


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="no such log"):
        measured_apart([sys.executable, "-c", "raise SystemExit('no such log')"])
