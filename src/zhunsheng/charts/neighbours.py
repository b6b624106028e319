"""The tasks directly before and after a node, past gateways and events."""

from __future__ import annotations

from collections.abc import Callable

from zhunsheng.charts.chart import Chart


def before(chart: Chart, node: str) -> tuple[str, ...]:
    """Activities of the tasks from which an arrow leads to ``node`` without another task between.

    A boundary event stands after what stands before its task: when it occurs, the task is not done.
    """

    def back(at: str) -> list[str]:
        sources = [flow.source for flow in chart.incoming[at]]
        attached = chart.by_id[at].attached_to
        return [*sources, *(back(attached) if attached else [])]

    return _nearest(chart, node, back)


def after(chart: Chart, node: str) -> tuple[str, ...]:
    """Activities of the tasks to which an arrow leads from ``node`` without another between."""

    def onward(at: str) -> list[str]:
        return [flow.target for flow in chart.outgoing[at]]

    return _nearest(chart, node, onward)


def _nearest(chart: Chart, node: str, step: Callable[[str], list[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    seen: set[str] = set()
    todo = step(node)
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        known = chart.by_id[at]
        if known.kind == "task":
            found[known.activity] = None
        else:
            todo.extend(step(at))
    return tuple(sorted(found))
