"""What changed in the register between two days, or from one edition of it to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhunsheng.model.law import Law
from zhunsheng.model.power import Post
from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.publish.words import capital
from zhunsheng.register import KINDS, Change, diff
from zhunsheng.register.wording import field_in_words, in_words
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import shelf
from zhunsheng_web.casework.chart_changes import chart_changes

_SECTIONS = (
    "laws", "codes", "fields", "activities", "powers", "public_defaults", "posts", "risk_points",
    "indicators", "parameters", "clocks", "tables", "standards", "exemptions", "glossary",
    "timings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change. ``on``: the day on which the item has a page to be read; None where it has none
    in the register in use."""

    item: str
    title: Text
    on: dt.date | None
    said: Text


@dataclass(frozen=True, slots=True)
class ChangedChapter:
    """The changes in one section."""

    section: str
    title: Text
    changes: tuple[ChangeShown, ...]


def changes(
    before: dt.date, after: dt.date, *, old: Register | None = None, new: Register | None = None
) -> tuple[ChangedChapter, ...]:
    """What the newer edition holds on ``after`` against what the older held on ``before``, by
    section; of the register in use where no edition is given."""
    book = shelf().register
    olds, news = old or book, new or book
    key = _Pair(olds, news)
    return _changes(key, before, after)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two editions, told apart by their digests."""

    old: Register = field(compare=False)
    new: Register = field(compare=False)
    digests: tuple[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digests", (self.old.digest, self.new.digest))


@lru_cache(maxsize=64)
def _changes(pair: _Pair, before: dt.date, after: dt.date) -> tuple[ChangedChapter, ...]:
    found = differing(pair.old, before, after, other=pair.new)
    sections = dict.fromkeys([*SECTIONS, *(change.section for change in found)])
    words = _Words(pair)
    return tuple(
        ChangedChapter(section, SECTIONS.get(section, KINDS.get(section, _NAMELESS)), told)
        for section in sections
        if (
            told := tuple(
                shown
                for one in found
                if one.section == section
                for shown in words.shown(one, before, after)
            )
        )
    )


_NAMELESS = Text("其他", "Other")


class _Words:
    """Changes as sentences; ``pair``: whose charts and powers they speak of."""

    def __init__(self, pair: _Pair) -> None:
        self._charts = dict(pair.old.charts), dict(pair.new.charts)
        powers = (*pair.old.powers, *pair.new.powers)
        self._powers = {one.id: one.title for one in powers}

    def shown(self, change: Change, before: dt.date, after: dt.date) -> Iterator[ChangeShown]:
        """One change; of a chart a sentence for each thing that is different."""
        entry = shelf().entry(change.section, change.item)
        title = Text(change.title.zh, capital(change.title.en))
        if change.section == "charts" and entry is not None:
            title = entry.title
        on = before if change.what == "removed" else after
        for said in self._said(change):
            yield ChangeShown(change.item, title, on if entry is not None else None, said)

    def _said(self, change: Change) -> tuple[Text, ...]:
        if change.what == "added":
            return (Text("新增", "Added"),)
        if change.what == "removed":
            return (Text("不再有效", "No longer in force"),)
        if change.section == "charts":
            old, new = (charts[change.item] for charts in self._charts)
            return chart_changes(old, new)
        name = change.field or ""
        nothing = in_words(None)
        if name.startswith("grants."):
            return (self._grant(name.removeprefix("grants."), change.before, change.after),)
        return (
            Text("{name}：由“{old}”改为“{new}”", "{name}: was “{old}”, is “{new}”").fill(
                name=_capital(field_in_words(name)),
                old=change.before or nothing,
                new=change.after or nothing,
            ),
        )

    def _grant(self, power: str, before: Text | None, after: Text | None) -> Text:
        title, nothing = self._powers.get(power, Text(power, power)), in_words(None)
        if before in (None, nothing):
            said = Text("授予“{power}”（{new}）", "Granted “{power}” ({new})")
        elif after in (None, nothing):
            said = Text("收回“{power}”（原为{old}）", "“{power}” withdrawn (was {old})")
        else:
            said = Text("“{power}”：由{old}改为{new}", "“{power}”: was {old}, is {new}")
        return said.fill(power=title, old=before or nothing, new=after or nothing)


def _capital(text: Text) -> Text:
    return Text(text.zh, capital(text.en))


def differing(
    register: Register, before: dt.date, after: dt.date, *, other: Register | None = None
) -> list[Change]:
    """As :func:`zhunsheng.register.diff`: only what can differ is compared, for the rest of two
    thousand items is the same text on both days. ``other``: the newer edition; the same unless
    given."""
    newer = other or register
    kept = {section: _unlike(register, newer, section, before, after) for section in _SECTIONS}
    charts = _unlike_charts(register, newer)
    with_calendar = register.calendar != newer.calendar
    olds, news = (_reduced(book, kept, charts, with_calendar) for book in (register, newer))
    return diff(olds, news, on_a=before, on_b=after)


def _reduced(
    book: Register,
    kept: Mapping[str, frozenset[str]],
    charts: frozenset[str],
    with_calendar: bool,
) -> Register:
    """The register with nothing but what is named."""
    items: dict[str, Any] = {
        section: tuple(one for one in getattr(book, section) if one.id in names)
        for section, names in kept.items()
    }
    return replace(
        book,
        reviews=(),
        charts=tuple(pair for pair in book.charts if pair[0] in charts),
        calendar=book.calendar if with_calendar else None,
        **items,
    )


def _unlike(
    old: Register, new: Register, section: str, before: dt.date, after: dt.date
) -> frozenset[str]:
    """The ids of what is not the same text, or stands otherwise, on the two days."""
    olds, news = ({one.id: one for one in getattr(book, section)} for book in (old, new))
    return frozenset(
        name
        for name in olds.keys() | news.keys()
        if name not in olds
        or name not in news
        or (olds[name] is not news[name] and olds[name] != news[name])
        or _standing(olds[name], before) != _standing(news[name], after)
    )


def _unlike_charts(old: Register, new: Register) -> frozenset[str]:
    olds, news = dict(old.charts), dict(new.charts)
    return frozenset(
        name
        for name in olds.keys() | news.keys()
        if name not in olds
        or name not in news
        or (olds[name] != news[name] and _bytes(olds[name]) != _bytes(news[name]))
    )


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def _standing(item: Any, on: dt.date) -> object:
    """What of an item is in force on a day."""
    if isinstance(item, Law):
        return _law(item, on)
    if isinstance(item, Post):
        return _in_force(item.grants, on)
    return _dated(item, on)


def _dated(item: Any, on: dt.date) -> list[int]:
    versions = getattr(item, "versions", None)
    if versions is not None:
        return _in_force(versions, on)
    return [on in item.validity] if hasattr(item, "validity") else []


def _in_force(things: Sequence[Any], on: dt.date) -> list[int]:
    return [place for place, thing in enumerate(things) if on in thing.validity]


def _law(law: Law, on: dt.date) -> tuple[int, bool]:
    begun = sum(edition <= on for edition in law.editions)
    return begun, law.repealed_on is not None and law.repealed_on <= on
