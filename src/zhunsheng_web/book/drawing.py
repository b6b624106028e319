"""A chart of the register: its drawing, and its steps with what is tied to each."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zhunsheng.charts import draw, read
from zhunsheng.charts.chart import ANY_POST, Chart, Lane, Node
from zhunsheng.model.errors import ChartError
from zhunsheng.model.text import Text
from zhunsheng_web.book.shelf import Entry, Shelf, shelf


@dataclass(frozen=True, slots=True)
class Step:
    """One task of a chart. ``post``: the post in whose lane it lies; None outside the house."""

    name: Text
    activity: Entry | None
    lane: Text
    post: Entry | None
    standards: tuple[Entry, ...]


def svg(chart: str, language: str) -> str:
    """The drawing, in ``zh`` or ``en``; some hundredths of a second the first time."""
    return _svg(shelf().register.digest, chart, language)


@lru_cache(maxsize=256)
def _svg(digest: str, chart: str, language: str) -> str:
    return draw(shelf().charts[chart], language=language)


def drafted(draft: str, language: str) -> str:
    """The drawing of a chart that is proposed; '' where it cannot be drawn."""
    return _drafted(draft, language) if draft.strip() else ""


@lru_cache(maxsize=32)
def _drafted(draft: str, language: str) -> str:
    with tempfile.TemporaryDirectory(prefix="zhunsheng-draft-") as name:
        file = Path(name) / "draft.bpmn"
        file.write_text(draft, encoding="utf-8")
        try:
            return draw(read(file), language=language)
        except ChartError:
            return ""


def steps(book: Shelf, chart: Chart, on: dt.date) -> tuple[Step, ...]:
    """The tasks of a chart in the order of its lanes, with the standards of the day."""
    return tuple(_steps(book, chart, on))


def _steps(book: Shelf, chart: Chart, on: dt.date) -> Iterable[Step]:
    lanes = {member: lane for lane in chart.lanes for member in lane.members}
    for node in chart.nodes:
        if node.kind == "task":
            lane = lanes.get(node.id)
            yield Step(
                name=node.label,
                activity=book.entry("activities", node.activity),
                lane=lane.label if lane is not None else Text("", ""),
                post=_post(book, lane),
                standards=_standards(book, node, on),
            )


def _post(book: Shelf, lane: Lane | None) -> Entry | None:
    if lane is None or lane.outside or lane.post == ANY_POST:
        return None
    return book.entry("posts", lane.post)


def _standards(book: Shelf, node: Node, on: dt.date) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for tie in book.below.get(("activities", node.activity), ()):
        if tie.lower[0] == "standards" and (tie.days is None or on in tie.days):
            found[tie.lower[1]] = book.entries[tie.lower]
    return tuple(found.values())
