"""Rows: which row of which lane every node stands in, and every long arrow runs through."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.charts.chart import Chart, Flow
from zhunsheng.charts.layout_ranks import Ranks, origin

Slot = tuple[int, int]
"""A lane's number and the row in it."""

_LANE_STEP = 4  # how far apart the same row of two lanes counts, when a row is chosen


@dataclass(slots=True)
class Grid:
    """``row`` of every node; ``through``: the row a long or backward flow runs along."""

    row: dict[str, Slot] = field(default_factory=dict)
    through: dict[str, Slot] = field(default_factory=dict)
    taken: dict[Slot, set[int]] = field(default_factory=dict)

    def rows(self, lane: int) -> int:
        return 1 + max((row for number, row in self.taken if number == lane), default=0)

    def free(self, slot: Slot, columns: range) -> bool:
        return not self.taken.get(slot, set()).intersection(columns)

    def take(self, slot: Slot, columns: range) -> None:
        self.taken.setdefault(slot, set()).update(columns)


def placed(chart: Chart, ranks: Ranks) -> Grid:
    """Nodes first, column by column, near what comes before; then arrows, short ones first."""
    grid = Grid()
    lanes = _lane_numbers(chart, ranks)
    standing = [node for node in chart.nodes if node.kind != "boundary"]
    for node in sorted(standing, key=lambda node: ranks.column[node.id]):
        columns = range(ranks.column[node.id], ranks.column[node.id] + 1)
        before = [
            grid.row[origin(chart, flow)][1]
            for flow in chart.incoming[node.id]
            if flow.id not in ranks.backward
            and grid.row.get(origin(chart, flow), (-1, 0))[0] == lanes[node.id]
        ]
        wanted = before[0] if before else 0
        lane = lanes[node.id]
        options = [(lane, row) for row in range(grid.rows(lane) + 1)]
        slot = min(
            (slot for slot in options if grid.free(slot, columns)),
            key=lambda slot: (abs(slot[1] - wanted), slot[1]),
        )
        grid.row[node.id] = slot
        grid.take(slot, columns)
    for flow in sorted(chart.flows, key=lambda flow: len(_between(chart, ranks, flow))):
        columns = _between(chart, ranks, flow)
        if columns:
            slot = _passage(grid, grid.row[origin(chart, flow)], grid.row[flow.target], columns)
            grid.through[flow.id] = slot
            grid.take(slot, columns)
    return grid


def _between(chart: Chart, ranks: Ranks, flow: Flow) -> range:
    """The columns a flow must pass on its way; for a backward flow, its ends' as well."""
    first, last = ranks.column[origin(chart, flow)], ranks.column[flow.target]
    return range(last, first + 1) if flow.id in ranks.backward else range(first + 1, last)


def _passage(grid: Grid, source: Slot, target: Slot, columns: range) -> Slot:
    def height(slot: Slot) -> int:
        return slot[0] * _LANE_STEP + slot[1]

    lanes = range(min(source[0], target[0]), max(source[0], target[0]) + 1)
    options = [(lane, row) for lane in lanes for row in range(grid.rows(lane) + 1)]

    def cost(slot: Slot) -> tuple[int, bool, Slot]:
        detour = abs(height(slot) - height(source)) + abs(height(slot) - height(target))
        return detour, slot != source, slot

    return min((slot for slot in options if grid.free(slot, columns)), key=cost)


def _lane_numbers(chart: Chart, ranks: Ranks) -> dict[str, int]:
    """Every node's lane; what no lane lists stands with what comes before it."""
    numbers = {lane.id: number for number, lane in enumerate(chart.lanes)}
    found: dict[str, int] = {}
    for node in sorted(chart.nodes, key=lambda node: ranks.column[node.id]):
        lane = chart.lane_of.get(node.id)
        if lane is not None:
            found[node.id] = numbers[lane.id]
            continue
        before = [found[f.source] for f in chart.incoming[node.id] if f.source in found]
        found[node.id] = before[0] if before else 0
    return found
