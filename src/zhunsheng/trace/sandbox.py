"""Thin for now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhunsheng.trace.reading import Reading, read_source


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = 60.0
    megabytes: int = 512


DEFAULT = Limits()


def read_apart(reading: Reading, folder: Path, limits: Limits) -> None:
    read_source(reading, folder)
