"""A public chart as SVG that can stand in a page."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from zhunsheng.charts import Chart, draw
from zhunsheng.charts.draw_symbols import SVG


def drawn(chart: Chart, *, language: str) -> Markup:
    """The drawing in ``zh`` or ``en``, without the tooltips that would only repeat an id."""
    root = etree.fromstring(draw(chart, language=language))
    ids = {node.id for node in chart.nodes}
    for group in list(root.iter(f"{{{SVG}}}g")):
        for title in group.findall(f"{{{SVG}}}title"):
            if (title.text or "").split("\n")[0] in ids:
                group.remove(title)
    return Markup(etree.tostring(root, encoding="unicode"))
