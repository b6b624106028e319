"""Which task of the chart each act of a case was, as well as that can be told."""

from __future__ import annotations

from collections.abc import Sequence

from zhunsheng.charts.chart import Chart
from zhunsheng.charts.game import Game, Graph
from zhunsheng.model.errors import ChartError


def tasks_taken(chart: Chart, activities: Sequence[str]) -> list[str | None]:
    """The id of the task for each activity, in order; ``None`` for one the chart does not have.

    The case is played on the chart. An act that is not possible where the case stands (a
    deviation) leaves it standing there and counts for the first task of that name.
    """
    first = {task.activity: task.id for task in reversed(chart.tasks)}
    try:
        graph = Game(chart).graph()
    except ChartError:
        return [first.get(activity) for activity in activities]
    paths: dict[int, tuple[str | None, ...]] = {0: ()}
    for activity in activities:
        paths = _quiet(graph, paths)
        after: dict[int, tuple[str | None, ...]] = {}
        for move in graph.moves:
            if move.activity == activity and move.source in paths:
                after.setdefault(move.target, (*paths[move.source], move.node))
        paths = after or {s: (*path, first.get(activity)) for s, path in paths.items()}
    return list(next(iter(paths.values())))


def _quiet(
    graph: Graph, paths: dict[int, tuple[str | None, ...]]
) -> dict[int, tuple[str | None, ...]]:
    found = dict(paths)
    while True:
        more = {
            move.target: found[move.source]
            for move in graph.moves
            if move.activity is None and move.source in found and move.target not in found
        }
        if not more:
            return found
        found |= more
