"""The sealed log of this workbench: opened once per process, created with its key at set-up."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings

from zhunsheng.model.errors import ZhunshengError
from zhunsheng.seal.checkpoint import SecretKey
from zhunsheng.seal.log import SealedLog, create
from zhunsheng.seal.record import Record
from zhunsheng_web.clock import now

ORIGIN = "zhunsheng/workbench"
_guard = threading.Lock()
_open: dict[int, tuple[Path, SealedLog]] = {}
_written: ContextVar[int] = ContextVar("written", default=0)


class NotSealed(Exception):
    """The record could not be written, and so nothing was done."""


def folder() -> Path:
    """Where the log lies."""
    return Path(settings.HOME) / "seal"


def log() -> SealedLog:
    """The log, open for writing in this process. Raises SealError if there is none."""
    with _guard:
        place = folder()
        held = _open.get(os.getpid())
        if held is None or held[0] != place:
            held = (place, SealedLog(place, [_signer()], clock=now))
            _open[os.getpid()] = held
        return held[1]


def forget() -> None:
    """Closes the log of this process (tests, and before a fork)."""
    with _guard:
        held = _open.pop(os.getpid(), None)
        if held is not None:
            held[1].close()


def set_up() -> None:
    """Makes the key and the log, if there are none."""
    if not folder().exists():
        create(folder(), [_signer()])


def write(records: Sequence[Record]) -> range:
    """Seals records; their numbers. Raises NotSealed: then nothing that they tell may happen."""
    try:
        numbers = log().append(records)
    except (OSError, ZhunshengError) as error:
        raise NotSealed(str(error)) from error
    _written.set(_written.get() + len(numbers))
    return numbers


def written() -> int:
    """How many records were sealed here so far: whoever asks twice knows whether one was in
    between."""
    return _written.get()


def key_file() -> Path:
    """The secret key; a key in a token or another department takes its place one day."""
    return Path(settings.HOME) / "seal.key"


def _signer() -> SecretKey:
    place = key_file()
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(SecretKey.make(ORIGIN).text())
            file.flush()
            os.fsync(file.fileno())
    return SecretKey.parse(place.read_text())
