"""Lines of text in a box."""

from __future__ import annotations

from lxml import etree

from zhunsheng.charts import palette
from zhunsheng.charts.chart import Box
from zhunsheng.charts.draw_symbols import add, number
from zhunsheng.charts.lettering import is_full, wrapped

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


def lane_name(group: etree._Element, name: str, box: Box, head: float) -> None:
    """A lane's name in its head: Chinese from top to bottom, Latin letters turned by 90°."""
    x, y = box.x + head / 2, box.center[1]
    if all(is_full(letter) for letter in name) and len(name) * 17 <= box.height - 8:
        first = y - (len(name) - 1) * 8.5 + NAME_SIZE * _RISE
        down = " ".join(number(first + 17 * place) for place in range(len(name)))
        across = " ".join([number(x)] * len(name))
        add(group, "text", x=across, y=down, text_anchor="middle", font_weight=600).text = name
        return
    lines = wrapped(name, box.height - 12, NAME_SIZE, lines=2)
    for index, line in enumerate(lines):
        at = x + (index - (len(lines) - 1) / 2) * 15 + NAME_SIZE * _RISE
        turned = f"rotate(-90 {number(at)} {number(y)})"
        add(
            group,
            "text",
            x=at,
            y=y,
            transform=turned,
            text_anchor="middle",
            font_weight=600,
        ).text = line
