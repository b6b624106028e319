"""The symbols of BPMN 2.0 as SVG."""

from __future__ import annotations

from lxml import etree

from zhunsheng.charts import palette
from zhunsheng.charts.chart import Box, Node, Route
from zhunsheng.charts.palette import COLOURS, Look

SVG = "http://www.w3.org/2000/svg"


def sheet() -> etree._Element:
    """An empty SVG document."""
    return etree.fromstring(f'<svg xmlns="{SVG}"/>')


def add(parent: etree._Element, tag: str, **attributes: object) -> etree._Element:
    """A child element; ``stroke_width=2`` becomes ``stroke-width="2"``, numbers are kept short."""
    child = etree.SubElement(parent, f"{{{SVG}}}{tag}")
    for name, value in attributes.items():
        text = number(value) if isinstance(value, float) else str(value)
        child.set(name.rstrip("_").replace("_", "-"), text)
    return child


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def symbol(group: etree._Element, node: Node, box: Box, look: Look) -> None:
    """The node's outline and the sign inside it, without any words."""
    colours = COLOURS[look]
    if node.kind == "task":
        wide = 2.4 if look == "deviates" else 1.6
        add(
            group,
            "rect",
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            rx=9,
            fill=colours.fill,
            stroke=colours.stroke,
            stroke_width=wide,
        )
        if node.form == "callActivity":
            add(
                group,
                "rect",
                x=box.x + 4,
                y=box.y + 4,
                width=box.width - 8,
                height=box.height - 8,
                rx=6,
                fill="none",
                stroke=colours.stroke,
                stroke_width=1,
            )
        if node.repeats:
            _repeat_sign(group, box.x + 15, box.bottom - 13, colours.stroke)
    elif node.kind in ("exclusive", "parallel", "inclusive"):
        _gateway(group, node, box)
    else:
        _event(group, node, box)


def _gateway(group: etree._Element, node: Node, box: Box) -> None:
    x, y = box.center
    corners = [(x, box.y), (box.right, y), (x, box.bottom), (box.x, y)]
    add(
        group,
        "polygon",
        points=" ".join(f"{number(a)},{number(b)}" for a, b in corners),
        fill=palette.GROUND,
        stroke=palette.INK,
        stroke_width=1.6,
    )
    arm = min(box.width, box.height) * 0.19
    if node.form == "eventBasedGateway":
        for radius in (arm * 1.35, arm * 1.05):
            add(
                group,
                "circle",
                cx=x,
                cy=y,
                r=radius,
                fill="none",
                stroke=palette.INK,
                stroke_width=1.2,
            )
    elif node.kind == "inclusive":
        add(
            group,
            "circle",
            cx=x,
            cy=y,
            r=arm * 1.15,
            fill="none",
            stroke=palette.INK,
            stroke_width=2.4,
        )
    elif node.kind == "parallel":
        _strokes(
            group,
            f"M{number(x - arm * 1.3)} {number(y)}h{number(arm * 2.6)}"
            f"M{number(x)} {number(y - arm * 1.3)}v{number(arm * 2.6)}",
            2.8,
        )
    else:
        _strokes(
            group,
            f"M{number(x - arm)} {number(y - arm)}l{number(2 * arm)} {number(2 * arm)}"
            f"m0 {number(-2 * arm)}l{number(-2 * arm)} {number(2 * arm)}",
            2.8,
        )


def _event(group: etree._Element, node: Node, box: Box) -> None:
    x, y = box.center
    radius = min(box.width, box.height) / 2
    between = node.kind in ("event", "boundary")
    thick = {"end": 3.2, "terminate": 3.2}.get(node.kind, 1.6)
    dashes = {} if node.interrupting else {"stroke_dasharray": "4 2.5"}
    add(
        group,
        "circle",
        cx=x,
        cy=y,
        r=radius - thick / 2,
        fill=palette.GROUND,
        stroke=palette.INK,
        stroke_width=thick,
        **dashes,
    )
    if between:
        add(
            group,
            "circle",
            cx=x,
            cy=y,
            r=radius - 4,
            fill="none",
            stroke=palette.INK,
            stroke_width=1.1,
            **dashes,
        )
    if node.kind == "terminate":
        add(group, "circle", cx=x, cy=y, r=radius * 0.55, fill=palette.INK)
    if node.timer is not None:
        _clock(group, x, y, radius - 7)


def _clock(group: etree._Element, x: float, y: float, radius: float) -> None:
    """A face and two hands; ticks would blur at this size."""
    add(
        group,
        "circle",
        cx=x,
        cy=y,
        r=radius,
        fill="none",
        stroke=palette.INK,
        stroke_width=1.2,
    )
    hands = f"M{number(x)} {number(y - radius * 0.62)}V{number(y)}l{number(radius * 0.5)} 2"
    _strokes(group, hands, 1.4)


def _repeat_sign(group: etree._Element, x: float, y: float, colour: str) -> None:
    """An open circle that ends in an arrow head."""
    left, low = number(x - 2.6), number(y + 4.6)
    circle = f"M{left} {low}A5.3 5.3 0 1 1 {number(x + 2.6)} {low}"
    head = f"M{number(x - 6.6)} {low}h4v-4"
    _strokes(group, circle + head, 1.5, colour)


def _strokes(group: etree._Element, path: str, width: float, colour: str = palette.INK) -> None:
    add(
        group,
        "path",
        d=path,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def arrow(group: etree._Element, route: Route, *, radius: float = 7.0) -> None:
    """A flow: rounded corners and a head of its own (markers need ids that clash on a page)."""
    points = [f"M{number(route[0][0])} {number(route[0][1])}"]
    for before, at, after in zip(route, route[1:], route[2:], strict=False):
        near = min(radius, _far(before, at) / 2, _far(at, after) / 2)
        a, b = _towards(at, before, near), _towards(at, after, near)
        points.append(f"L{number(a[0])} {number(a[1])}")
        points.append(f"Q{number(at[0])} {number(at[1])} {number(b[0])} {number(b[1])}")
    tip, before = route[-1], route[-2]
    base = _towards(tip, before, 8)
    points.append(f"L{number(base[0])} {number(base[1])}")
    add(group, "path", d="".join(points), fill="none", stroke=palette.LINE, stroke_width=1.5)
    ux, uy = _towards((0, 0), (tip[0] - before[0], tip[1] - before[1]), 1)
    left = (base[0] - 1.5 * ux - 4.5 * uy, base[1] - 1.5 * uy + 4.5 * ux)
    right = (base[0] - 1.5 * ux + 4.5 * uy, base[1] - 1.5 * uy - 4.5 * ux)
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in (tip, left, right))
    add(group, "polygon", points=corners, fill=palette.LINE)


def _far(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _towards(
    a: tuple[float, float], b: tuple[float, float], distance: float
) -> tuple[float, float]:
    length = _far(a, b)
    if not length:
        return a
    share = distance / length
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
