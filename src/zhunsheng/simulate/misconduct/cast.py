"""Who plays in a scheme: officers, firms, an office, a span of time, and how often they do it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from zhunsheng.simulate.book import NOBODY, Flags, Ints, Longs

NO_OFFICERS = np.empty(0, np.int32)
NO_FIRMS = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a scheme is to be played. ``strength``: the share, 0 to 1, of what the cast could turn
    to its ends. ``officers`` and ``firms``: how many take part. ``since`` and ``until``: wall clock
    of the legal zone in milliseconds, the second not included. ``spared``: officers who are cast in
    an innocent look-alike and stay out of it."""

    strength: float
    officers: int
    firms: int
    since: int
    until: int
    spared: Ints = field(default_factory=lambda: NO_OFFICERS)

    def covers(self, at: Longs) -> Flags:
        """Which moments lie in the scheme's time."""
        return (self.since <= at) & (at < self.until)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays. ``officers``: numbers of the district's people, the first leads. ``firms`` and
    ``brokers``: rows of the district's table of firms. ``innocent``: officers whom the records
    touch and who did nothing wrong."""

    office: int = NOBODY
    officers: Ints = field(default_factory=lambda: NO_OFFICERS)
    firms: Longs = field(default_factory=lambda: NO_FIRMS)
    brokers: Longs = field(default_factory=lambda: NO_FIRMS)
    innocent: Ints = field(default_factory=lambda: NO_OFFICERS)

    @property
    def leader(self) -> int:
        """The first of the officers; −1 where there is none."""
        return int(self.officers[0]) if len(self.officers) else NOBODY

    def has(self, officers: Ints) -> Flags:
        """Which of these are officers of the cast."""
        return np.isin(officers, self.officers)

    def serves(self, firms: Longs) -> Flags:
        """Which of these are firms of the cast."""
        return np.isin(firms, self.firms)
