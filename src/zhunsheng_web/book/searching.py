"""Full-text search of the register, in memory: Chinese by pairs of characters, English by words.

A query finds an item that has all of it; only where none has, items that have most of it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from zhunsheng.model.text import Text
from zhunsheng.register.wording import in_words
from zhunsheng_web.book.asking import IS_HAN, Term, needles, pieces, terms, words
from zhunsheng_web.book.citing import citations
from zhunsheng_web.book.facts import facts, version_facts
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import Entry, Shelf, shelf

TITLE, NAME, BODY, KIND = 8.0, 5.0, 1.0, 0.5
"""What a hit weighs in the title, in the id, in what is said, in what sort of thing it is."""
SYNONYM = 0.95
"""What another way of saying it weighs against the way it was typed."""
FIRST = {"powers": 6.0, "posts": 4.0, "standards": 4.0, "laws": 4.0, "charts": 2.0}
"""What is looked up more often comes first, other things being equal."""
MOST = 60
SNIPPET = 60
LONGEST = 100
"""Letters of a query that are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """``title`` and ``snippet``: pieces of text, each with whether the query is in it."""

    entry: Entry
    title: tuple[tuple[str, bool], ...]
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """``total``: how many items match; ``found``: the first of them, best first. ``partly``: no
    item has all of the query; these have some of it."""

    found: tuple[Found, ...]
    total: int
    partly: bool


class Index:
    """Which items have which pieces of text, and how much that weighs."""

    def __init__(self, book: Shelf) -> None:
        self.entries = tuple(book.entries.values())
        self.bodies = tuple(_body(book, entry) for entry in self.entries)
        self._posts: dict[str, dict[int, float]] = {}
        self._said: list[tuple[set[str], ...]] = []
        for number, entry in enumerate(self.entries):
            kind = SECTIONS[entry.section]
            title = pieces(f"{entry.title.zh} {entry.title.en}")
            said = tuple(pieces(f"{text.zh} {text.en}") for text in self.bodies[number])
            self._add(number, title, TITLE)
            self._add(number, pieces(f"{entry.id} {entry.id.replace('-', ' ')}"), NAME)
            self._add(number, pieces(f"{kind.zh} {kind.en}"), KIND)
            for one in said:
                self._add(number, one, BODY)
            self._said.append((title, *said))
        self._words = sorted(piece for piece in self._posts if not IS_HAN.match(piece))

    def search(self, query: str, *, language: str, sections: Iterable[str] = ()) -> Answer:
        """The items that match, best first; only those of ``sections`` where some are named."""
        asked = query[:LONGEST].strip()
        wanted, looked_for = frozenset(sections), terms(asked)
        if not looked_for:
            return Answer((), 0, partly=False)
        scores: dict[int, float] = {}
        matched: dict[int, int] = {}
        named: set[int] | None = None
        for term in looked_for:
            hit = self._hits_of(term)
            if term.names:
                named = set(hit) if named is None else named & set(hit)
            rarity = math.log(1 + len(self.entries) / (1 + len(hit)))
            for number, weight in hit.items():
                if wanted and self.entries[number].section not in wanted:
                    continue
                scores[number] = scores.get(number, 0) + rarity * weight
                matched[number] = matched.get(number, 0) + 1
        whole = [number for number, n in matched.items() if n == len(looked_for)]
        some = [
            number
            for number, n in matched.items()
            if 2 * n >= len(looked_for) and (named is None or number in named)
        ]
        chosen = whole or some
        rank = {number: self._rank(number, scores[number], asked, looked_for) for number in chosen}
        chosen.sort(key=lambda number: (-rank[number], number))
        marks = needles(asked)
        return Answer(
            tuple(self._show(number, marks, language) for number in chosen[:MOST]),
            len(chosen),
            partly=not whole and bool(some),
        )

    def _add(self, number: int, found: Iterable[str], weight: float) -> None:
        for piece in found:
            held = self._posts.setdefault(piece, {})
            held[number] = min(held.get(number, 0.0) + weight, 2 * TITLE)

    def _hits_of(self, term: Term) -> dict[int, float]:
        """What has the term in one of its ways; another way than the one typed weighs less."""
        found: dict[int, float] = {}
        for at, way in enumerate(term.ways):
            hits = [self._hits(piece) for piece in way]
            share = (1.0 if at == 0 else SYNONYM) / len(way)
            for number in set(hits[0]).intersection(*hits[1:]):
                weight = share * sum(hit[number] for hit in hits)
                found[number] = max(found.get(number, 0.0), weight)
        return found

    def _hits(self, piece: str) -> dict[int, float]:
        """A Chinese piece and a counted one as they are; an English one also as the beginning of a
        word."""
        if IS_HAN.search(piece):
            return self._posts.get(piece, {})
        found: dict[int, float] = {}
        at = bisect_left(self._words, piece)
        while at < len(self._words) and self._words[at].startswith(piece):
            share = 1.0 if self._words[at] == piece else 0.5
            for number, weight in self._posts[self._words[at]].items():
                found[number] = max(found.get(number, 0.0), weight * share)
            at += 1
        return found

    def _rank(self, number: int, score: float, asked: str, looked_for: tuple[Term, ...]) -> float:
        title = self.entries[number].title
        whole = {asked.lower(), *(words(looked_for[0]) if len(looked_for) == 1 else ())}
        titles = title.zh.lower(), title.en.lower()
        exact = not whole.isdisjoint((*titles, self.entries[number].id))
        inside = any(word in said for word in whole for said in titles)
        together = len(looked_for) > 1 and any(
            all(any(said.issuperset(way) for way in term.ways) for term in looked_for)
            for said in self._said[number]
        )
        first = FIRST.get(self.entries[number].section, 0.0)
        return score + 100 * exact + 20 * inside + 15 * together + first

    def _show(self, number: int, needles: re.Pattern[str], language: str) -> Found:
        said = [text.say(language) for text in self.bodies[number]]
        text = next((one for one in said if needles.search(one)), "")
        return Found(
            self.entries[number],
            _marked(self.entries[number].title.say(language), needles),
            _marked(_around(text, needles), needles),
        )


def index() -> Index:
    """The index of the register in use, made once per process."""
    return _index(shelf().register.digest)


@lru_cache(maxsize=2)
def _index(digest: str) -> Index:
    return Index(shelf())


def _marked(text: str, needles: re.Pattern[str]) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    end = 0
    for hit in needles.finditer(text):
        if hit.start() > end:
            pieces.append((text[end : hit.start()], False))
        pieces.append((hit.group(), True))
        end = hit.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return tuple(pieces)


def _around(text: str, needles: re.Pattern[str]) -> str:
    """The text about the first hit."""
    hit = needles.search(text)
    if hit is None:
        return ""
    first, last = max(0, hit.start() - SNIPPET), min(len(text), hit.end() + SNIPPET)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def _body(book: Shelf, entry: Entry) -> tuple[Text, ...]:
    """Everything that is said of an item besides its title."""
    told = [value for _, value in facts(book, entry.item)]
    for version in getattr(entry.item, "versions", ()):
        told += [value for _, value in version_facts(book, entry.item, version)]
        for one in citations(book, getattr(version, "basis", ())):
            told.append(one.said)
            told.append(Text(one.quote, one.quote))
    if entry.section == "charts":
        told += [node.label for node in entry.item.nodes if node.kind == "task"]
        told += [lane.label for lane in entry.item.lanes]
    return tuple(dict.fromkeys(text for text in told if text.zh and text != in_words(None)))
