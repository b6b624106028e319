"""BPMN 2.0 files → charts. Nothing outside the file is ever fetched or expanded."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from zhunsheng.charts import vocabulary as bpmn
from zhunsheng.charts.chart import Chart, Flow, Lane, Node, Timer
from zhunsheng.charts.read_layout import read_layout
from zhunsheng.model.errors import ChartError, Place, Problem, problem
from zhunsheng.model.text import Text

MAX_BYTES = 8_000_000


def read(path: Path) -> Chart:
    """The chart in a BPMN 2.0 file.

    Raises ChartError, with file and line, for what is not XML, carries a DTD, is no BPMN 2.0,
    holds not exactly one process, or uses elements the token game has no rules for. Whether the
    chart *makes sense* is for :func:`zhunsheng.charts.check.check` to say.
    """
    root = _parse(path)
    reading = _Reading(str(path), [])
    chart = reading.chart(root)
    if reading.problems:
        raise ChartError(tuple(reading.problems))
    return chart


def _parse(path: Path) -> etree._Element:
    place = Place(str(path))
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise ChartError((_unreadable(place, str(cause)),)) from cause
    if len(content) > MAX_BYTES:
        raise ChartError((_unreadable(place, f"> {MAX_BYTES} bytes"),))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as cause:
        line = cause.lineno or 1
        raise ChartError((_unreadable(Place(str(path), line=line), cause.msg),)) from cause
    if root.getroottree().docinfo.internalDTD is not None:
        raise ChartError(
            (
                problem(
                    "chart-dtd",
                    ("流程图文件含有文档类型声明（DTD）", "the chart's file carries a DTD"),
                    why=(
                        "DTD 可引入外部内容或使文件无限膨胀",
                        "a DTD can pull in outside content or blow the file up",
                    ),
                    mend=("删除 <!DOCTYPE …> 一行", "delete the <!DOCTYPE …> line"),
                    place=place,
                ),
            )
        )
    if root.tag != bpmn.tag("definitions"):
        raise ChartError(
            (_unreadable(Place(str(path), line=bpmn.line(root)), f"<{root.tag}> is not BPMN 2.0"),)
        )
    return root


def _unreadable(place: Place, why: str) -> Problem:
    return problem(
        "chart-unreadable",
        ("不是可读的 BPMN 2.0 文件", "this is not a readable BPMN 2.0 file"),
        why=(f"解析器报告：{why}", f"the reader says: {why}"),
        mend=(
            "请在流程图编辑器中重新导出为 BPMN 2.0 XML",
            "export it again from the editor as BPMN 2.0 XML",
        ),
        place=place,
    )


class _Reading:
    """One file being read: where, and what was found wrong so far."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def place(self, element: etree._Element) -> Place:
        return Place(self.file, line=bpmn.line(element))

    def chart(self, root: etree._Element) -> Chart:
        processes = [p for p in root.iterchildren(bpmn.tag("process")) if len(p)]
        if len(processes) != 1:
            self.problems.append(
                problem(
                    "chart-processes",
                    (
                        f"一个文件应有且只有一个流程，此文件有 {len(processes)} 个",
                        f"a file holds exactly one process; this one holds {len(processes)}",
                    ),
                    mend=(
                        "每个流程单独存为一个文件；本机关以外的人用泳道表示",
                        "save each process as its own file; draw outsiders as a lane",
                    ),
                    place=self.place(root),
                )
            )
            return Chart("", Text("", ""), (), (), file=self.file)
        process = processes[0]
        nodes: list[Node] = []
        flows: list[Flow] = []
        for element in process.iterchildren(tag=etree.Element):
            name = bpmn.local(element)
            if name == "sequenceFlow":
                flows.append(self.flow(element))
            elif name in bpmn.KINDS:
                nodes.append(self.node(element, name))
            elif name is not None and name not in bpmn.IGNORED:
                self.problems.append(_unsupported(name, self.place(element)))
        self.refuse_conditions(process, nodes)
        return Chart(
            id=process.get("id", ""),
            title=bpmn.label(process),
            nodes=tuple(nodes),
            flows=tuple(flows),
            lanes=tuple(self.lanes(process)),
            layout=read_layout(root),
            name=bpmn.name(process),
            file=self.file,
        )

    def flow(self, element: etree._Element) -> Flow:
        return Flow(
            id=element.get("id", ""),
            source=element.get("sourceRef", ""),
            target=element.get("targetRef", ""),
            name=bpmn.name(element),
            label=bpmn.label(element),
            place=self.place(element),
        )

    def node(self, element: etree._Element, form: str) -> Node:
        kind = bpmn.KINDS[form]
        if kind == "end" and element.find(bpmn.tag("terminateEventDefinition")) is not None:
            kind = "terminate"
        is_task = kind == "task"
        return Node(
            id=element.get("id", ""),
            kind=kind,
            name=bpmn.name(element),
            label=bpmn.label(element),
            form=form,
            stands_for=bpmn.said(element, "activity") if is_task else None,
            repeats=is_task and any(element.find(bpmn.tag(m)) is not None for m in bpmn.LOOPS),
            timer=self.timer(element) if kind in ("event", "boundary") else None,
            attached_to=element.get("attachedToRef") if kind == "boundary" else None,
            interrupting=element.get("cancelActivity", "true") in ("true", "1"),
            public=bpmn.said(element, "public") != "false",
            place=self.place(element),
        )

    def timer(self, element: etree._Element) -> Timer | None:
        definition = element.find(bpmn.tag("timerEventDefinition"))
        if definition is None:
            return None

        def said(key: str) -> str | None:
            return bpmn.said(element, key) or bpmn.said(definition, key)

        for other in ("timeDate", "timeCycle"):
            if definition.find(bpmn.tag(other)) is not None:
                self.problems.append(_unsupported(other, self.place(definition)))
        duration = definition.findtext(bpmn.tag("timeDuration"))
        return Timer(
            duration=(duration or "").strip() or None,
            clock=said("clock"),
            since=said("since"),
            paused_by=_listed(said("paused-by")),
            resumed_by=_listed(said("resumed-by")),
        )

    def lanes(self, process: etree._Element) -> list[Lane]:
        """The innermost lanes, top to bottom."""
        found = []
        for element in process.iter(bpmn.tag("lane")):
            if element.find(bpmn.tag("childLaneSet")) is not None:
                continue
            lane_id = element.get("id", "")
            found.append(
                Lane(
                    id=lane_id,
                    post=bpmn.said(element, "post") or lane_id,
                    name=bpmn.name(element),
                    label=bpmn.label(element),
                    members=tuple(
                        (ref.text or "").strip() for ref in element.iter(bpmn.tag("flowNodeRef"))
                    ),
                    outside=bpmn.said(element, "outside") == "true",
                    place=self.place(element),
                )
            )
        return found

    def refuse_conditions(self, process: etree._Element, nodes: list[Node]) -> None:
        kinds = {node.id: node.kind for node in nodes}
        for element in process.iterchildren(bpmn.tag("sequenceFlow")):
            conditional = element.find(bpmn.tag("conditionExpression")) is not None
            if conditional and kinds.get(element.get("sourceRef", "")) == "task":
                self.problems.append(
                    problem(
                        "chart-conditional-flow",
                        (
                            "任务直接引出带条件的流向",
                            "a conditional flow leaves a task directly",
                        ),
                        why=(
                            "各编辑器对此理解不一，分支必须画在网关上",
                            "editors read this differently; a choice must be drawn at a gateway",
                        ),
                        mend=("在任务之后加一个网关", "put a gateway after the task"),
                        place=self.place(element),
                    )
                )


def _listed(written: str | None) -> tuple[str, ...]:
    """Names divided by commas, Chinese or Latin."""
    names = (written or "").replace("，", ",").split(",")
    return tuple(name.strip() for name in names if name.strip())


def _unsupported(name: str, place: Place) -> Problem:
    mend = bpmn.MENDS.get(
        name, ("改用任务、网关和事件表达", "say it with tasks, gateways and events")
    )
    return problem(
        "chart-unsupported",
        (f"不支持 BPMN 元素 {name}", f"the BPMN element {name} is not supported"),
        why=(
            "没有它的确定含义，就不能从图中得出标准",
            "without one agreed meaning no standard can be derived from it",
        ),
        mend=mend,
        place=place,
    )
