"""One page of the book: an item on a day, its versions, and everything it is tied to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.model.law import Law
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng_web.book.citing import Citation, citations
from zhunsheng_web.book.facts import bounds, facts, version_facts
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import Entry, Shelf
from zhunsheng_web.book.standing import Standing, days
from zhunsheng_web.book.standing import of_span as standing_of
from zhunsheng_web.book.ties import Key, Tie
from zhunsheng_web.casework.demands import Fact


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version and how it stands on the day of the page."""

    days: Text
    standing: Standing
    facts: tuple[Fact, ...]
    bounds: tuple[tuple[str, str, str], ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item at the other end of ties; ``said``: what the ties say, one after another."""

    entry: Entry
    standing: Standing
    said: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The neighbours in one section."""

    section: str
    title: Text
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """``current``: the version in force that day; ``others``: those before and to come."""

    entry: Entry
    on: dt.date
    standing: Standing
    facts: tuple[Fact, ...]
    current: VersionShown | None
    others: tuple[VersionShown, ...]
    chapters: tuple[Chapter, ...]


def item_page(book: Shelf, entry: Entry, on: dt.date) -> ItemPage:
    """The page of an item as it stood on a day."""
    versions = [*_versions(book, entry, on)]
    current = [one for one in versions if one.standing is Standing.IN_FORCE]
    return ItemPage(
        entry=entry,
        on=on,
        standing=entry.standing(on),
        facts=facts(book, entry.item),
        current=current[0] if current else None,
        others=tuple(one for one in versions if one.standing is not Standing.IN_FORCE),
        chapters=tuple(_chapters(book, entry.key, on)),
    )


def _versions(book: Shelf, entry: Entry, on: dt.date) -> Iterable[VersionShown]:
    if isinstance(entry.item, Law):
        for span in entry.spans:
            yield VersionShown(days(span), standing_of(span, on), (), (), ())
        return
    for version in getattr(entry.item, "versions", ()):
        validity: Validity = version.validity
        yield VersionShown(
            days=days(validity),
            standing=standing_of(validity, on),
            facts=version_facts(book, entry.item, version),
            bounds=bounds(entry.item, version),
            citations=citations(book, getattr(version, "basis", ())),
        )


def _chapters(book: Shelf, key: Key, on: dt.date) -> Iterable[Chapter]:
    """Neighbours that are tied on the day, section by section; a law's with their articles."""
    found: dict[Key, list[Tie]] = {}
    for tie in (*book.below.get(key, ()), *book.above.get(key, ())):
        if tie.days is not None and on not in tie.days:
            continue
        other = tie.lower if tie.upper == key else tie.upper
        if other[0] == "laws" and key[0] in _CITE_THEMSELVES:
            continue  # the citations of the version tell it, with their words
        found.setdefault(other, []).append(tie)
    for section, title in SECTIONS.items():
        neighbours = [
            Neighbour(entry, entry.standing(on), _said(ties))
            for other, ties in found.items()
            if other[0] == section and (entry := book.entries.get(other)) is not None
        ]
        if neighbours:
            yield Chapter(section, title, tuple(neighbours))


_CITE_THEMSELVES = frozenset({"powers", "clocks", "tables", "standards"})


def _said(ties: Iterable[Tie]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(tie.said for tie in ties if tie.said is not None and tie.said.zh))
