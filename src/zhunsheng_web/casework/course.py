"""The chart of a power with one case of a warning drawn on it, the step that deviates marked.

Made when it is asked for and kept on disk under the warning's token, revision and row. The drawing
names steps and days, nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhunsheng.charts import Happening, draw, read
from zhunsheng.charts.chart import Chart
from zhunsheng.charts.strips import named
from zhunsheng.durable import make_folder, write_file
from zhunsheng.hearing.evidence import Evidence, history_of
from zhunsheng.hearing.inert import inert
from zhunsheng.model.errors import ZhunshengError
from zhunsheng.model.moment import day_of
from zhunsheng.model.text import Text
from zhunsheng.model.words import Words, words_of
from zhunsheng.trace import Store
from zhunsheng.trace.identity import subject_of
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Finding, Warning
from zhunsheng_web.casework.related import rows_of


@dataclass(frozen=True, slots=True)
class Course:
    """``svg``: in each language, with the ids chart-zh and chart-en; ``title`` of the chart;
    ``finding``: the row that is drawn."""

    title: Text
    svg: Text
    finding: Finding


def course_of(warning: Warning, actor: Actor, key: str = "") -> Course | None:
    """The drawing of one of the rows of a warning that ``actor`` may see: that of the key, else the
    latest standing one; None where its power has no chart, or the trace no longer holds the
    case."""
    path = dict(register().charts).get(warning.yardstick.chart)
    rows = rows_of(warning, actor)
    finding = rows.filter(key=key).first() or rows.filter(cleared_at=None).last()
    if path is None or finding is None:
        return None
    chart = _chart(path)
    kept = _kept(warning, finding)
    if kept is None:
        try:
            kept = _drawn(chart, finding)
        except (ZhunshengError, OSError):
            return None
        _keep(warning, finding, kept)
    return Course(chart.title, kept, finding)


@lru_cache(maxsize=64)
def _chart(path: str) -> Chart:
    return read(Path(path))


@lru_cache(maxsize=1)
def _words() -> Words:
    return words_of(register())


def _drawn(chart: Chart, finding: Finding) -> Text:
    subject = subject_of(finding.subject_type, finding.subject_id)
    store = Store(settings.TRACE)
    known = bool(store.strand_files(finding.subject_type))
    history = history_of(store, finding.subject_type, subject) if known else ()
    if not history:
        raise FileNotFoundError(finding.subject_id)
    deviating = {one["act"] for one in finding.evidence if one["deviates"]}
    happened = [_happening(one, f"{one.act.act:x}" in deviating) for one in history]
    return Text(
        named(draw(chart, happened=happened, language="zh"), "chart-zh"),
        named(draw(chart, happened=happened, language="en"), "chart-en"),
    )


def _happening(one: Evidence, deviates: bool) -> Happening:
    title = _words().activity(one.act.activity)
    return Happening(
        activity=inert(one.act.activity),
        title=Text(inert(title.zh), inert(title.en)),
        when=day_of(one.act.moment).isoformat(),
        deviates=deviates,
    )


def _place(warning: Warning, finding: Finding, language: str) -> Path:
    name = f"{warning.token}-{warning.revision}-{finding.key}.{language}.svg"
    # In folders by two letters: what is older is looked for, and not among all of them.
    return Path(settings.HOME) / "courses" / warning.token[:2] / name


def _kept(warning: Warning, finding: Finding) -> Text | None:
    places = [_place(warning, finding, language) for language in ("zh", "en")]
    if not all(place.exists() for place in places):
        return None
    zh, en = (place.read_text(encoding="utf-8") for place in places)
    return Text(zh, en)


def _keep(warning: Warning, finding: Finding, svg: Text) -> None:
    """One drawing of each warning is kept, the one looked at last."""
    for language in ("zh", "en"):
        place = _place(warning, finding, language)
        make_folder(place.parent)
        for older in place.parent.glob(f"{warning.token}-*.{language}.svg"):
            older.unlink(missing_ok=True)
        write_file(place, svg.say(language))
