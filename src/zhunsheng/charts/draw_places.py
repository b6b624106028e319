"""Every word that stands outside its symbol, and where: the page and the file say it alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from zhunsheng.charts import draw_labels as labels
from zhunsheng.charts import timers
from zhunsheng.charts.chart import Box, Chart, Flow, Layout, Node, Route
from zhunsheng.charts.draw_text import SIDE_SIZE, line_height
from zhunsheng.charts.lettering import width_of, wrapped
from zhunsheng.charts.sentences import period_said
from zhunsheng.model.text import Text

WIDEST, WIDEST_ON_BORDER = 100.0, 128.0


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text and the box they fill, in pixels of the drawing."""

    lines: tuple[str, ...]
    box: Box


def words_outside(chart: Chart, layout: Layout, say: Callable[[Text], str]) -> dict[str, Words]:
    """The words beside gateways, events and flows, by the id of what they name.

    Words cover neither symbols nor arrows nor one another where there is a free place nearby;
    nodes choose before flows. What the layout does not place has no words.
    """
    nodes = [node for node in chart.nodes if node.id in layout.boxes]
    flows = [flow for flow in chart.flows if len(layout.routes.get(flow.id, ())) > 1]
    page = labels.Page()
    for route in layout.routes.values():
        page.add_route(route)
    page.covered.extend(layout.boxes[node.id] for node in nodes)
    found: dict[str, Words] = {}
    for node in sorted(nodes, key=lambda node: node.kind == "boundary"):
        said = called(node, say) if node.kind != "task" else ""
        if said:
            widest = WIDEST_ON_BORDER if node.kind == "boundary" else WIDEST
            lines = tuple(wrapped(said, widest, SIDE_SIZE, lines=3))
            width = max(width_of(line, SIDE_SIZE) for line in lines)
            height = len(lines) * line_height(SIDE_SIZE)
            found[node.id] = Words(lines, page.place(_about(node, layout, width, height)))
    for flow in flows:
        said = say(flow.label)
        if said:
            width, height = width_of(said, SIDE_SIZE), line_height(SIDE_SIZE)
            found[flow.id] = Words((said,), page.place(_along(chart, layout, flow, width, height)))
    return found


def called(node: Node, say: Callable[[Text], str]) -> str:
    """A node's words; a timer without any says its period."""
    said = say(node.label)
    if said or node.timer is None:
        return said
    try:
        return say(period_said(timers.period(node.timer)))
    except ValueError:
        return node.timer.duration or ""


def _about(node: Node, layout: Layout, width: float, height: float) -> list[Box]:
    box = layout.boxes[node.id]
    host = layout.boxes.get(node.attached_to or "")
    if host is not None:
        return labels.below_task(box, host, width, height)
    return labels.beside(box, width, height)


def _along(chart: Chart, layout: Layout, flow: Flow, width: float, height: float) -> list[Box]:
    own = layout.routes[flow.id]
    bends = [
        _first_bend(layout.routes.get(sibling.id, ()))
        for sibling in chart.outgoing[flow.source]
        if sibling.id != flow.id
    ]
    after = min(_first_bend(own), max((x for x in bends if x < inf), default=own[0][0]))
    return labels.along(own, width, height, after=after, shared=_first_bend(own) in bends)


def _first_bend(route: Route) -> float:
    return route[1][0] if len(route) > 2 else inf
