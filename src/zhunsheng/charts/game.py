"""The token game: every state a chart can be in, and the steps between them.

BPMN 2.0 §13 gives charts a meaning by tokens that travel along the flows. A state is the set of
places that hold a token: flows, and inside a task with a non-interrupting boundary event whether
it is at work and which events can still occur. In a sound chart no place ever holds two tokens,
so a set is enough; a move that would put a second token on a place is recorded as *unsafe*.

Tasks and ends take a token from any one incoming flow. An inclusive join waits, as §13.4.3 says,
until no token elsewhere can still reach one of its empty incoming flows other than through it,
unless that token can as well reach one that is filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from zhunsheng.charts.chart import Chart, Node
from zhunsheng.model.errors import ChartError, Problem, problem

State = frozenset[str]
MAX_STATES = 20_000


@dataclass(frozen=True, slots=True)
class Move:
    """One step of the game. ``activity`` is ``None`` for a silent one; ``node`` made it."""

    source: int
    activity: str | None
    node: str
    target: int


@dataclass(slots=True)
class Graph:
    """All reachable states (0 is the first) and moves.

    ``final``: the number of the state without tokens, ``None`` if it is never reached.
    ``unsafe``: places that could receive a second token, with the node that would put it there.
    """

    states: list[State]
    moves: list[Move] = field(default_factory=list)
    final: int | None = None
    unsafe: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Firing:
    activity: str | None
    node: str
    taken: State
    put: tuple[str, ...]


class Game:
    """The rules of one chart. ``max_states``: past this many the chart is refused, not guessed."""

    def __init__(self, chart: Chart, *, max_states: int = MAX_STATES) -> None:
        self.chart = chart
        self.max_states = max_states
        self.ins = {n: tuple(f.id for f in flows) for n, flows in chart.incoming.items()}
        self.outs = {n: tuple(f.id for f in flows) for n, flows in chart.outgoing.items()}
        self._reaching: dict[str, dict[str, frozenset[str]]] = {}

    def first(self) -> State:
        """The state right after the start event."""
        starts = [n for n in self.chart.nodes if n.kind == "start"]
        return frozenset(flow for start in starts for flow in self.outs[start.id])

    def graph(self) -> Graph:
        """Every reachable state. Raises ChartError past ``max_states`` states."""
        first = self.first()
        graph = Graph([first])
        number = {first: 0}
        for source in _growing(graph.states):
            state = graph.states[source]
            for firing in self.firings(state):
                rest = state - firing.taken
                doubled = [place for place in firing.put if place in rest]
                graph.unsafe.extend((place, firing.node) for place in doubled)
                if doubled:
                    continue
                after = rest | frozenset(firing.put)
                if after not in number:
                    if len(graph.states) >= self.max_states:
                        raise ChartError((self._too_large(),))
                    number[after] = len(graph.states)
                    graph.states.append(after)
                graph.moves.append(Move(source, firing.activity, firing.node, number[after]))
        graph.final = number.get(frozenset())
        return graph

    def firings(self, state: State) -> Iterator[_Firing]:
        """What can happen next in a state."""
        for node in self.chart.nodes:
            match node.kind:
                case "task":
                    yield from self._task(node, state)
                case "event":
                    for flow in self._filled(node, state):
                        yield _Firing(None, node.id, frozenset({flow}), self.outs[node.id])
                case "exclusive":
                    for flow in self._filled(node, state):
                        for out in self.outs[node.id]:
                            yield _Firing(None, node.id, frozenset({flow}), (out,))
                case "parallel":
                    flows = frozenset(self.ins[node.id])
                    if flows and flows <= state:
                        yield _Firing(None, node.id, flows, self.outs[node.id])
                case "inclusive":
                    yield from self._inclusive(node, state)
                case "end":
                    for flow in self._filled(node, state):
                        yield _Firing(None, node.id, frozenset({flow}), ())
                case "terminate":
                    if self._filled(node, state):
                        yield _Firing(None, node.id, state, ())

    def _filled(self, node: Node, state: State) -> tuple[str, ...]:
        return tuple(flow for flow in self.ins[node.id] if flow in state)

    def _task(self, node: Node, state: State) -> Iterator[_Firing]:
        events = [b for b in self.chart.boundaries[node.id] if self.outs[b.id]]
        besides = [b for b in events if not b.interrupting]
        working = f"{node.id} at work"
        waiting = {b.id: f"{b.id} waiting" for b in besides}
        if besides:
            for flow in self._filled(node, state):
                yield _Firing(None, node.id, frozenset({flow}), (working, *waiting.values()))
            starts = [frozenset({working})] if working in state else []
            for event in besides:
                if waiting[event.id] in state:
                    taken = frozenset({waiting[event.id]})
                    yield _Firing(None, event.id, taken, self.outs[event.id])
        else:
            starts = [frozenset({flow}) for flow in self._filled(node, state)]
        for start in starts:
            taken = start | (frozenset(waiting.values()) & state)
            yield _Firing(node.activity, node.id, taken, self.outs[node.id])
            if node.repeats:
                yield _Firing(node.activity, node.id, start, tuple(start))
            for event in events:
                if event.interrupting:
                    yield _Firing(None, event.id, taken, self.outs[event.id])

    def _inclusive(self, node: Node, state: State) -> Iterator[_Firing]:
        filled = frozenset(self._filled(node, state))
        if not filled or not self._may_join(node, state, filled):
            return
        outs = self.outs[node.id]
        for size in range(1, len(outs) + 1):
            for chosen in combinations(outs, size):
                yield _Firing(None, node.id, filled, chosen)

    def _may_join(self, node: Node, state: State, filled: State) -> bool:
        empty = frozenset(self.ins[node.id]) - filled
        if not empty:
            return True
        reaching = self._reaching_flows(node)
        for place in state - filled:
            ahead = reaching[place]
            if ahead & empty and not ahead & filled:
                return False
        return True

    def _reaching_flows(self, join: Node) -> dict[str, frozenset[str]]:
        """For every place: the incoming flows of ``join`` a token there can still come to,
        on a path that does not pass through ``join``."""
        if join.id not in self._reaching:
            after: dict[str, set[str]] = {}
            for flow in self.chart.flows:
                nodes = [flow.target, *(b.id for b in self.chart.boundaries[flow.target])]
                onward = {f for n in nodes for f in self.outs[n]}
                after[flow.id] = set() if flow.target == join.id else onward
            for node in self.chart.nodes:
                own = {f for b in self.chart.boundaries[node.id] for f in self.outs[b.id]}
                after[f"{node.id} at work"] = set(self.outs[node.id]) | own
                if node.kind == "boundary":
                    after[f"{node.id} waiting"] = set(self.outs[node.id])
            goals = frozenset(self.ins[join.id])
            self._reaching[join.id] = {p: _closure(p, after) & goals for p in after}
        return self._reaching[join.id]

    def _too_large(self) -> Problem:
        return problem(
            "chart-too-large",
            (
                f"流程图可能出现的状态超过 {self.max_states} 个",
                f"the chart can be in more than {self.max_states} states",
            ),
            why=(
                "超过这一上限就不再逐一检查，也不作猜测",
                "past this limit states are no longer checked one by one, and nothing is guessed",
            ),
            mend=(
                "减少同时进行的并行分支，或把图拆成几张",
                "have fewer branches run at the same time, or split the chart",
            ),
            place=self.chart.place(""),
        )


def _closure(start: str, after: dict[str, set[str]]) -> frozenset[str]:
    seen = {start}
    todo = [start]
    while todo:
        for place in after[todo.pop()]:
            if place not in seen:
                seen.add(place)
                todo.append(place)
    return frozenset(seen)


def _growing(items: list[State]) -> Iterator[int]:
    at = 0
    while at < len(items):
        yield at
        at += 1
