"""Calling the program as a shell does: what it printed, and how it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from zhunsheng.cli import main


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Program:
    """``program("run", …)``; ``zh`` and ``en`` choose the language."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object, language: str = "en") -> Answer:
        self.capsys.readouterr()
        status = main([*map(str, words), "--lang", language])
        said = self.capsys.readouterr()
        return Answer(status, said.out, said.err)
