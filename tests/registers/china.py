"""The register of the Chinese customs, read once for the tests of its parts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zhunsheng.flow import load_register
from zhunsheng.model.register import Register

FOLDER = Path(__file__).resolve().parents[2] / "registers" / "china-customs"


@cache
def china() -> Register:
    """The register."""
    return load_register(FOLDER)
