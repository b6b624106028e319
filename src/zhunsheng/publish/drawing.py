"""A public chart as SVG that can stand in a page, and in pieces that can be read on paper."""

from __future__ import annotations

from math import ceil

from lxml import etree
from markupsafe import Markup

from zhunsheng.charts import Chart, draw
from zhunsheng.charts.draw_symbols import SVG, add, number

ON_PAPER = 1000.0  # pixels across an A4 page at which the letters can still be read
SHARED = 60.0  # what two pieces have in common, so that an arrow can be followed across
WHOLE = "drawing"


def drawn(chart: Chart, *, language: str) -> Markup:
    """The drawing in ``zh`` or ``en``: the whole for the screen, its pieces for paper."""
    root = etree.fromstring(draw(chart, language=language))
    _drop_ids(root, chart)
    group = etree.Element(f"{{{SVG}}}g", id=WHOLE)
    group.extend(list(root))
    root.append(group)
    title = group.find(f"{{{SVG}}}title")
    if title is not None:
        root.insert(0, title)
    svgs = [root, *_pieces(root)]
    return Markup("".join(etree.tostring(one, encoding="unicode") for one in svgs))


def _drop_ids(root: etree._Element, chart: Chart) -> None:
    """A symbol without words has its id for a tooltip, which tells nobody anything."""
    ids = {node.id for node in chart.nodes}
    for group in list(root.iter(f"{{{SVG}}}g")):
        for title in group.findall(f"{{{SVG}}}title"):
            if (title.text or "").split("\n")[0] in ids:
                group.remove(title)


def _pieces(root: etree._Element) -> list[etree._Element]:
    """Windows on the drawing from left to right, each narrow enough for paper."""
    left, top, width, height = (float(v) for v in (root.get("viewBox") or "").split())
    count = max(1, ceil((width - SHARED) / (ON_PAPER - SHARED)))
    across = (width - SHARED) / count + SHARED
    pieces = []
    for place in range(count):
        piece = etree.fromstring(f'<svg xmlns="{SVG}" class="piece" aria-hidden="true"/>')
        x = left + place * (across - SHARED)
        piece.set("viewBox", " ".join(number(v) for v in (x, top, across, height)))
        for name in ("font-family", "font-size", "fill"):
            piece.set(name, root.get(name) or "")
        add(piece, "use", href=f"#{WHOLE}")
        pieces.append(piece)
    return pieces
