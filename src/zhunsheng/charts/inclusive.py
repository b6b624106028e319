"""Inclusive joins that can be judged: those that close a block.

How long an inclusive join waits is agreed only where it closes a block that one gateway opens;
elsewhere editors and engines differ. Such charts are refused rather than guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from zhunsheng.charts.chart import GATEWAYS, Chart
from zhunsheng.model.errors import Problem, problem

_IN, _OUT = ":in", ":out"


def unjudged_joins(chart: Chart) -> Iterator[Problem]:
    """One problem for every inclusive join that does not close a block."""
    joins = [
        node
        for node in chart.nodes
        if node.kind == "inclusive" and len(chart.incoming[node.id]) > 1
    ]
    if not joins:
        return
    graph = _graph(chart)
    if not (graph.has_node(_IN) and graph.has_node(_OUT)):
        return
    ahead = nx.immediate_dominators(graph, _IN)
    behind = nx.immediate_dominators(graph.reverse(copy=True), _OUT)
    for join in joins:
        if join.id not in ahead or join.id not in behind:
            continue  # not reachable, or no way to an end: reported as such
        opener = ahead[join.id]
        known = chart.by_id.get(opener)
        closed = (
            known is not None
            and known.kind in GATEWAYS
            and len(chart.outgoing[opener]) > 1
            and behind.get(opener) == join.id
        )
        if not closed:
            yield problem(
                "chart-inclusive-join",
                (
                    f"包容网关 {join.label.zh or join.id} 汇合的分支不是由同一网关分出的",
                    f"the inclusive gateway {join.label.en or join.id} joins branches "
                    "that no single gateway opened",
                ),
                why=(
                    "它应等待哪些分支没有一致的解释",
                    "there is no agreed reading of which branches it waits for",
                ),
                mend=(
                    "让它与分出这些分支的网关成对，或改用排他、并行网关",
                    "pair it with the gateway that opens the branches, "
                    "or use exclusive or parallel gateways",
                ),
                place=join.place,
            )


def _graph(chart: Chart) -> nx.DiGraph[str]:
    """The flows, with boundary events reached through their task, one entry and one exit."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((flow.source, flow.target) for flow in chart.flows)
    for node in chart.nodes:
        if node.kind == "start":
            graph.add_edge(_IN, node.id)
        elif node.kind in ("end", "terminate"):
            graph.add_edge(node.id, _OUT)
        elif node.kind == "boundary" and chart.outgoing[node.id] and node.attached_to:
            for flow in chart.incoming[node.attached_to]:
                graph.add_edge(flow.source, node.id)
    return graph
