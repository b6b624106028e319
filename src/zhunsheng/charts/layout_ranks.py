"""Columns: how far each node is from the start, with loops cut."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from zhunsheng.charts.chart import Chart, Flow


@dataclass(frozen=True, slots=True)
class Ranks:
    """``column`` of every node; ``backward``: ids of the flows that lead back (loops)."""

    column: dict[str, int]
    backward: frozenset[str]


def ranked(chart: Chart) -> Ranks:
    """Longest way from the start; a boundary event shares its task's column."""
    backward = frozenset(_backward(chart))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in chart.nodes if node.kind != "boundary")
    graph.add_edges_from(
        (origin(chart, flow), flow.target) for flow in chart.flows if flow.id not in backward
    )
    column = {
        node: number
        for number, generation in enumerate(nx.topological_generations(graph))
        for node in generation
    }
    for node in chart.nodes:
        if node.kind == "boundary":
            column[node.id] = column[node.attached_to or ""]
    return Ranks(column, backward)


def origin(chart: Chart, flow: Flow) -> str:
    """The node a flow starts in; for a boundary event, its task."""
    source = chart.by_id[flow.source]
    return source.attached_to or source.id


def _backward(chart: Chart) -> list[str]:
    """Flows to a node that is still open in a search from the start, in the order of the file."""
    leaving: dict[str, list[Flow]] = {node.id: [] for node in chart.nodes}
    for flow in chart.flows:
        leaving[origin(chart, flow)].append(flow)
    found: list[str] = []
    done: set[str] = set()
    for root in sorted(chart.nodes, key=lambda node: node.kind != "start"):
        if root.id in done or root.kind == "boundary":
            continue
        path = [(root.id, iter(leaving[root.id]))]
        opened = {root.id}
        while path:
            node, flows = path[-1]
            following = next(flows, None)
            if following is None:
                path.pop()
                opened.discard(node)
                done.add(node)
            elif following.target in opened:
                found.append(following.id)
            elif following.target not in done:
                opened.add(following.target)
                path.append((following.target, iter(leaving[following.target])))
    return found
