"""The words on a task: its name, when it was done, its number, and whether it deviates."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from zhunsheng.charts import palette
from zhunsheng.charts.chart import Box
from zhunsheng.charts.draw_symbols import add, number
from zhunsheng.charts.draw_text import NAME_SIZE, SMALL, lines_in
from zhunsheng.charts.happening import Happening
from zhunsheng.charts.lettering import width_of, wrapped
from zhunsheng.charts.palette import COLOURS, Look

_DATE_LINE = 17.0


@dataclass(frozen=True, slots=True)
class Words:
    """``acts``: the task's acts in the case with their numbers; ``deviates``: the word for it;
    ``below``: what stands on the lower edge where there are no acts."""

    label: str
    acts: tuple[tuple[int, Happening], ...]
    deviates: str
    below: str = ""


def task_words(group: etree._Element, box: Box, look: Look, words: Words, *, free: float) -> None:
    """Write on a task. ``free``: how far right its lower edge is free of events."""
    colours = COLOURS[look]
    when = words.acts[-1][1].when if words.acts else words.below
    size, lines = NAME_SIZE, wrapped(words.label, box.width - 12, NAME_SIZE, lines=3)
    if when and len(lines) > 2:  # three lines and a date fit only in smaller letters
        size, lines = SMALL, wrapped(words.label, box.width - 12, SMALL, lines=3)
    top = 5.0 if words.acts else 0.0  # the corner signs reach into the box
    inside = Box(box.x, box.y + top, box.width, box.height - top - (_DATE_LINE if when else 0))
    lines_in(group, lines, inside, size, colour=colours.text)
    if when:
        below = Box(box.x, box.bottom - _DATE_LINE - 2, free - box.x, _DATE_LINE)
        lines_in(group, [when], below, SMALL, colour=palette.QUIET)
    if words.acts:
        _badge(group, box, colours.mark, [place for place, _ in words.acts])
    if look == "deviates":
        _flag(group, box, colours.mark, words.deviates)


def _badge(group: etree._Element, box: Box, ground: str, places: list[int]) -> None:
    """The act's number, or numbers, on the upper left corner."""
    shown = [str(place) for place in places]
    words = "·".join(shown if len(shown) <= 3 else [*shown[:2], "…"])
    badge = Box(box.x - 8, box.y - 10, max(20.0, width_of(words, SMALL) + 14), 20)
    _label(group, badge, ground, radius=10)
    lines_in(group, [words], badge, SMALL, colour=palette.GROUND)


def _flag(group: etree._Element, box: Box, ground: str, words: str) -> None:
    """A warning triangle and the word, on the upper right corner."""
    width = width_of(words, SMALL) + 30
    flag = Box(box.right - width + 10, box.y - 10, width, 20)
    _label(group, flag, ground, radius=4)
    x, y = flag.x + 13, flag.center[1]
    add(group, "path", d=f"M{number(x)} {number(y - 6)}l6 11h-12z", fill=palette.GROUND)
    add(
        group, "path", d=f"M{number(x)} {number(y - 2)}v3m0 1.6v.8", stroke=ground, stroke_width=1.5
    )
    text = Box(flag.x + 20, flag.y, flag.width - 24, flag.height)
    lines_in(group, [words], text, SMALL, colour=palette.GROUND)


def _label(group: etree._Element, box: Box, ground: str, *, radius: float) -> None:
    add(
        group,
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=radius,
        fill=ground,
        stroke=palette.GROUND,
        stroke_width=1.5,
    )
