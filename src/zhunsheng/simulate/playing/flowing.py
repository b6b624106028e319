"""A chart made ready to be played: its nodes and those of the charts played in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx

from zhunsheng.charts.chart import ANY_POST, Chart, Node, Timer
from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.simulate.playing.formula import Formula
from zhunsheng.simulate.playing.play import END, CallBlock, Play, StepBlock

NO_STEP = StepBlock()


@dataclass(frozen=True, slots=True)
class Way:
    """A call ready to be taken: under which condition, and where it begins."""

    when: Formula | None
    entry: str


@dataclass(slots=True)
class Spot:
    """A node as it is played. ``post``: who does it; ``None``: nobody inside. ``arrivals``: how
    many flows lead to it. ``closes``: the join of an inclusive gateway. ``before`` and ``after``:
    steps no chart draws."""

    id: str
    kind: str
    activity: str = ""
    post: str | None = None
    timer: Timer | None = None
    step: StepBlock = NO_STEP
    out: list[str] = field(default_factory=list)
    shares: Mapping[str, Formula | str] = field(default_factory=dict)
    arrivals: int = 0
    closes: str | None = None
    boundaries: list[tuple[str, Formula]] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    before: list[Spot] = field(default_factory=list)
    after: list[Spot] = field(default_factory=list)
    rank: int = 0

    @property
    def prefix(self) -> str:
        """What the names of its chart's nodes begin with."""
        return self.id.rpartition("/")[0] + "/" if "/" in self.id else ""


@dataclass(frozen=True, slots=True)
class Course:
    """A play's spots by id, and where its cases begin."""

    spots: dict[str, Spot]
    start: str


def course_of(play: Play, charts: Mapping[str, Chart]) -> Course:
    """The play's chart with all it calls, or its list of steps.

    Raises PracticeError for names that are not in the charts.
    """
    if play.block.chart is None:
        return _straight(play)
    laying = _Laying(play, charts)
    start = laying.lay(play.block.chart, "", {}, set())
    laying.name_all()
    spots = laying.spots
    _rank(spots, start)
    return Course(spots, start)


def _straight(play: Play) -> Course:
    spots: dict[str, Spot] = {}
    names = [str(step.id) for step in play.block.steps_in_order]
    for number, step in enumerate(play.block.steps_in_order):
        spot = _inserted(step, "")
        spot.out = names[number + 1 : number + 2]
        spot.rank = number
        spots[spot.id] = spot
    return Course(spots, names[0])


def _inserted(step: StepBlock, prefix: str) -> Spot:
    post = None if step.by == "party" else step.post
    return Spot(prefix + str(step.id), "task", str(step.activity), post, step=step)


class _Laying:
    def __init__(self, play: Play, charts: Mapping[str, Chart]) -> None:
        self.play, self.block, self.charts = play, play.block, charts
        self.spots: dict[str, Spot] = {}
        self.used: set[str] = set()

    def lay(self, name: str, prefix: str, exits: Mapping[str, str], within: set[str]) -> str:
        """Adds a chart's spots; the id of its start."""
        if name not in self.charts:
            raise self._fault(
                "practice-no-chart", f"没有流程图“{name}”", f"there is no chart {name}"
            )
        if name in within:
            raise self._fault(
                "practice-calls-itself",
                f"流程图“{name}”调用了自身",
                f"the chart {name} calls itself",
            )
        chart = self.charts[name]
        joins = _inclusive_pairs(chart)
        for node in chart.nodes:
            self.spots[prefix + node.id] = self._spot(chart, node, prefix, exits, joins)
        for node in chart.nodes:
            self._calls(node, prefix, within | {name})
        starts = [node for node in chart.nodes if node.kind == "start"]
        return prefix + starts[0].id

    def _spot(
        self,
        chart: Chart,
        node: Node,
        prefix: str,
        exits: Mapping[str, str],
        joins: Mapping[str, str],
    ) -> Spot:
        name = prefix + node.id
        step = self.block.steps.get(name, NO_STEP)
        lane = chart.lane_of.get(node.id)
        inside = lane is not None and not lane.outside and lane.post != ANY_POST
        post = step.post or (lane.post if inside and lane is not None else None)
        spot = Spot(name, node.kind, node.activity, post, node.timer, step)
        if step.by == "party":
            spot.post = None
        spot.out = [prefix + flow.target for flow in chart.outgoing[node.id]]
        if node.kind in ("end", "terminate") and node.id in exits:
            spot.out = [] if exits[node.id] == END else [exits[node.id]]
        spot.arrivals = len(chart.incoming[node.id])
        spot.shares = {prefix + k: v for k, v in self.block.branches.get(name, {}).items()}
        self.used |= {name} & {*self.block.steps, *self.block.branches}
        if node.id in joins:
            spot.closes = prefix + joins[node.id]
        for boundary in chart.boundaries[node.id]:
            fires = self.block.boundaries.get(prefix + boundary.id)
            if fires is not None:
                spot.boundaries.append((prefix + boundary.id, fires))
        for side, into in (("before", spot.before), ("after", spot.after)):
            for inserted in getattr(self.block.inserts, side).get(name, ()):
                into.append(_inserted(inserted, prefix))
        return spot

    def _calls(self, node: Node, prefix: str, within: set[str]) -> None:
        for call in self.block.calls.get(prefix + node.id, ()):
            inner = f"{prefix}{call.name or call.chart}/"
            if not any(spot.startswith(inner) for spot in self.spots):
                exits = {end: self._outer(prefix, to) for end, to in call.exits.items()}
                self.lay(call.chart, inner, exits, within)
            entry = inner + call.entry if call.entry else self._start(call, inner)
            self.spots[prefix + node.id].ways.append(Way(call.when, entry))

    @staticmethod
    def _outer(prefix: str, to: str) -> str:
        return to if to == END else prefix + to

    def _start(self, call: CallBlock, inner: str) -> str:
        start = next(node.id for node in self.charts[call.chart].nodes if node.kind == "start")
        return inner + start

    def name_all(self) -> None:
        """Every name the play writes must be there."""
        block = self.block
        written = {
            *block.steps, *block.branches, *block.calls, *block.boundaries,
            *block.inserts.before, *block.inserts.after,
        }  # fmt: skip
        for name in sorted(written - set(self.spots)):
            raise self._fault(
                "practice-no-node",
                f"流程图中没有节点“{name}”",
                f"there is no node {name} in the chart",
            )
        for spot in self.spots.values():
            for target in (*spot.out, *spot.shares, *(way.entry for way in spot.ways)):
                if target not in self.spots:
                    raise self._fault(
                        "practice-no-node",
                        f"节点“{spot.id}”指向不存在的“{target}”",
                        f"node {spot.id} leads to {target}, which is not there",
                    )
            if strange := sorted(set(spot.shares) - set(spot.out)):
                raise self._fault(
                    "practice-no-branch",
                    f"节点“{spot.id}”没有通向“{strange[0]}”的分支",
                    f"no branch leads from {spot.id} to {strange[0]}",
                )

    def _fault(self, code: str, zh: str, en: str) -> PracticeError:
        return PracticeError(
            (
                problem(
                    code,
                    (f"演练业务“{self.play.id}”：{zh}", f"play {self.play.id}: {en}"),
                    mend=("对照流程图改正该名称", "mend the name after the chart"),
                    place=self.play.place,
                ),
            )
        )


def _inclusive_pairs(chart: Chart) -> dict[str, str]:
    """For each inclusive gateway that opens a block, the one that closes it."""
    opening = [n.id for n in chart.nodes if n.kind == "inclusive" and len(chart.outgoing[n.id]) > 1]
    if not opening:
        return {}
    graph = nx.DiGraph((flow.target, flow.source) for flow in chart.flows)
    for node in chart.nodes:
        if not chart.outgoing[node.id]:
            graph.add_edge("\x00out", node.id)
    behind = nx.immediate_dominators(graph, "\x00out")
    return {name: behind[name] for name in opening if name in behind}


def _rank(spots: dict[str, Spot], start: str) -> None:
    """Numbers the spots so that all of a case that leads to a spot is played before it."""
    order: list[str] = []
    seen: set[str] = set()
    stack: list[tuple[str, list[str]]] = [(start, _next(spots[start]))]
    seen.add(start)
    while stack:
        name, ahead = stack[-1]
        while ahead and ahead[-1] in seen:
            ahead.pop()
        if ahead:
            following = ahead.pop()
            seen.add(following)
            stack.append((following, _next(spots[following])))
        else:
            order.append(name)
            stack.pop()
    for rank, name in enumerate(reversed(order)):
        spots[name].rank = rank


def _next(spot: Spot) -> list[str]:
    return [*spot.out, *(way.entry for way in spot.ways), *(name for name, _ in spot.boundaries)]
