"""Charts → BPMN 2.0 files that open in any editor, coordinates included."""

from __future__ import annotations

from lxml import etree

from zhunsheng.charts import vocabulary as bpmn
from zhunsheng.charts.chart import NAMESPACE, Box, Chart, Flow, Lane, Layout, Node
from zhunsheng.charts.draw_places import Words, words_outside
from zhunsheng.charts.layout import POOL_HEAD, lay_out
from zhunsheng.charts.structure import refuse_broken
from zhunsheng.model.text import Text

_NAMES = {
    "bpmn": bpmn.MODEL,
    "bpmndi": bpmn.BPMNDI,
    "dc": bpmn.DC,
    "di": bpmn.DI,
    "xsi": bpmn.XSI,
    "zhunsheng": NAMESPACE,
}


def write(chart: Chart) -> bytes:
    """The chart as BPMN 2.0 XML, UTF-8; a chart without coordinates is laid out.

    Reading it gives the chart back: ``read(write(chart)) == chart`` for a chart with coordinates.
    With lanes a pool is written around them, because editors show lanes only inside one.
    Raises ChartError where its arrows lead nowhere.
    """
    refuse_broken(chart)
    layout = chart.layout or lay_out(chart)
    name = chart.name or chart.title.en
    root = etree.Element(bpmn.tag("definitions"), nsmap=_NAMES)
    root.set("id", f"{chart.id}-definitions")
    root.set("targetNamespace", f"{NAMESPACE}:{chart.id}")
    if chart.lanes:
        pool = _add(root, "collaboration", id=f"{chart.id}-collaboration")
        participant = _add(pool, "participant", id=f"{chart.id}-pool", processRef=chart.id)
        participant.set("name", name)
    process = _add(root, "process", id=chart.id, name=name, isExecutable="false")
    _labelled(process, name, chart.title)
    if chart.lanes:
        lanes = _add(process, "laneSet", id=f"{chart.id}-lanes")
        for lane in chart.lanes:
            _lane(lanes, lane)
    for node in chart.nodes:
        _node(process, node, chart)
    for flow in chart.flows:
        _flow(process, flow)
    _diagram(root, chart, layout)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, bpmn.tag(tag))
    for key, value in attributes.items():
        child.set(key, value)
    return child


def _say(element: etree._Element, key: str, value: str | None) -> None:
    if value:
        element.set(f"{{{NAMESPACE}}}{key}", value)


def _labelled(element: etree._Element, name: str, label: Text) -> None:
    _say(element, "zh", label.zh if label.zh != name else None)
    _say(element, "en", label.en if label.en != name else None)


def _lane(parent: etree._Element, lane: Lane) -> None:
    element = _add(parent, "lane", id=lane.id)
    if lane.name:
        element.set("name", lane.name)
    _labelled(element, lane.name, lane.label)
    _say(element, "post", lane.post if lane.post != lane.id else None)
    _say(element, "outside", "true" if lane.outside else None)
    for member in lane.members:
        _add(element, "flowNodeRef").text = member


def _node(parent: etree._Element, node: Node, chart: Chart) -> None:
    element = _add(parent, node.form, id=node.id)
    if node.name:
        element.set("name", node.name)
    _labelled(element, node.name, node.label)
    _say(element, "activity", node.stands_for)
    _say(element, "public", None if node.public else "false")
    if node.kind == "boundary":
        element.set("attachedToRef", node.attached_to or "")
        element.set("cancelActivity", "true" if node.interrupting else "false")
    for flow in chart.incoming[node.id]:
        _add(element, "incoming").text = flow.id
    for flow in chart.outgoing[node.id]:
        _add(element, "outgoing").text = flow.id
    if node.repeats:
        _add(element, "standardLoopCharacteristics")
    if node.kind == "terminate":
        _add(element, "terminateEventDefinition", id=f"{node.id}-terminate")
    if node.timer is not None:
        _say(element, "clock", node.timer.clock)
        _say(element, "since", node.timer.since)
        _say(element, "paused-by", ", ".join(node.timer.paused_by))
        _say(element, "resumed-by", ", ".join(node.timer.resumed_by))
        definition = _add(element, "timerEventDefinition", id=f"{node.id}-timer")
        if node.timer.duration:
            duration = _add(definition, "timeDuration")
            duration.set(f"{{{bpmn.XSI}}}type", "bpmn:tFormalExpression")
            duration.text = node.timer.duration


def _flow(parent: etree._Element, flow: Flow) -> None:
    element = _add(parent, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
    if flow.name:
        element.set("name", flow.name)
    _labelled(element, flow.name, flow.label)


def _diagram(root: etree._Element, chart: Chart, layout: Layout) -> None:
    diagram = etree.SubElement(root, f"{{{bpmn.BPMNDI}}}BPMNDiagram", id=f"{chart.id}-diagram")
    shown = f"{chart.id}-collaboration" if chart.lanes else chart.id
    plane = etree.SubElement(
        diagram, f"{{{bpmn.BPMNDI}}}BPMNPlane", id=f"{chart.id}-plane", bpmnElement=shown
    )
    lanes = [layout.boxes[lane.id] for lane in chart.lanes if lane.id in layout.boxes]
    if lanes:
        left, top = min(b.x for b in lanes) - POOL_HEAD, min(b.y for b in lanes)
        right, bottom = max(b.right for b in lanes), max(b.bottom for b in lanes)
        pool = Box(left, top, right - left, bottom - top)
        _shape(plane, f"{chart.id}-pool", pool, horizontal=True)
    language = "zh" if chart.name == chart.title.zh else "en"
    elements: list[Node | Flow] = [*chart.nodes, *chart.flows]
    named = {element.id for element in elements if element.name}
    words = {
        owner: said
        for owner, said in words_outside(chart, layout, lambda text: text.say(language)).items()
        if owner in named
    }
    across = {lane.id for lane in chart.lanes}
    for owner, box in layout.boxes.items():
        shape = _shape(plane, owner, box, horizontal=owner in across)
        _words(shape, words.get(owner))
    for owner, route in layout.routes.items():
        edge = etree.SubElement(
            plane, f"{{{bpmn.BPMNDI}}}BPMNEdge", id=f"{owner}-edge", bpmnElement=owner
        )
        for x, y in route:
            etree.SubElement(edge, f"{{{bpmn.DI}}}waypoint", x=_number(x), y=_number(y))
        _words(edge, words.get(owner))


def _words(owner: etree._Element, words: Words | None) -> None:
    """Where the words beside a symbol or arrow go; without it each editor has its own way."""
    if words is not None:
        label = etree.SubElement(owner, f"{{{bpmn.BPMNDI}}}BPMNLabel")
        _bounds(label, words.box)


def _shape(plane: etree._Element, owner: str, box: Box, *, horizontal: bool) -> etree._Element:
    shape = etree.SubElement(
        plane, f"{{{bpmn.BPMNDI}}}BPMNShape", id=f"{owner}-shape", bpmnElement=owner
    )
    if horizontal:
        shape.set("isHorizontal", "true")
    _bounds(shape, box)
    return shape


def _bounds(owner: etree._Element, box: Box) -> None:
    bounds = etree.SubElement(owner, f"{{{bpmn.DC}}}Bounds")
    for name in ("x", "y", "width", "height"):
        bounds.set(name, _number(getattr(box, name)))


def _number(value: float) -> str:
    value = round(value, 1)
    return str(int(value)) if value == int(value) else repr(float(value))
