"""Where to draw things, for charts that come without coordinates.

The layered method of Sugiyama, Tagawa and Toda (1981), with lanes: every node gets a column (the
longest way from the start, loops cut), every lane as many rows as it needs, and an arrow over
several columns a free stretch of a row, so that no arrow runs through a box. Bends lie in the
gaps between columns, one track for each source, so that no two arrows lie on one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from zhunsheng.charts.chart import GATEWAYS, Box, Chart, Flow, Layout, Node, Route
from zhunsheng.charts.layout_grid import Grid, Slot, placed
from zhunsheng.charts.layout_ranks import Ranks, origin, ranked
from zhunsheng.charts.lettering import width_of

TASK = (138.0, 66.0)
GATEWAY = (44.0, 44.0)
EVENT = (36.0, 36.0)
BORDER_EVENT = (30.0, 30.0)
NARROW = 66.0  # a column without tasks: room for the words under its gateways and events
GAP = 24.0
TRACK = 11.0
ROW = 122.0
PASSAGE = 34.0  # a row that only arrows run through
MARGIN = 20.0
POOL_HEAD = 30.0
LANE_HEAD = 34.0
LABEL_SIZE = 12.0


def size_of(node: Node) -> tuple[float, float]:
    """Width and height of a node's box."""
    if node.kind == "task":
        return TASK
    if node.kind == "boundary":
        return BORDER_EVENT
    return GATEWAY if node.kind in GATEWAYS else EVENT


def lay_out(chart: Chart) -> Layout:
    """A readable layout, the same for the same chart every time."""
    return _Drawing(chart).layout()


@dataclass(frozen=True, slots=True)
class _Bend:
    """A vertical stretch of a flow in the gap right of a column."""

    gap: int
    key: tuple[str, str]
    top: float
    bottom: float
    start: float


class _Drawing:
    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.ranks: Ranks = ranked(chart)
        self.grid: Grid = placed(chart, self.ranks)
        self.bands = self._bands()
        self.tracks = self._tracks()
        self.lefts, self.widths, self.right = self._columns()

    def layout(self) -> Layout:
        boxes = {node.id: self._box(node) for node in self.chart.nodes}
        routes = {flow.id: self._route(flow, boxes) for flow in self.chart.flows}
        left = MARGIN + POOL_HEAD if self.chart.lanes else MARGIN
        for number, lane in enumerate(self.chart.lanes):
            rows = [self.bands[(number, row)] for row in range(self.grid.rows(number))]
            top, bottom = rows[0][0], rows[-1][1]
            boxes[lane.id] = Box(left, top, self.right - left, bottom - top)
        return Layout(boxes, routes)

    def _bands(self) -> dict[Slot, tuple[float, float]]:
        """Top and bottom of every row; rows without nodes are narrow."""
        standing = set(self.grid.row.values())
        top = MARGIN
        bands: dict[Slot, tuple[float, float]] = {}
        for lane in range(max(1, len(self.chart.lanes))):
            for row in range(self.grid.rows(lane)):
                height = ROW if (lane, row) in standing or row == 0 else PASSAGE
                bands[(lane, row)] = (top, top + height)
                top += height
        return bands

    def _level(self, slot: Slot) -> float:
        top, bottom = self.bands[slot]
        return (top + bottom) / 2

    def _leaves_at(self, flow: Flow) -> float:
        """The height at which a flow leaves its source: a boundary event sits on the lower edge."""
        level = self._level(self.grid.row[origin(self.chart, flow)])
        return level + (TASK[1] / 2 if self.chart.by_id[flow.source].kind == "boundary" else 0)

    def _bends(self, flow: Flow) -> list[_Bend]:
        """The verticals of a flow, from its source on."""
        start, end = self._leaves_at(flow), self._level(self.grid.row[flow.target])
        first = self.ranks.column[flow.source]
        last = self.ranks.column[flow.target] - 1
        if flow.id not in self.grid.through:
            return [_bend(first, ("from", flow.source), start, end)]
        middle = self._level(self.grid.through[flow.id])
        return [
            _bend(first, ("from", flow.source), start, middle),
            _bend(last, ("to", flow.target), middle, end),
        ]

    def _tracks(self) -> dict[tuple[int, tuple[str, str]], int]:
        """The track of every bundle of verticals, counted from the left of its gap.

        Downward ones from higher up go further right, upward ones from further down: so their
        horizontal ends do not cross them.
        """
        bundles: dict[tuple[int, tuple[str, str]], list[_Bend]] = {}
        for flow in self.chart.flows:
            for bend in self._bends(flow):
                if bend.top != bend.bottom:
                    bundles.setdefault((bend.gap, bend.key), []).append(bend)

        def order(item: tuple[tuple[int, tuple[str, str]], list[_Bend]]) -> tuple[bool, float]:
            (_, (role, _)), bends = item
            down = sum(b.bottom - b.start - (b.start - b.top) for b in bends) >= 0
            return role == "to", -bends[0].start if down else bends[0].start

        tracks: dict[tuple[int, tuple[str, str]], int] = {}
        spans: list[tuple[int, float, float, int]] = []
        for bundle, bends in sorted(bundles.items(), key=order):
            top, bottom = min(b.top for b in bends), max(b.bottom for b in bends)
            near = [
                track
                for gap, above, below, track in spans
                if gap == bundle[0] and top <= below and above <= bottom
            ]
            tracks[bundle] = max(near, default=-1) + 1
            spans.append((bundle[0], top, bottom, tracks[bundle]))
        return tracks

    def _columns(self) -> tuple[dict[int, float], dict[int, float], float]:
        """Left edge and width of every column, and the right edge of the whole."""
        count = 1 + max(self.ranks.column.values())
        x = MARGIN + (POOL_HEAD + LANE_HEAD if self.chart.lanes else 0)
        lefts, widths = {}, {}
        for column in range(-1, count):
            if column >= 0:
                inside = [n for n in self.chart.nodes if self.ranks.column[n.id] == column]
                wide = any(node.kind == "task" for node in inside)
                lefts[column], widths[column] = x, TASK[0] if wide else NARROW
                x += widths[column]
            x += GAP + TRACK * self._track_count(column) + self._label_width(column)
        return lefts, widths, x + GAP

    def _track_count(self, gap: int) -> int:
        return max((track + 1 for (at, _), track in self.tracks.items() if at == gap), default=0)

    def _label_width(self, gap: int) -> float:
        """Room for the words of flows that end in the next column; longer ones have room."""
        leaving = [
            flow
            for flow in self.chart.flows
            if self.ranks.column[flow.source] == gap and flow.id not in self.grid.through
        ]
        labels = [text for f in leaving for text in (f.label.zh, f.label.en) if text]
        return max((ceil(width_of(text, LABEL_SIZE)) + 6.0 for text in labels), default=0.0)

    def _box(self, node: Node) -> Box:
        width, height = size_of(node)
        if node.kind == "boundary":
            siblings = self.chart.boundaries[node.attached_to or ""]
            x, y = self._corner(self.chart.by_id[node.attached_to or ""])
            place = siblings[::-1].index(node)
            return Box(
                x + TASK[0] - (place + 1) * (width + 6), y + TASK[1] - height / 2, width, height
            )
        x, y = self._corner(node)
        return Box(x, y, width, height)

    def _corner(self, node: Node) -> tuple[float, float]:
        width, height = size_of(node)
        column = self.ranks.column[node.id]
        x = self.lefts[column] + (self.widths[column] - width) / 2
        return x, self._level(self.grid.row[node.id]) - height / 2

    def _route(self, flow: Flow, boxes: dict[str, Box]) -> Route:
        source, target = boxes[flow.source], boxes[flow.target]
        points = [(source.right, self._leaves_at(flow))]
        for bend in self._bends(flow):
            if bend.top != bend.bottom:
                x = self._track_x(bend)
                other = bend.bottom if bend.start == bend.top else bend.top
                points += [(x, bend.start), (x, other)]
        points.append((target.x, self._level(self.grid.row[flow.target])))
        return tuple(points)

    def _track_x(self, bend: _Bend) -> float:
        track = self.tracks[(bend.gap, bend.key)]
        if bend.gap < 0:
            return self.lefts[0] - GAP / 2 - TRACK * track
        return self.lefts[bend.gap] + self.widths[bend.gap] + GAP / 2 + TRACK * track


def _bend(gap: int, key: tuple[str, str], start: float, end: float) -> _Bend:
    return _Bend(gap, key, min(start, end), max(start, end), start)
