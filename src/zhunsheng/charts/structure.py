"""What can be wrong with a chart as it stands on paper, before any token moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zhunsheng.charts.chart import Chart, Flow, Lane, Node
from zhunsheng.charts.inclusive import unjudged_joins
from zhunsheng.charts.lanes import lane_problems
from zhunsheng.charts.timers import timer_problems
from zhunsheng.model.errors import ChartError, Problem, problem


def structure_problems(chart: Chart) -> list[Problem]:
    """Faults of drawing: ends, loose nodes, names, lanes, timers, joins that cannot be judged."""
    broken = broken_drawing(chart)
    if broken:
        return broken  # nothing else can be said of a chart whose arrows lead nowhere
    return [
        *_ends(chart),
        *_loose(chart),
        *_names(chart),
        *lane_problems(chart),
        *timer_problems(chart),
        *unjudged_joins(chart),
    ]


def broken_drawing(chart: Chart) -> list[Problem]:
    """What keeps a chart from being drawn at all: no nodes, ids that clash, loose arrows."""
    nothing = [] if chart.nodes else list(_ends(chart))
    return [*nothing, *_identities(chart), *_references(chart)]


def refuse_broken(chart: Chart) -> None:
    """Raise ChartError for a chart that cannot be drawn."""
    problems = broken_drawing(chart)
    if problems:
        raise ChartError(tuple(problems))


def called(node: Node) -> tuple[str, str]:
    """A node's name in both languages, or its id."""
    return node.label.zh or node.id, node.label.en or node.id


def _identities(chart: Chart) -> Iterator[Problem]:
    elements: list[Node | Flow | Lane] = [*chart.nodes, *chart.flows, *chart.lanes]
    places = {element.id: element.place for element in elements}
    ids = Counter([chart.id, *(element.id for element in elements)])
    places[chart.id] = places.get(chart.id) or chart.place("")
    for identity, count in ids.items():
        if count > 1 or not identity:
            yield problem(
                "chart-id",
                (f"编号“{identity}”重复或为空", f"the id {identity!r} is empty or used twice"),
                mend=("为每个元素设置不同的编号", "give every element an id of its own"),
                place=places[identity],
            )


def _references(chart: Chart) -> Iterator[Problem]:
    for flow in chart.flows:
        for end in (flow.source, flow.target):
            if end not in chart.by_id:
                yield problem(
                    "chart-flow-end",
                    (
                        f"流向 {flow.id} 连到不存在的“{end}”",
                        f"the flow {flow.id} leads from or to {end!r}, which is not in the chart",
                    ),
                    mend=("重新连接或删除该流向", "reconnect the flow or delete it"),
                    place=flow.place,
                )
    for node in chart.nodes:
        if node.kind != "boundary":
            continue
        host = chart.by_id.get(node.attached_to or "")
        if host is None or host.kind != "task":
            yield problem(
                "chart-boundary",
                (f"边界事件 {node.id} 没有依附任务", f"{node.id} is attached to no task"),
                mend=("把它放到任务的边框上", "put it on the border of a task"),
                place=node.place,
            )


def _ends(chart: Chart) -> Iterator[Problem]:
    starts = [n for n in chart.nodes if n.kind == "start"]
    if len(starts) != 1:
        yield problem(
            "chart-start",
            (
                f"应有且只有一个开始事件，现有 {len(starts)} 个",
                f"a chart has exactly one start event; this one has {len(starts)}",
            ),
            mend=(
                "保留一个开始事件，不同起因在其后用网关分开",
                "keep one start event; tell different causes apart at a gateway after it",
            ),
            place=starts[1].place if len(starts) > 1 else chart.place(""),
        )
    if not any(n.kind in ("end", "terminate") for n in chart.nodes):
        yield problem(
            "chart-end",
            ("没有结束事件", "the chart has no end event"),
            mend=("为每种结局画一个结束事件", "draw an end event for every way it can end"),
            place=chart.place(""),
        )


def _loose(chart: Chart) -> Iterator[Problem]:
    for node in chart.nodes:
        zh, en = called(node)
        ins, outs = chart.incoming[node.id], chart.outgoing[node.id]
        no_entry = node.kind in ("start", "boundary")
        no_exit = node.kind in ("end", "terminate")
        if bool(ins) == no_entry:
            yield problem(
                "chart-entry",
                (
                    f"“{zh}”{'不得有' if no_entry else '没有'}进入的流向",
                    f"{en!r} has {'an arrow into it' if no_entry else 'no arrow into it'}",
                ),
                mend=("改正流向", "correct the arrows"),
                place=node.place,
            )
        if bool(outs) == no_exit and node.kind != "boundary":
            yield problem(
                "chart-exit",
                (
                    f"“{zh}”{'不得有' if no_exit else '没有'}离开的流向",
                    f"{en!r} has {'an arrow out of it' if no_exit else 'no arrow out of it'}",
                ),
                mend=(
                    "改正流向；流程在此结束的，接一个结束事件",
                    "correct the arrows; where the process ends, add an end event",
                ),
                place=node.place,
            )


def _names(chart: Chart) -> Iterator[Problem]:
    users: dict[str, list[Node]] = {}
    for task in chart.tasks:
        users.setdefault(task.activity, []).append(task)
    for activity, tasks in users.items():
        if not activity:
            for task in tasks:
                yield problem(
                    "chart-nameless",
                    (f"任务 {task.id} 没有名称", f"the task {task.id} has no name"),
                    why=(
                        "任务名称就是痕迹中的行为名称",
                        "a task's name is the name of the activity in the trace",
                    ),
                    mend=("填写任务名称", "name the task"),
                    place=task.place,
                )
        elif len(tasks) > 1 and any(task.stands_for is None for task in tasks):
            yield problem(
                "chart-same-name",
                (
                    f"有 {len(tasks)} 个任务同名“{activity}”",
                    f"{len(tasks)} tasks are called {activity!r}",
                ),
                why=(
                    "无法判断是同一行为的几处，还是笔误",
                    "it cannot be told whether they are one activity drawn twice or a slip",
                ),
                mend=(
                    "改名；若确为同一行为，在每个任务上写明 zhunsheng:activity",
                    "rename one; if they are one activity, set zhunsheng:activity on each",
                ),
                place=tasks[1].place,
            )
