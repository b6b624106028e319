"""Whose acts, and which: records of the sealed log found from the newest back, a stretch at a time.

The log has no index: it is read, and reading stops when a page is full or a moment is over. What
was not read yet is told, and the search goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.seal.record import Record
from zhunsheng_web.record.reconciling import records

PAGE = 100
_STRETCH = 1_024
SECONDS = 0.12
"""How long a page searches before it says how far it came."""


@dataclass(frozen=True, slots=True)
class Sought:
    """``who``: the number of whoever acted; ``on``: what it was done to (a number, code or token);
    ``what``: the name of an act; ``denied``: refusals alone. Empty: any."""

    who: str = ""
    on: str = ""
    what: str = ""
    denied: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Sought:
        """As a form gives it."""
        return cls(
            who=given.get("who", "").strip()[:64],
            on=given.get("on", "").strip()[:64],
            what=given.get("what", "")[:64],
            denied=given.get("denied") == "yes",
        )

    def __bool__(self) -> bool:
        return bool(self.who or self.on or self.what or self.denied)

    def fits(self, record: Record) -> bool:
        return (
            (not self.who or record.who == self.who)
            and (not self.on or record.on[1] == self.on)
            and (not self.what or record.what == self.what)
            and (not self.denied or record.result == "denied")
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Records by number, the newest first, and before which number nothing was read yet (0: the
    whole log was)."""

    rows: list[tuple[int, Record]]
    read_to: int


def search(end: int, sought: Sought, *, most: int = PAGE, seconds: float = SECONDS) -> Found:
    """The records before number ``end`` that fit."""
    began, rows = time.monotonic(), list[tuple[int, Record]]()
    while end > 0:
        begin = max(0, end - (_STRETCH if sought else most))
        for number, record in reversed(list(records(begin, end))):
            if not sought.fits(record):
                continue
            rows.append((number, record))
            if len(rows) == most:
                return Found(rows, number)
        end = begin
        if time.monotonic() - began > seconds:
            break
    return Found(rows, end)
