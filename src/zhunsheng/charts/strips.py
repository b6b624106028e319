"""A chart on paper: cut into strips, each as large as an A4 sheet lying on its side allows.

A chart is several times as wide as it is high. Shrunk to one sheet nobody could read it.
"""

from __future__ import annotations

import re
from itertools import count

PAPER = 269, 178
"""Millimetres that the margins of the sheet leave."""

PAPER_PX = 1017
"""The same width in pixels of CSS: a strip of fewer would show letters larger than meant."""

OVERLAP = 0.12
"""The share of a strip that the next one shows again, so that no task is only cut through."""

Box = tuple[int, int, int, int]
"""Left, top, width, height within the chart, in its own pixels."""


def strips(svg: str) -> tuple[Box, ...]:
    """Where to cut a drawing, from left to right; a narrow one stays whole.

    ``svg``: text of a drawing that states its width and height in pixels.
    """
    head = svg[: svg.index(">")]
    width, height = (
        int(found.group(1)) if (found := re.search(rf' {name}="(\d+)', head)) else 0
        for name in ("width", "height")
    )
    across = max(height * PAPER[0] // PAPER[1], PAPER_PX)
    if width <= across:
        return ((0, 0, width, height),)
    number = next(n for n in count(2) if across * (n - (n - 1) * OVERLAP) >= width)
    step = (width - across) / (number - 1)
    return tuple((round(step * n), 0, across, height) for n in range(number))


def named(svg: str, name: str) -> str:
    """The drawing with an id, so that the strips can show parts of it without a copy."""
    return svg.replace("<svg ", f'<svg id="{name}" ', 1)
