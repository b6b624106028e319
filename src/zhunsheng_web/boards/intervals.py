"""How sure a share is: Wilson's interval, and when there is too little to say anything."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

ENOUGH = 20
"""Fewer cases than this give no share: 数据不足."""
_Z = 1.959963984540054
"""95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``cases``, with the interval that holds the true share 95 times in 100 (Wilson,
    J. Am. Stat. Assoc. 22, 1927). ``share``, ``low``, ``high`` are None below :data:`ENOUGH`."""

    hits: int
    cases: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def enough(self) -> bool:
        return self.share is not None

    def per(self, number: int) -> tuple[float, float, float] | None:
        """Share, low and high per so many cases."""
        if self.share is None or self.low is None or self.high is None:
            return None
        return self.share * number, self.low * number, self.high * number

    @property
    def percent(self) -> tuple[float, float, float] | None:
        return self.per(100)

    @property
    def permille(self) -> tuple[float, float, float] | None:
        return self.per(1000)


def share_of(hits: int, cases: int) -> Share:
    """The share of ``cases`` that are ``hits``. Raises ValueError for more hits than cases."""
    if not 0 <= hits <= cases:
        raise ValueError(f"{hits} of {cases}")
    if cases < ENOUGH:
        return Share(hits, cases, None, None, None)
    low, high = wilson(hits, cases)
    return Share(hits, cases, hits / cases, low, high)


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """Both ends of the interval."""
    share, square = hits / cases, _Z * _Z
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    half = (
        _Z * sqrt(share * (1 - share) / cases + square / (4 * cases * cases)) / (1 + square / cases)
    )
    # Rounding must not push an end past the share itself.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
