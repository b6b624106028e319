"""BPMN DI: where the editor put things."""

from __future__ import annotations

from lxml import etree

from zhunsheng.charts import vocabulary as bpmn
from zhunsheng.charts.chart import Box, Layout, Route


def read_layout(root: etree._Element) -> Layout | None:
    """The drawing's coordinates.

    ``None`` where the file has no diagram, or one whose numbers cannot be read: a chart without
    coordinates is laid out anew when it is drawn, so a broken diagram is no reason to refuse it.
    """
    boxes: dict[str, Box] = {}
    routes: dict[str, Route] = {}
    try:
        for shape in root.iter(f"{{{bpmn.BPMNDI}}}BPMNShape"):
            bounds = shape.find(f"{{{bpmn.DC}}}Bounds")
            if bounds is not None:
                x, y, width, height = (
                    float(bounds.get(k, "")) for k in ("x", "y", "width", "height")
                )
                boxes[shape.get("bpmnElement", "")] = Box(x, y, width, height)
        for edge in root.iter(f"{{{bpmn.BPMNDI}}}BPMNEdge"):
            routes[edge.get("bpmnElement", "")] = tuple(
                (float(point.get("x", "")), float(point.get("y", "")))
                for point in edge.iter(f"{{{bpmn.DI}}}waypoint")
            )
    except ValueError:
        return None
    pools = {p.get("id") for p in root.iter(bpmn.tag("participant"))}
    boxes = {owner: box for owner, box in boxes.items() if owner not in pools}
    return Layout(boxes, routes) if boxes else None
