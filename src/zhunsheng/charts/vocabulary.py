"""The words of BPMN 2.0 and ours: namespaces, element names, and what each is to us."""

from __future__ import annotations

from lxml import etree

from zhunsheng.charts.chart import NAMESPACE, Kind
from zhunsheng.model.text import Text

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_TASKS = (
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "callActivity",
)

KINDS: dict[str, Kind] = {
    **dict.fromkeys(_TASKS, "task"),
    "startEvent": "start",
    "endEvent": "end",
    "exclusiveGateway": "exclusive",
    # the first event decides which way it goes; for the order of steps that is a free choice
    "eventBasedGateway": "exclusive",
    "parallelGateway": "parallel",
    "inclusiveGateway": "inclusive",
    "intermediateCatchEvent": "event",
    "intermediateThrowEvent": "event",
    "boundaryEvent": "boundary",
}
LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
IGNORED = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "ioSpecification",
        "property",
        "auditing",
        "monitoring",
        "artifact",
        "resourceRole",
        "performer",
        "potentialOwner",
        "correlationSubscription",
        "supports",
    }
)
MENDS = {
    "subProcess": (
        "把子流程的步骤直接画在图上，或把它画成一个任务",
        "draw its steps in the chart itself, or draw it as one task",
    ),
    "complexGateway": (
        "改用排他、并行或包容网关",
        "use exclusive, parallel or inclusive gateways",
    ),
    "timeDate": (
        "期限应写作时长（如 P60D）或登记册中的时限编号",
        "write the limit as a duration (P60D) or as a clock of the register",
    ),
    "timeCycle": (
        "期限应写作时长（如 P60D）或登记册中的时限编号",
        "write the limit as a duration (P60D) or as a clock of the register",
    ),
}


def tag(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def local(element: etree._Element) -> str | None:
    """The element's name, if it belongs to BPMN 2.0."""
    name = etree.QName(element)
    return name.localname if name.namespace == MODEL else None


def said(element: etree._Element, key: str) -> str | None:
    """One of our words on an element: attribute ``zhunsheng:key``, or a property of that name.

    Editors that cannot set foreign attributes (Camunda Modeler and others) have "extension
    properties" instead; a property named ``zhunsheng:key`` says the same.
    """
    value = element.get(f"{{{NAMESPACE}}}{key}")
    if value is None:
        for child in element.iterchildren(tag("extensionElements")):
            for prop in child.iter("{*}property"):
                if prop.get("name") == f"zhunsheng:{key}":
                    value = prop.get("value")
    value = (value or "").strip()
    return value or None


def line(element: etree._Element) -> int | None:
    """The line the element starts on, from 1."""
    at = element.sourceline
    return at if isinstance(at, int) else None


def name(element: etree._Element) -> str:
    """The name as one line: editors break long names with newlines."""
    return " ".join(element.get("name", "").split())


def label(element: etree._Element) -> Text:
    """What to show: ``zhunsheng:zh`` and ``zhunsheng:en``, or else the name."""
    shown = name(element)
    return Text(said(element, "zh") or shown, said(element, "en") or shown)
