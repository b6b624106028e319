"""Whether a chart is sound: every step can be taken, and from everywhere it can end.

Soundness is decided on the complete graph of states (see :mod:`zhunsheng.charts.game`), not by
rules of thumb: no flow ever receives a second token (branches that run in parallel are joined),
every task occurs in some state, and from every reachable state the state without tokens can be
reached (nothing waits for ever, nothing is left behind).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from zhunsheng.charts.chart import Chart
from zhunsheng.charts.game import Game, Graph
from zhunsheng.charts.structure import called, structure_problems
from zhunsheng.model.errors import ChartError, Problem, problem


def check(chart: Chart) -> list[Problem]:
    """Everything that is wrong with the chart; empty for a sound one.

    The token game is played only where the drawing itself is in order.
    """
    found = structure_problems(chart)
    if found:
        return found
    try:
        graph = Game(chart).graph()
    except ChartError as refused:
        return list(refused.problems)
    return soundness_problems(chart, graph)


def soundness_problems(chart: Chart, graph: Graph) -> list[Problem]:
    """What the token game brings to light."""
    unsafe = list(_unsafe(chart, graph))
    if unsafe:
        return unsafe  # states past a doubled token were not explored: nothing else is certain
    return [*_never_done(chart, graph), *_stuck(chart, graph)]


def _unsafe(chart: Chart, graph: Graph) -> Iterator[Problem]:
    for node_id in dict.fromkeys(node for _, node in graph.unsafe):
        zh, en = called(chart.by_id[node_id])
        yield problem(
            "chart-not-joined",
            (
                f"并行分支未汇合就经过“{zh}”",
                f"branches that run in parallel pass {en!r} without having been joined",
            ),
            why=("其后的步骤会被重复执行", "the steps after it would be taken more than once"),
            mend=(
                "并行（或包容）网关分出的分支，须用同类网关汇合",
                "join what a parallel (or inclusive) gateway opened with a gateway of its kind",
            ),
            place=chart.by_id[node_id].place,
        )


def _never_done(chart: Chart, graph: Graph) -> Iterator[Problem]:
    made = {move.node for move in graph.moves}
    for task in chart.tasks:
        if task.id not in made:
            yield problem(
                "chart-unreachable",
                (f"“{task.label.zh}”永远不会执行", f"{task.label.en!r} can never be done"),
                why=("没有任何状态能走到它", "no state the chart can be in leads to it"),
                mend=("检查通往它的流向和网关", "look at the arrows and gateways before it"),
                place=task.place,
            )


def _stuck(chart: Chart, graph: Graph) -> Iterator[Problem]:
    back: dict[int, list[int]] = defaultdict(list)
    for move in graph.moves:
        back[move.target].append(move.source)
    ending: set[int] = set()
    todo = [graph.final] if graph.final is not None else []
    while todo:
        state = todo.pop()
        if state not in ending:
            ending.add(state)
            todo.extend(back[state])
    moving = {move.source for move in graph.moves}
    lost = [state for state in range(len(graph.states)) if state not in ending]
    dead = [state for state in lost if state not in moving]
    waiting = dict.fromkeys(
        node.id
        for state in dead
        for node in chart.nodes
        if any(flow.id in graph.states[state] for flow in chart.incoming[node.id])
    )
    for node_id in waiting:
        zh, en = called(chart.by_id[node_id])
        yield problem(
            "chart-deadlock",
            (f"流程会在“{zh}”处永远等待", f"the process can wait at {en!r} for ever"),
            why=(
                "它等待的另一分支可能没有被选中",
                "the other branch it waits for may not have been chosen",
            ),
            mend=(
                "排他网关分出的分支用排他网关汇合",
                "join what an exclusive gateway opened with an exclusive gateway",
            ),
            place=chart.by_id[node_id].place,
        )
    if lost and not dead:
        places = sorted({p for s in lost for p in graph.states[s]})
        nodes = dict.fromkeys(f.target for f in chart.flows if f.id in places)
        names = [called(chart.by_id[n]) for n in nodes]
        yield problem(
            "chart-endless",
            (
                "流程会进入永远不能结束的循环：" + "、".join(zh for zh, _ in names),
                "the process can get into a loop it never ends: "
                + ", ".join(en for _, en in names),
            ),
            mend=("为循环画一条通往结束的出路", "draw a way out of the loop to an end"),
            place=chart.by_id[next(iter(nodes))].place if nodes else chart.place(""),
        )
