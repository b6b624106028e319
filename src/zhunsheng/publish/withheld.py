"""A chart without the steps that are marked internal, as if they had never been drawn."""

from __future__ import annotations

from dataclasses import replace

from zhunsheng.charts import Chart
from zhunsheng.charts.chart import GATEWAYS, Flow, Node
from zhunsheng.model.text import Text


def without_withheld(chart: Chart) -> Chart:
    """``chart`` without nodes that are not public and without what only they lead to.

    An arrow into a step that is taken out goes on to where the step led. A gateway that is left
    with one way in and one way out decides nothing and is taken out as well.
    """
    hidden = [node for node in chart.nodes if not node.public]
    if not hidden:
        return chart
    nodes = {node.id: node for node in chart.nodes}
    flows = list(chart.flows)
    for node in hidden:
        for boundary in chart.boundaries[node.id]:
            flows = _taken_out(nodes, flows, boundary, close=False)
        flows = _taken_out(nodes, flows, node, close=node.kind != "boundary")
    flows = _without_empty_branches(nodes, _reached(nodes, flows))
    while (idle := _idle(nodes, flows)) is not None:
        flows = _taken_out(nodes, flows, idle, close=True)
    return replace(
        chart,
        nodes=tuple(node for node in chart.nodes if node.id in nodes),
        flows=tuple(flows),
        lanes=tuple(
            replace(lane, members=tuple(m for m in lane.members if m in nodes))
            for lane in chart.lanes
        ),
        layout=None,
    )


def _taken_out(nodes: dict[str, Node], flows: list[Flow], node: Node, *, close: bool) -> list[Flow]:
    """The flows without those of the node; with ``close`` arrows into it go on past it."""
    nodes.pop(node.id, None)
    into = [flow for flow in flows if flow.target == node.id and flow.source != node.id]
    out = [flow for flow in flows if flow.source == node.id and flow.target != node.id]
    past = [
        # what stands on an arrow out is the answer to a question that is gone
        Flow(f"{before.id}+{after.id}", before.source, after.target, label=before.label)
        for before in into
        for after in out
        if close and before.source != after.target
    ]
    rest: list[Flow] = []
    for flow in flows:
        if flow in into and close:
            rest += [one for one in past if one.id.startswith(f"{flow.id}+")]
        elif node.id not in (flow.source, flow.target):
            rest.append(flow)
    return _each_once(rest)


def _each_once(flows: list[Flow]) -> list[Flow]:
    """Two arrows between the same steps say the same once the step between them is gone."""
    found: dict[tuple[str, str], Flow] = {}
    for flow in flows:
        known = found.get((flow.source, flow.target))
        if known is None:
            found[flow.source, flow.target] = flow
        elif known.label != flow.label:
            found[flow.source, flow.target] = replace(known, label=Text("", ""))
    return list(found.values())


def _without_empty_branches(nodes: dict[str, Node], flows: list[Flow]) -> list[Flow]:
    """Of parallel branches one on which nothing is done says nothing."""
    found = list(flows)
    for flow in flows:
        ends = (nodes[flow.source], nodes[flow.target])
        beside = [one for one in found if one.source == flow.source and one is not flow]
        if beside and all(node.kind == "parallel" for node in ends):
            found.remove(flow)
    return found


def _reached(nodes: dict[str, Node], flows: list[Flow]) -> list[Flow]:
    """Takes out of ``nodes`` what no start leads to any more; the flows that are left."""
    waiting = [node.id for node in nodes.values() if node.kind == "start"]
    seen: set[str] = set()
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        waiting += [flow.target for flow in flows if flow.source == at]
        waiting += [node.id for node in nodes.values() if node.attached_to == at]
    for node in list(nodes):
        if node not in seen:
            del nodes[node]
    return [flow for flow in flows if flow.source in nodes and flow.target in nodes]


def _idle(nodes: dict[str, Node], flows: list[Flow]) -> Node | None:
    for node in nodes.values():
        into = sum(flow.target == node.id for flow in flows)
        out = sum(flow.source == node.id for flow in flows)
        if node.kind in GATEWAYS and into == 1 and out == 1:
            return node
    return None
