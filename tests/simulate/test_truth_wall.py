"""The wall around the truth: an import from anywhere but the simulation is caught."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACT = "The truth is for the simulation and the benches alone"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walls")
    shutil.copytree(
        ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "templates")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def walls(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()",
        "--no-cache",
    ]  # fmt: skip
    surroundings = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True)


def test_the_walls_stand(copy: Path):
    said = walls(copy)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("module", ["report/page.py", "cli/run.py", "engine/findings.py"])
def test_an_import_of_the_truth_elsewhere_is_caught(copy: Path, module: str):
    file = copy / "src/zhunsheng" / module
    before = file.read_text(encoding="utf-8")
    file.write_text(before + "\nimport zhunsheng.simulate.truth\n", encoding="utf-8")
    try:
        said = walls(copy)
    finally:
        file.write_text(before, encoding="utf-8")
    assert said.returncode != 0
    assert f"{CONTRACT} BROKEN" in said.stdout
