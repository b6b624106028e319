"""Killed at any moment: nothing acknowledged is lost, nothing is done twice or by half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from web.faults.test_power_cuts import ROOT, clerk


def toll_of(home: Path, trials: int, *, eager: bool = False) -> dict[str, Any]:
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    given = (str(home), str(trials), "1", "1" if eager else "0")
    ended = subprocess.run(
        [sys.executable, "-m", "web.faults.killer", *given],
        env=environment | {"ZHUNSHENG_HTTPS": "0"},
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@pytest.mark.parametrize(
    "trials", [60, pytest.param(1_000, marks=pytest.mark.full)], ids=["few", "many"]
)
def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path, trials: int) -> None:
    clerk("prepare", str(tmp_path / "home"), str(trials * 16))
    toll = toll_of(tmp_path / "home", trials)
    assert toll["acknowledged"] > trials / 2
    assert {toll[one] for one in ("lost", "twice", "half", "findings")} == {0}


def test_whoever_acknowledges_too_early_is_found_out(tmp_path: Path) -> None:
    clerk("prepare", str(tmp_path / "home"), "400")
    assert toll_of(tmp_path / "home", 30, eager=True)["lost"] > 0
