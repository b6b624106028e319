"""When something with legal effect is in force: from a day, until a day that no longer counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.model.moment import FAR_DAY, number_of_day


@dataclass(frozen=True, slots=True, order=True)
class Validity:
    """A half-open span of days: in force on ``start``, no longer on ``end`` (``None``: open)."""

    start: dt.date
    end: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    @property
    def day_numbers(self) -> tuple[int, int]:
        """First day and first day no longer, as numbers of days (``FAR_DAY``: open)."""
        return number_of_day(self.start), FAR_DAY if self.end is None else number_of_day(self.end)

    @property
    def is_empty(self) -> bool:
        return self.end is not None and self.end <= self.start

    def overlap(self, other: Validity) -> Validity | None:
        """The days both are in force, or ``None``."""
        ends = [end for end in (self.end, other.end) if end is not None]
        both = Validity(max(self.start, other.start), min(ends) if ends else None)
        return None if both.is_empty else both

    def without(self, others: Iterable[Validity]) -> list[Validity]:
        """The stretches of it that none of the others covers, oldest first."""
        left: list[Validity] = []
        start = self.start
        shared = (both for both in map(self.overlap, others) if both is not None)
        for other in sorted(shared, key=lambda both: both.start):
            if other.start > start:
                left.append(Validity(start, other.start))
            if other.end is None:
                return left
            start = max(start, other.end)
        if self.end is None or start < self.end:
            left.append(Validity(start, self.end))
        return left

    def __str__(self) -> str:
        return f"{self.start.isoformat()}…{self.end.isoformat() if self.end else ''}"
