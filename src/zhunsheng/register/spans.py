"""Spans of days against each other: what is covered, what is not, what is covered twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise

from zhunsheng.model.validity import Validity


def uncovered(span: Validity, spans: Iterable[Validity]) -> Validity | None:
    """The first stretch of ``span`` that none of ``spans`` covers, or ``None``."""
    return next(iter(span.without(spans)), None)


def gaps(spans: Iterable[Validity]) -> Iterator[Validity]:
    """The stretches between spans (oldest first) that belong to none."""
    ordered = sorted(spans, key=lambda s: s.start)
    last_end: dt.date | None = None
    for position, span in enumerate(ordered):
        if position and last_end is not None and span.start > last_end:
            yield Validity(last_end, span.start)
        if position == 0 or last_end is not None:
            last_end = span.end if last_end is None or span.end is None else max(last_end, span.end)


def overlaps(spans: Iterable[Validity]) -> Iterator[tuple[Validity, Validity]]:
    """Neighbours (by start) that share days, or that begin on the same day."""
    for earlier, later in pairwise(sorted(spans, key=lambda s: (s.start, s.end or dt.date.max))):
        if earlier.start == later.start or earlier.overlap(later) is not None:
            yield earlier, later
