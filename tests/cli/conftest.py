"""What tests of the command line share."""

from __future__ import annotations

import pytest

from cli.calling import Program


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(capsys)
