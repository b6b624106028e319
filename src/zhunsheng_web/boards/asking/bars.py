"""Counts as a drawing: bars for kinds, a line for days. The table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 40
MOST_POINTS = 400
_STEP, _WIDTH, _TEXT, _HEIGHT = 22, 620, 260, 180


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind: where its bar lies."""

    label: str
    count: int
    y: int
    width: int

    @property
    def base(self) -> int:
        return self.y + 13

    @property
    def end(self) -> int:
        return _TEXT + self.width + 6


@dataclass(frozen=True, slots=True)
class Drawing:
    """``bars``, or the points of a ``line``; all in the units of the drawing."""

    width: int
    height: int
    bars: tuple[Bar, ...] = ()
    line: str = ""
    ends: tuple[str, str] = ("", "")
    most: int = 0
    left_out: int = 0


def bars_of(counts: Sequence[tuple[str, int]]) -> Drawing:
    """Bars, at most :data:`MOST_BARS` of them, in the order given."""
    most = max((count for _, count in counts), default=0) or 1
    shown = counts[:MOST_BARS]
    bars = tuple(
        Bar(label[:40], count, at * _STEP, count * _WIDTH // most)
        for at, (label, count) in enumerate(shown)
    )
    width = _TEXT + _WIDTH + 70
    return Drawing(width, len(bars) * _STEP + 4, bars, left_out=len(counts) - len(shown))


def line_of(counts: Sequence[tuple[str, int]]) -> Drawing:
    """A line through the counts in their order, at most :data:`MOST_POINTS`, the last ones."""
    shown = counts[-MOST_POINTS:]
    most = max((count for _, count in shown), default=0) or 1
    wide = max(1, len(shown) - 1)
    points = " ".join(
        f"{at * (_WIDTH + _TEXT) // wide},{_HEIGHT - count * _HEIGHT // most}"
        for at, (_, count) in enumerate(shown)
    )
    ends = (shown[0][0], shown[-1][0]) if shown else ("", "")
    return Drawing(
        _WIDTH + _TEXT,
        _HEIGHT,
        line=points,
        ends=ends,
        most=most,
        left_out=len(counts) - len(shown),
    )
