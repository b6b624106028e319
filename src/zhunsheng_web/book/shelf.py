"""The register as it stands on the shelf: every item by its name, with its ties, made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.model.errors import ChartError
from zhunsheng.model.law import Law
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.words import Words, words_of
from zhunsheng.publish.words import capital
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.standing import Standing, of_spans
from zhunsheng_web.book.ties import Key, Tie, ties
from zhunsheng_web.casework.law import register


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. ``spans``: the days of its versions, oldest first; none where it carries none."""

    section: str
    id: str
    title: Text
    verified: bool
    spans: tuple[Validity, ...]
    item: Any

    @property
    def key(self) -> Key:
        return self.section, self.id

    def standing(self, on: dt.date) -> Standing:
        return of_spans(self.spans, on)


@dataclass(frozen=True, slots=True)
class Shelf:
    """``below``: item → what hangs on it; ``above``: item → what it hangs on."""

    register: Register
    entries: Mapping[Key, Entry]
    below: Mapping[Key, tuple[Tie, ...]]
    above: Mapping[Key, tuple[Tie, ...]]
    charts: Mapping[str, Chart]
    words: Words

    def entry(self, section: str, item: str) -> Entry | None:
        return self.entries.get((section, item))

    def chapter(self, section: str) -> tuple[Entry, ...]:
        """The items of a section, in the register's own order."""
        return tuple(entry for entry in self.entries.values() if entry.section == section)


def shelf() -> Shelf:
    """The register this workbench judges by; some seconds the first time in a process."""
    return _laid_out(register().digest)


@lru_cache(maxsize=2)
def _laid_out(digest: str) -> Shelf:
    book = register()
    charts = dict(_charts(book))
    entries = {entry.key: entry for entry in _entries(book, charts)}
    below: dict[Key, dict[Tie, None]] = {}
    above: dict[Key, dict[Tie, None]] = {}
    for tie in ties(book, charts):
        if tie.upper in entries and tie.lower in entries:
            below.setdefault(tie.upper, {})[tie] = None
            above.setdefault(tie.lower, {})[tie] = None
    return Shelf(
        book,
        entries,
        {key: tuple(found) for key, found in below.items()},
        {key: tuple(found) for key, found in above.items()},
        charts,
        words_of(book),
    )


def _charts(book: Register) -> Iterable[tuple[str, Chart]]:
    for name, path in book.charts:
        try:
            yield name, read(Path(path))
        except ChartError:
            continue  # the maintenance page tells of it; the other charts are read all the same


def _entries(book: Register, charts: Mapping[str, Chart]) -> Iterable[Entry]:
    for section in SECTIONS:
        if section == "charts":
            for name, chart in charts.items():
                yield Entry(section, name, _titled(chart.title), True, (), chart)
            continue
        for item in getattr(book, section):
            yield Entry(
                section,
                item.id,
                _titled(item.title),
                bool(getattr(item, "verified", True)),
                _spans(item),
                item,
            )


def _titled(title: Text) -> Text:
    return Text(title.zh, capital(title.en))


def _spans(item: Any) -> tuple[Validity, ...]:
    if isinstance(item, Law):
        ends = (*item.editions[1:], item.repealed_on)
        return tuple(Validity(start, end) for start, end in zip(item.editions, ends, strict=False))
    return tuple(version.validity for version in getattr(item, "versions", ()))
