"""Our own layout: nothing overlaps, no arrow runs through a box."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings

from charts.trees import Tree, drawn, trees
from zhunsheng.charts import Chart
from zhunsheng.charts.chart import Box, Layout
from zhunsheng.charts.draw_labels import overlap
from zhunsheng.charts.layout import lay_out
from zhunsheng.charts.layout_grid import Grid


def crossings(chart: Chart, layout: Layout) -> list[tuple[str, str]]:
    """Flows that run through a node that is not their own, and nodes that overlap."""
    found = []
    nodes = {n.id: layout.boxes[n.id] for n in chart.nodes}
    for one, other in combinations(nodes, 2):
        if overlap(nodes[one], nodes[other]):
            found.append((one, other))
    for flow in chart.flows:
        for (x1, y1), (x2, y2) in pairwise(layout.routes[flow.id]):
            line = Box(min(x1, x2) - 1, min(y1, y2) - 1, abs(x2 - x1) + 2, abs(y2 - y1) + 2)
            for name, box in nodes.items():
                inner = Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6)
                if overlap(line, inner):
                    found.append((flow.id, name))
    return found


@settings(max_examples=150, deadline=None)
@given(trees(names="ABCDEFGH", depth=4))
def test_nothing_is_drawn_over_anything_else(tree: Tree) -> None:
    chart = drawn(tree)
    assert crossings(chart, lay_out(chart)) == []


@settings(max_examples=100, deadline=None)
@given(trees(names="ABCDEFGH", depth=4))
def test_arrows_are_orthogonal_and_start_and_end_at_their_nodes(tree: Tree) -> None:
    chart = drawn(tree)
    layout = lay_out(chart)
    for flow in chart.flows:
        route = layout.routes[flow.id]
        assert all(x1 == x2 or y1 == y2 for (x1, y1), (x2, y2) in pairwise(route))
        source, target = layout.boxes[flow.source], layout.boxes[flow.target]
        assert route[0] == (source.right, source.center[1])
        assert route[-1] == (target.x, target.center[1])


@settings(max_examples=100, deadline=None)
@given(trees(names="ABCDEFGH", depth=4))
def test_every_task_stands_in_its_lane(tree: Tree) -> None:
    chart = drawn(tree)
    layout = lay_out(chart)
    for task in chart.tasks:
        lane, box = layout.boxes[chart.lane_of[task.id].id], layout.boxes[task.id]
        assert lane.y < box.y
        assert box.bottom < lane.bottom


def test_a_grid_that_hands_out_taken_places_would_be_noticed(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(Grid, "free", lambda *_: True)
    leaves = tuple(Tree("task", name) for name in "AB")
    chart = drawn(Tree("xor", "", (*leaves, Tree("skip"))))
    assert crossings(chart, lay_out(chart)) != []
