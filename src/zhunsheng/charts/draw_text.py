"""Lines of text in a box."""

from __future__ import annotations

from lxml import etree

from zhunsheng.charts import palette
from zhunsheng.charts.chart import Box
from zhunsheng.charts.draw_symbols import add

NAME_SIZE, SIDE_SIZE, SMALL = 13.0, 12.0, 11.0
_LEADING = 1.22
_RISE = 0.36  # from the middle of a line down to its base line, in ems


def line_height(size: float) -> float:
    return size * _LEADING


def lines_in(
    group: etree._Element,
    lines: list[str],
    box: Box,
    size: float,
    *,
    colour: str = palette.INK,
    halo: bool = False,
) -> None:
    """Lines centred in a box; with a halo where an arrow may pass behind them."""
    more: dict[str, object] = (
        {"paint_order": "stroke", "stroke": palette.GROUND, "stroke_width": 3} if halo else {}
    )
    x, middle = box.center
    first = middle - (len(lines) - 1) * line_height(size) / 2 + size * _RISE
    for index, line in enumerate(lines):
        y = first + index * line_height(size)
        text = add(group, "text", x=x, y=y, text_anchor="middle", fill=colour, **more)
        text.set("font-size", f"{size:g}")
        text.text = line
