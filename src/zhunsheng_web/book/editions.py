"""The editions of the register: the one in use, and those before it, kept as folders.

Whenever the worker finds a register it has not seen, it keeps a copy under ``settings.EDITIONS``
by the day and the digest, so that what a newer edition changed can be read for good. An office that
has older folders puts them there by hand, under any name.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhunsheng.durable import commit_folder, make_folder
from zhunsheng.flow import load_register
from zhunsheng.model.register import Register
from zhunsheng_web.casework.law import register

IN_USE = ""
"""The name by which the edition in use is asked for."""
MARK = 12
"""Letters of a digest that stand in a folder's name."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Edition:
    """``name``: of its folder; :data:`IN_USE` for the one the workbench judges by."""

    name: str
    folder: Path


def editions() -> tuple[Edition, ...]:
    """The edition in use, then those before it, the latest name first."""
    found = [Edition(IN_USE, Path(settings.REGISTER))]
    kept = Path(settings.EDITIONS)
    names = sorted((one.parent.name for one in kept.glob("*/register.yaml")), reverse=True)
    mark = _mark(register())
    return (*found, *(Edition(name, kept / name) for name in names[:MOST] if mark not in name))


def edition_named(name: str) -> Edition | None:
    """One of :func:`editions`; None for a name there is not."""
    return next((one for one in editions() if one.name == name), None)


def register_of(edition: Edition) -> Register:
    """The register of an edition; a second or so the first time. Raises RegisterError."""
    return register() if edition.name == IN_USE else _read(edition.folder)


def keep_edition(today: dt.date) -> Path | None:
    """Keeps the register in use, unless that was done; the folder, where one was made."""
    book, kept = register(), Path(settings.EDITIONS)
    mark = _mark(book)
    if any(mark in one.name for one in kept.glob("*/")):
        return None
    make_folder(kept)
    with tempfile.TemporaryDirectory(prefix=".keeping-", dir=kept) as name:
        staged = Path(name) / "edition"
        shutil.copytree(settings.REGISTER, staged)
        final = kept / f"{today.isoformat()}-{mark}"
        commit_folder(staged, final)
    return final


def _mark(book: Register) -> str:
    return book.digest[:MARK]


@lru_cache(maxsize=6)
def _read(folder: Path) -> Register:
    return load_register(folder)
