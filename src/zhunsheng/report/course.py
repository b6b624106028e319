"""The chart of a power, coloured by what happened to the subject of one finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.charts import Happening, draw, read
from zhunsheng.charts.strips import Box, named, strips
from zhunsheng.flow import Run
from zhunsheng.hearing.evidence import history_of
from zhunsheng.hearing.inert import inert
from zhunsheng.model.moment import day_of
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.words import words_of
from zhunsheng.report.gravest import Grave
from zhunsheng.report.hearing import when
from zhunsheng.trace import Store


@dataclass(frozen=True, slots=True)
class Course:
    """A drawing of one case in each language (SVG, with the ids chart-zh and chart-en), and the
    finding it was drawn for. ``happened``: each act with when it was, to the second where the
    source has it. ``cuts``: by language, where paper cuts the drawing."""

    grave: Grave
    title: Text
    happened: tuple[tuple[str, Happening], ...]
    drawn: Text
    cuts: dict[str, tuple[Box, ...]]


def course_of(
    graves: Sequence[Grave], register: Register, store: Store, *, run: Run
) -> Course | None:
    """The drawing for the first finding that can be shown on a chart, best one with an act that
    deviates; None if no power concerned has a chart."""
    charts = dict(register.charts)
    power_of = {standard.id: standard.power for standard in register.standards}
    chart_of = {power.id: power.chart for power in register.powers}
    shown = [(grave, charts.get(chart_of.get(power_of[grave.finding.standard]) or ""))
             for grave in graves]  # fmt: skip
    drawable = [(grave, path) for grave, path in shown if path is not None]
    if not drawable:
        return None
    grave, path = min(drawable, key=lambda one: one[0].finding.seen_to == one[0].finding.anchor)
    chart, words = read(Path(path)), words_of(register)
    finding = grave.finding
    history = [
        one
        for one in history_of(store, finding.subject_type, finding.subject)
        if one.act.moment <= run.as_of
    ]
    happened = [
        Happening(
            activity=inert(one.act.activity),
            title=_inert(words.activity(one.act.activity)),
            when=day_of(one.act.moment).isoformat(),
            deviates=one.act.moment == finding.seen_to != finding.anchor,
        )
        for one in history
    ]
    drawn = Text(
        named(draw(chart, happened=happened, language="zh"), "chart-zh"),
        named(draw(chart, happened=happened, language="en"), "chart-en"),
    )
    return Course(
        grave,
        chart.title,
        tuple(zip(map(when, history), happened, strict=True)),
        drawn,
        {language: strips(drawn.say(language)) for language in ("zh", "en")},
    )


def _inert(text: Text) -> Text:
    return Text(inert(text.zh), inert(text.en))
