"""The register of the Chinese customs, read once for the tests of its parts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from zhunsheng.flow import load_register
from zhunsheng.model.register import Register

FOLDER = Path(__file__).resolve().parents[2] / "registers" / "china-customs"


@cache
def _read() -> Register:
    return load_register(FOLDER)


def china() -> Register:
    """The register, or a skip where its head has not been laid down yet."""
    if not (FOLDER / "register.yaml").is_file():
        pytest.skip("registers/china-customs has no register.yaml yet")
    return _read()
