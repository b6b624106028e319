"""Texts and paths as SQL writes them. Everything put into a statement by hand goes through here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def quoted(value: str | Path) -> str:
    """A text or a path as a literal, its quotes included: ``O'Neil`` → ``'O''Neil'``."""
    return "'" + str(value).replace("'", "''") + "'"


def listed(values: Iterable[str | Path]) -> str:
    """Several literals with commas between them, for ``IN (…)`` and ``read_parquet([…])``."""
    return ", ".join(map(quoted, values))
