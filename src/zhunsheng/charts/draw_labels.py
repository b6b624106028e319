"""Where the words go that stand beside things: where they cover nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from zhunsheng.charts.chart import Box, Route


@dataclass(slots=True)
class Page:
    """What is on the page already; later words keep clear of it."""

    covered: list[Box] = field(default_factory=list)

    def add_route(self, route: Route) -> None:
        for (x1, y1), (x2, y2) in pairwise(route):
            left, top = min(x1, x2) - 2, min(y1, y2) - 2
            self.covered.append(Box(left, top, abs(x2 - x1) + 4, abs(y2 - y1) + 4))

    def place(self, candidates: list[Box]) -> Box:
        """The first candidate that covers least, and keep it."""
        best = min(candidates, key=self._overlap)
        self.covered.append(best)
        return best

    def _overlap(self, box: Box) -> float:
        return sum(overlap(box, other) for other in self.covered)


def overlap(one: Box, other: Box) -> float:
    """The area two boxes share, in square pixels."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(0.0, wide) * max(0.0, high)


def beside(box: Box, width: float, height: float) -> list[Box]:
    """Places for words about a gateway or event: below, above, then at its corners."""
    x, _ = box.center
    below, above = box.bottom + 4, box.y - height - 4
    return [
        Box(x - width / 2, below, width, height),
        Box(x - width / 2, above, width, height),
        Box(box.right + 2, below - 6, width, height),
        Box(box.x - width - 2, below - 6, width, height),
        Box(box.right + 2, above + 6, width, height),
        Box(box.x - width - 2, above + 6, width, height),
    ]


def below_task(event: Box, host: Box, width: float, height: float) -> list[Box]:
    """Places for words about an event on a task's border: outside it, beside the event."""
    y = host.bottom + 4
    return [
        Box(event.x - width - 4, y, width, height),
        Box(event.right + 4, y, width, height),
        Box(event.center[0] - width / 2, event.bottom + 3, width, height),
        Box(event.center[0] - width / 2, event.y - height - 3, width, height),
    ]


def along(route: Route, width: float, height: float, *, after: float, shared: bool) -> list[Box]:
    """Places for words about a flow: beside its stretches, those near its source first.

    ``after``: where the flow has parted from the others that leave the same source, and
    ``shared``: its first bend is theirs too; before that its words would seem to be theirs.
    """
    found: list[Box] = []
    for place, ((x1, y1), (x2, y2)) in enumerate(pairwise(route)):
        if abs(y1 - y2) <= 1:
            left, right = min(x1, x2) + 6, max(x1, x2) - 6
            left = max(left, after + 6) if place == 0 else left
            room = right - left - width
            if room >= 0:
                for share in (0.0, 0.25, 0.5, 0.75, 1.0):
                    x = left + (share if x1 <= x2 else 1 - share) * room
                    found += [Box(x, y1 - height - 2, width, height), Box(x, y1 + 3, width, height)]
        elif abs(x1 - x2) <= 1 and abs(y1 - y2) > height + 20 and not (shared and place == 1):
            for distance in (12.0, 30.0, abs(y2 - y1) / 2):
                y = y1 + distance if y2 > y1 else y1 - distance - height
                found += [Box(x1 + 5, y, width, height), Box(x1 - 5 - width, y, width, height)]
    (x1, y1), (x2, y2) = route[0], route[-1]
    return [*found, Box((x1 + x2 - width) / 2, (y1 + y2) / 2 - height - 3, width, height)]
