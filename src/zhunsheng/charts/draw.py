"""Charts → SVG: for the public, for the office, and coloured by what happened to one case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from zhunsheng.charts import draw_task, palette
from zhunsheng.charts.chart import Chart, Flow, Layout, Node
from zhunsheng.charts.draw_places import called, words_outside
from zhunsheng.charts.draw_symbols import add, arrow, number, sheet, symbol
from zhunsheng.charts.draw_text import NAME_SIZE, SIDE_SIZE, SMALL, lane_name, lines_in
from zhunsheng.charts.happening import DEVIATES, Happening
from zhunsheng.charts.layout import LANE_HEAD, lay_out
from zhunsheng.charts.lettering import width_of
from zhunsheng.charts.palette import COLOURS, Look
from zhunsheng.charts.replay import tasks_taken
from zhunsheng.charts.structure import refuse_broken
from zhunsheng.model.text import Text

HEAD = 46.0  # the title above the drawing
FOOT = 34.0  # one line of the legend below it

LEGEND: tuple[tuple[Look, Text], ...] = (
    ("done", Text("已办理，数字为先后次序", "done, numbered in the order it was done")),
    ("deviates", Text("已办理，但偏离标准", "done, but deviates from a standard")),
    ("open", Text("未办理", "not done")),
)
STRAY = Text("图上没有的行为：{acts}", "acts that are not in the chart: {acts}")


def draw(
    chart: Chart,
    *,
    happened: Sequence[Happening] | None = None,
    counts: Mapping[str, int] | None = None,
    language: str = "zh",
) -> str:
    """The chart as one self-contained SVG document, in ``zh`` or ``en``.

    With ``happened`` (the acts of one case in order) every step shows whether it was done: by
    colour, by number and by word. With ``counts`` (activity → how often it was done in many cases)
    every step says its count. Without either, the chart is shown as the rule it is.

    Coordinates come from the file, or from :func:`zhunsheng.charts.layout.lay_out` where it has
    none. A chart need not be sound to be drawn; raises ChartError where its arrows lead nowhere.
    """
    refuse_broken(chart)
    return _Sheet(chart, happened, counts, language).svg()


MOST_STRAY = 6
"""Acts off the chart that its legend names; a report lists them all beside it."""


class _Sheet:
    def __init__(
        self,
        chart: Chart,
        happened: Sequence[Happening] | None,
        counts: Mapping[str, int] | None,
        language: str,
    ) -> None:
        self.chart = chart
        self.counts = counts
        self.language = language
        self.layout = _complete(chart)
        self.words = words_outside(chart, self.layout, self.say)
        self.coloured = happened is not None
        self.done: dict[str, list[tuple[int, Happening]]] = {}
        self.stray: list[Happening] = []
        acts = list(happened or ())
        taken = tasks_taken(chart, [act.activity for act in acts])
        for place, (act, task) in enumerate(zip(acts, taken, strict=True), start=1):
            if task is None:
                self.stray.append(act)
            else:
                self.done.setdefault(task, []).append((place, act))

    def say(self, text: Text) -> str:
        return text.say(self.language)

    def svg(self) -> str:
        left, top, right, bottom = self._extent()
        foot = FOOT * (self.coloured + bool(self.stray))
        x, y = left - 14, top - HEAD
        width, height = right - left + 28, bottom - top + HEAD + foot + 14
        title = self.say(self.chart.title)
        root = sheet()
        for name, value in {
            "viewBox": " ".join(number(v) for v in (x, y, width, height)),
            "width": number(width),
            "height": number(height),
            "role": "img",
            "aria-label": title,
            "lang": self.language,
            "font-family": palette.FONTS,
            "font-size": number(NAME_SIZE),
            "fill": palette.INK,
        }.items():
            root.set(name, value)
        add(root, "title").text = title
        add(root, "rect", x=x, y=y, width=width, height=height, fill=palette.GROUND)
        head = add(root, "text", x=left, y=top - 17, font_size=18, font_weight=600)
        head.text = title
        self._lanes(root)
        for flow in self.chart.flows:
            self._flow(root, flow)
        # a boundary event lies on its task, so tasks are drawn first
        for node in sorted(self.chart.nodes, key=lambda node: node.kind == "boundary"):
            self._node(root, node)
        for flow in self.chart.flows:
            self._words(root, flow.id)
        if self.coloured:
            self._legend(root, left, bottom + 14)
        return etree.tostring(root, encoding="unicode")

    def _extent(self) -> tuple[float, float, float, float]:
        boxes = list(self.layout.boxes.values())
        points = [point for route in self.layout.routes.values() for point in route]
        xs = [*(box.x for box in boxes), *(x for x, _ in points)]
        ys = [*(box.y for box in boxes), *(y for _, y in points)]
        rights = [*(box.right for box in boxes), *(x for x, _ in points)]
        bottoms = [*(box.bottom for box in boxes), *(y for _, y in points)]
        room = 0.0 if self.chart.lanes else 34.0  # words below the last row
        return min(xs), min(ys), max(rights), max(bottoms) + room

    def _lanes(self, root: etree._Element) -> None:
        group = add(root, "g")
        for place, lane in enumerate(self.chart.lanes):
            box = self.layout.boxes.get(lane.id)
            if box is None:
                continue
            add(
                group,
                "rect",
                x=box.x,
                y=box.y,
                width=box.width,
                height=box.height,
                fill=palette.LANES[place % 2],
                stroke=palette.RULE,
            )
            add(
                group,
                "rect",
                x=box.x,
                y=box.y,
                width=LANE_HEAD,
                height=box.height,
                fill=palette.LANE_HEAD,
                stroke=palette.RULE,
            )
            lane_name(group, self.say(lane.label) or lane.post, box, LANE_HEAD)

    def _flow(self, root: etree._Element, flow: Flow) -> None:
        arrow(add(root, "g"), self.layout.routes[flow.id])

    def _words(self, root: etree._Element, owner: str) -> None:
        words = self.words.get(owner)
        if words is not None:
            lines_in(root, list(words.lines), words.box, SIDE_SIZE, halo=True)

    def _node(self, root: etree._Element, node: Node) -> None:
        box = self.layout.boxes[node.id]
        acts = self.done.get(node.id, [])
        look = self._look(node, acts)
        group = add(root, "g")
        add(group, "title").text = self._tooltip(node, acts)
        symbol(group, node, box, look)
        if node.kind == "task":
            events = [self.layout.boxes[b.id] for b in self.chart.boundaries[node.id]]
            free = min((event.x for event in events if event.x > box.center[0]), default=box.right)
            below = (
                "" if self.counts is None else self.say(_times(self.counts.get(node.activity, 0)))
            )
            task = draw_task.Words(self.say(node.label), tuple(acts), self.say(DEVIATES), below)
            draw_task.task_words(group, box, look, task, free=free)
            return
        self._words(group, node.id)

    def _called(self, act: Happening) -> str:
        return act.activity if act.title is None else self.say(act.title)

    def _look(self, node: Node, acts: list[tuple[int, Happening]]) -> Look:
        if self.counts is not None and node.kind == "task":
            return "plain" if self.counts.get(node.activity) else "open"
        if not self.coloured or node.kind != "task":
            return "plain"
        if any(act.deviates for _, act in acts):
            return "deviates"
        return "done" if acts else "open"

    def _tooltip(self, node: Node, acts: list[tuple[int, Happening]]) -> str:
        lane = self.chart.lane_of.get(node.id)
        said = [called(node, self.say) or node.id]
        if node.kind == "task" and lane is not None:
            said.append(self.say(lane.label) or lane.post)
        for place, act in acts:
            mark = f" {self.say(DEVIATES)}" if act.deviates else ""
            note = f" {act.note}" if act.note else ""
            said.append(f"{place}. {act.when}{mark}{note}")
        return "\n".join(said)

    def _legend(self, root: etree._Element, left: float, top: float) -> None:
        group = add(root, "g", font_size=SIDE_SIZE)
        x = left
        for look, text in LEGEND:
            colours = COLOURS[look]
            add(
                group,
                "rect",
                x=x,
                y=top,
                width=26,
                height=16,
                rx=4,
                fill=colours.fill,
                stroke=colours.stroke,
                stroke_width=2.4 if look == "deviates" else 1.6,
            )
            if look != "open":
                sign = "1" if look == "done" else "!"
                add(
                    group,
                    "text",
                    x=x + 13,
                    y=top + 12.5,
                    text_anchor="middle",
                    font_size=SMALL,
                    font_weight=700,
                    fill=colours.mark,
                ).text = sign
            words = self.say(text)
            add(group, "text", x=x + 34, y=top + 12.5).text = words
            x += 34 + width_of(words, SIDE_SIZE) + 28
        if self.stray:
            acts = "、" if self.language == "zh" else "; "
            said = acts.join(f"{self._called(act)} ({act.when})" for act in self.stray[:MOST_STRAY])
            said += " …" if len(self.stray) > MOST_STRAY else ""
            add(
                group,
                "text",
                x=left,
                y=top + FOOT + 10,
                fill=COLOURS["deviates"].mark,
                font_weight=600,
            ).text = "! " + self.say(STRAY.fill(acts=said))


def _times(count: int) -> Text:
    return Text(f"{count:,} 次", "once" if count == 1 else f"{count:,} times")


def _complete(chart: Chart) -> Layout:
    """The file's coordinates if they cover every node and flow, otherwise our own."""
    layout = chart.layout
    if layout is not None:
        boxes = all(node.id in layout.boxes for node in chart.nodes)
        routes = all(len(layout.routes.get(flow.id, ())) > 1 for flow in chart.flows)
        if boxes and routes:
            return layout
    return lay_out(chart)
