"""All traces a chart allows, up to a length: the slow and certain answer, for proofs."""

from __future__ import annotations

from collections import defaultdict

from zhunsheng.charts.chart import Chart
from zhunsheng.charts.game import Game, Graph


def play_out(chart: Chart, *, max_length: int) -> set[tuple[str, ...]]:
    """Every complete trace of at most ``max_length`` activities.

    Exponential in ``max_length`` where branches run in parallel: meant for small charts.
    """
    graph = Game(chart).graph()
    silent, loud = steps_of(graph)
    found: set[tuple[str, ...]] = set()
    layer: dict[tuple[str, ...], frozenset[int]] = {(): close(frozenset({0}), silent)}
    for length in range(max_length + 1):
        found |= {trace for trace, states in layer.items() if graph.final in states}
        if length == max_length:
            break
        longer: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for trace, states in layer.items():
            for state in states:
                for activity, target in loud[state]:
                    longer[*trace, activity].add(target)
        layer = {trace: close(frozenset(states), silent) for trace, states in longer.items()}
    return found


def accepts(chart: Chart, trace: tuple[str, ...], *, unfinished: bool = False) -> bool:
    """Whether the chart allows this trace; with ``unfinished``, whether it can still become one."""
    graph = Game(chart).graph()
    silent, loud = steps_of(graph)
    states = close(frozenset({0}), silent)
    for activity in trace:
        after = {target for s in states for label, target in loud[s] if label == activity}
        states = close(frozenset(after), silent)
    return bool(states) if unfinished else graph.final in states


def steps_of(graph: Graph) -> tuple[list[list[int]], list[list[tuple[str, int]]]]:
    """By state: where silent moves lead, and (activity, where to) of the others."""
    silent: list[list[int]] = [[] for _ in graph.states]
    loud: list[list[tuple[str, int]]] = [[] for _ in graph.states]
    for move in graph.moves:
        if move.activity is None:
            silent[move.source].append(move.target)
        else:
            loud[move.source].append((move.activity, move.target))
    return silent, loud


def close(states: frozenset[int], silent: list[list[int]]) -> frozenset[int]:
    """The states reached by silent moves alone."""
    seen = set(states)
    todo = list(states)
    while todo:
        for target in silent[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return frozenset(seen)
