"""The same table of who may what, and the second wall, on a real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from web.postgres import OWNER, Cluster

HERE = "tests/web/walls"
ROOT = Path(__file__).parents[3]


def on_postgresql(cluster: Cluster, *chosen: str) -> subprocess.CompletedProcess[str]:
    """Runs tests of this folder in a process that is connected to the cluster."""
    ways = f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"
    environment = os.environ | {
        "ZHUNSHENG_DATABASE": cluster.url(OWNER),
        "PGHOST": str(cluster.folder),
        "PYTHONPATH": ways,
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "--create-db", *chosen],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_second_wall_holds(cluster: Cluster) -> None:
    done = on_postgresql(
        cluster, f"{HERE}/test_second_wall.py", "tests/web/casework/test_barriers.py",
        f"{HERE}/test_canaries.py", "-m", "not full",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "skipped" not in done.stdout.splitlines()[-1]


@pytest.mark.full
def test_nobody_at_all_hears_a_foreign_canary(cluster: Cluster) -> None:
    done = on_postgresql(cluster, f"{HERE}/test_canaries.py", "-m", "full")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.full
def test_the_whole_table_holds_by_every_way_in(cluster: Cluster) -> None:
    done = on_postgresql(
        cluster, f"{HERE}/test_matrix.py", "tests/web/access/test_policy.py",
        "-m", "not full", "-k", "not bug and not difference",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_figures_are_right_behind_the_second_wall(cluster: Cluster) -> None:
    done = on_postgresql(cluster, "tests/web/boards/test_figures.py", "-k", "recount or hides")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
