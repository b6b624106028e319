"""A public chart as SVG that can stand in a page, whole on the screen and in strips on paper."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from zhunsheng.charts import Chart, draw
from zhunsheng.charts.draw_symbols import SVG
from zhunsheng.charts.strips import Box, named, strips

NAME = "drawing"
"""The id of the drawing in its page, by which the strips show parts of it."""

UPRIGHT_PX = 1100
"""How many pixels across an upright A4 sheet still give letters of six points."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing, and where it is cut for paper."""

    svg: Markup
    strips: tuple[Box, ...]

    @property
    def is_tall(self) -> bool:
        """Whether its strips are too wide to be read on a sheet that stands upright."""
        return any(width > UPRIGHT_PX for _, _, width, _ in self.strips)


def drawn(chart: Chart, *, language: str) -> Drawing:
    """The drawing in ``zh`` or ``en``, without the tooltips that would only repeat an id."""
    root = etree.fromstring(draw(chart, language=language))
    ids = {node.id for node in chart.nodes}
    for group in list(root.iter(f"{{{SVG}}}g")):
        for title in group.findall(f"{{{SVG}}}title"):
            if (title.text or "").split("\n")[0] in ids:
                group.remove(title)
    svg = etree.tostring(root, encoding="unicode")
    return Drawing(Markup(named(svg, NAME)), strips(svg))
