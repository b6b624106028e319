"""How often something happens a month, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

MONTH = 365.25 / 12
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Rate:
    """Warnings in a stretch of days; per month, with its 95 % interval."""

    count: int
    days: int
    per_month: float
    low: float
    high: float


def rate(count: int, days: int) -> Rate:
    """Byar's approximation to the exact Poisson interval (Breslow & Day 1987, p. 69)."""
    months = max(days, 1) / MONTH
    low = 0.0
    if count:
        low = count * (1 - 1 / (9 * count) - _Z / (3 * sqrt(count))) ** 3
    more = count + 1
    high = more * (1 - 1 / (9 * more) + _Z / (3 * sqrt(more))) ** 3
    return Rate(count, days, count / months, max(low, 0.0) / months, high / months)
