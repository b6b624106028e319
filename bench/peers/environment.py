"""pm4py's own environment, made on demand: it is AGPL and never becomes a dependency of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = ROOT / "requirements" / "peers.txt"
FOLDER = ROOT / ".venv-peers"


def peers_python() -> Path:
    """A Python that has pm4py: the one in ZHUNSHENG_PEERS_PYTHON, or that of ``.venv-peers``,
    which is made, or made again after the pins changed.

    Raises FileNotFoundError for a variable that names no file, CalledProcessError where pip fails.
    """
    named = os.environ.get("ZHUNSHENG_PEERS_PYTHON")
    if named:
        python = Path(named)
        if not python.is_file():
            raise FileNotFoundError(f"ZHUNSHENG_PEERS_PYTHON names {named}, which is not there")
        return python
    python, made_of = FOLDER / "bin" / "python", FOLDER / "made-of.txt"
    if not made_of.is_file() or made_of.read_text() != PINS.read_text():
        print(f"setting up {FOLDER} (once)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "install"]
        subprocess.run([*pip, "--no-deps", "-r", str(PINS)], check=True, stdout=sys.stderr)
        made_of.write_text(PINS.read_text())
    return python
