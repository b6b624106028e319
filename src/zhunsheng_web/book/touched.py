"""What a change of law would touch, chapter by chapter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhunsheng.flow import PARAMETERS
from zhunsheng.model.law import Law
from zhunsheng.model.text import Text
from zhunsheng.register import ChartUse, Touched, impact
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import shelf


@dataclass(frozen=True, slots=True)
class TouchedChapter:
    """The items of one section that would be touched, what cites the law itself first."""

    section: str
    title: Text
    items: tuple[Touched, ...]


def touched_by(law: Law, *, article: str | None, since: dt.date) -> tuple[TouchedChapter, ...]:
    """What rests on the law (on one article of it) on or after a day, and what hangs on that."""
    book = shelf()
    uses = {}
    for name, chart in book.charts.items():
        clocks = {node.timer.clock for node in chart.nodes if node.timer and node.timer.clock}
        uses[name] = ChartUse(chart.title, tuple(sorted(clocks)))
    found = impact(
        book.register, law, article=article, since=since, parameters=PARAMETERS, charts=uses
    )
    return tuple(
        TouchedChapter(section, title, items)
        for section, title in SECTIONS.items()
        if (items := tuple(one for one in found if one.section == section))
    )
