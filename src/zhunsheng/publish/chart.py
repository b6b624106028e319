"""The public form of a chart: what is done and in what order, not by which post.

Steps marked as internal are taken out and the arrows closed over them. Lanes of posts become one
lane of the authority; lanes of people outside it stay. Ids, names in the
trace, what a step is realised by, what a time runs from, and the coordinates (made for the lanes
of the house) stay behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.charts import Chart
from zhunsheng.charts.chart import UNSAID, Flow, Lane, Node, Timer
from zhunsheng.charts.sentences import period_said
from zhunsheng.charts.timers import period
from zhunsheng.model.text import Text
from zhunsheng.publish.withheld import without_withheld

TIME_SET = Text("规定时限", "time set by law")
AUTHORITY_LANE = "authority"


@dataclass(frozen=True, slots=True)
class PublicStep:
    """A step in words, and who takes it (None where the chart has no lanes).

    ``outside``: somebody outside the authority.
    """

    label: Text
    by: Text | None = None
    outside: bool = False


def public_chart(chart: Chart, *, authority: Text, periods: Mapping[str, Text]) -> Chart:
    """``chart`` as the public may see it.

    ``authority``: what its one inside lane is called; ``periods``: public clock → its length in
    words. A time that hangs on any other clock is shown without its length.
    """
    chart = without_withheld(chart)
    new = {node.id: f"n{place}" for place, node in enumerate(chart.nodes, start=1)}
    return Chart(
        id="chart",
        title=chart.title,
        nodes=tuple(_node(node, new, periods) for node in chart.nodes),
        flows=tuple(
            Flow(f"f{place}", new[flow.source], new[flow.target], label=flow.label)
            for place, flow in enumerate(chart.flows, start=1)
        ),
        lanes=_lanes(chart, new, authority),
    )


def steps(chart: Chart) -> tuple[PublicStep, ...]:
    """The tasks of a public chart in words, in the order of the file, each once."""
    found: dict[PublicStep, None] = {}
    for task in chart.tasks:
        lane = chart.lane_of.get(task.id)
        step = PublicStep(task.label)
        if lane is not None:
            step = PublicStep(task.label, lane.label, lane.outside)
        found[step] = None
    return tuple(found)


def _node(node: Node, new: Mapping[str, str], periods: Mapping[str, Text]) -> Node:
    return Node(
        id=new[node.id],
        kind=node.kind,
        label=_label(node, periods),
        form=_form(node),
        repeats=node.repeats,
        timer=Timer(duration="PT0H") if node.timer is not None else None,
        attached_to=new.get(node.attached_to or ""),
        interrupting=node.interrupting,
    )


def _form(node: Node) -> str:
    """Whether people or a system take a step is internal: every task is a plain one."""
    return "task" if node.kind == "task" else node.form


def _label(node: Node, periods: Mapping[str, Text]) -> Text:
    if node.label != UNSAID or node.timer is None:
        return node.label
    if node.timer.clock is not None:
        return periods.get(node.timer.clock, TIME_SET)
    try:
        return period_said(period(node.timer))
    except ValueError:
        return TIME_SET


def _lanes(chart: Chart, new: Mapping[str, str], authority: Text) -> tuple[Lane, ...]:
    """People outside first, the authority below them: it is they who look at the drawing."""
    outside = [lane for lane in chart.lanes if lane.outside]
    inside = {m for lane in chart.lanes if not lane.outside for m in lane.members}
    found = [
        Lane(
            f"l{place}",
            "",
            label=lane.label,
            members=tuple(new[m] for m in lane.members if m in new),
            outside=True,
        )
        for place, lane in enumerate(outside, start=1)
    ]
    if len(outside) < len(chart.lanes):
        members = tuple(new[node.id] for node in chart.nodes if node.id in inside)
        found.append(Lane(AUTHORITY_LANE, "", label=authority, members=members))
    return tuple(found)
