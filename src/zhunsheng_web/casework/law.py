"""The register this workbench judges by, read once per process, and its calendar."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhunsheng.flow import load_register
from zhunsheng.model.clock import Calendar
from zhunsheng.model.register import Register
from zhunsheng.model.words import Words, words_of


def register() -> Register:
    """The register; some seconds the first time."""
    return _read(Path(settings.REGISTER))


@lru_cache(maxsize=2)
def _read(folder: Path) -> Register:
    return load_register(folder)


def words() -> Words:
    """What the register calls its activities, fields, codes and posts."""
    return _words(register().digest)


@lru_cache(maxsize=2)
def _words(digest: str) -> Words:
    return words_of(register())


def calendar_edition(calendar: Calendar) -> str:
    """What a stored limit says it was counted by: a digest of every known year's days."""
    told = ";".join(
        f"{year.year}:{sorted(year.holidays)}:{sorted(year.workdays)}" for year in calendar.years
    )
    return hashlib.sha256(f"{calendar.id}|{sorted(calendar.weekend)}|{told}".encode()).hexdigest()
