"""A list page by page, what is due first on top, without counting and without skipping.

Where a page ends is said by the last row itself (due moment, level, token), so that a row that was
handled meanwhile disturbs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import Parts, loaded

SIZE = 50
_FIGURES = 17
"""Microseconds of a moment, far beyond our time and short of the last year there is."""
_LEVELS = tuple("123456789")


@dataclass(frozen=True, slots=True)
class Page:
    """``next``: what the address of the next page says after ``after=``; '' on the last."""

    rows: tuple[Warning, ...]
    next: str


def page_by_due(warnings: Parts, after: str, *, size: int = SIZE) -> Page:
    """The rows after a place. Those without a due moment (the calendar does not reach) come last.
    A place that cannot be read is the beginning."""
    mark = _read(after)
    if mark is None:
        return page_of(warnings.first_due(size + 1), size=size)
    if mark[0] is not None:
        at, level, token = mark
        following = Q(due_at__gt=at) | Q(level__gt=level) | Q(level=level, token__gt=token)
        rest = warnings.filter(Q(due_at__isnull=True) | Q(due_at__gte=at) & following)
        names = rest.first_due(size + 1)
    else:
        _, level, token = mark
        following = Q(level__gt=level) | Q(level=level, token__gt=token)
        rest = warnings.filter(following, due_at__isnull=True)
        names = rest.first_due(size + 1)
    return page_of(names, size=size)


def page_of(names: Sequence[int], *, size: int = SIZE) -> Page:
    """The first rows of a list of which at least one more is named, if there is one."""
    rows = loaded(names[: size + 1])
    return Page(tuple(rows[:size]), place_of(rows[size - 1]) if len(rows) > size else "")


def place_of(last: Warning) -> str:
    """Where a row stands, as an address says it."""
    at = "" if last.due_at is None else str(int(last.due_at.timestamp() * 1_000_000))
    return f"{at}.{last.level}.{last.token}"


def _read(after: str) -> tuple[dt.datetime | None, int, str] | None:
    parts = after.split(".")
    if len(parts) != 3 or parts[1] not in _LEVELS or not parts[2].isalnum():
        return None
    if not parts[0]:
        return None, int(parts[1]), parts[2]
    if not parts[0].isdecimal() or len(parts[0]) > _FIGURES:
        return None
    at = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=int(parts[0]))
    return at, int(parts[1]), parts[2]
