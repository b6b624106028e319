"""Full-text search of the register, in memory: Chinese by pairs of characters, English by words.

A query finds an item that has all of it; only where none has, items that have most of it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhunsheng.model.text import Text
from zhunsheng.register.wording import in_words
from zhunsheng_web.book.citing import citations
from zhunsheng_web.book.facts import facts, version_facts
from zhunsheng_web.book.shelf import Entry, Shelf, shelf

_HAN = "㐀-䶿一-鿿〇"
_RUNS = re.compile(rf"[{_HAN}]+|[a-z0-9]+(?:[-.][a-z0-9]+)*", re.IGNORECASE)
_IS_HAN = re.compile(rf"[{_HAN}]")
TITLE, NAME, BODY = 8.0, 5.0, 1.0
"""What a hit weighs in the title, in the id, in what is said."""
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
        for number, entry in enumerate(self.entries):
            self._add(number, f"{entry.title.zh} {entry.title.en}", TITLE)
            self._add(number, f"{entry.id} {entry.id.replace('-', ' ').replace('.', ' ')}", NAME)
            for text in self.bodies[number]:
                self._add(number, f"{text.zh} {text.en}", BODY)
        self._words = sorted(piece for piece in self._posts if not _IS_HAN.match(piece))

    def search(self, query: str, *, language: str, sections: Iterable[str] = ()) -> Answer:
        """The items that match, best first; only those of ``sections`` where some are named."""
        asked = query[:LONGEST].strip()
        pieces = list(dict.fromkeys(_pieces(asked, single=False)))
        if not pieces:
            return Answer((), 0, partly=False)
        hits = [self._hits(piece) for piece in pieces]
        wanted = frozenset(sections)
        scores: dict[int, float] = {}
        matched: dict[int, int] = {}
        for hit in hits:
            rarity = math.log(1 + len(self.entries) / (1 + len(hit)))
            for number, weight in hit.items():
                if wanted and self.entries[number].section not in wanted:
                    continue
                scores[number] = scores.get(number, 0) + rarity * weight
                matched[number] = matched.get(number, 0) + 1
        whole = [number for number, n in matched.items() if n == len(pieces)]
        some = [number for number, n in matched.items() if 2 * n > len(pieces)]
        chosen = whole or some
        chosen.sort(key=lambda number: (-self._rank(number, scores[number], asked), number))
        needles = _needles(asked)
        return Answer(
            tuple(self._show(number, needles, language) for number in chosen[:MOST]),
            len(chosen),
            partly=not whole and bool(some),
        )

    def _add(self, number: int, text: str, weight: float) -> None:
        for piece in set(_pieces(text, single=True)):
            held = self._posts.setdefault(piece, {})
            held[number] = min(held.get(number, 0.0) + weight, 2 * TITLE)

    def _hits(self, piece: str) -> dict[int, float]:
        """A Chinese piece as it is; an English one also as the beginning of a word."""
        if _IS_HAN.match(piece):
            return self._posts.get(piece, {})
        found: dict[int, float] = {}
        at = bisect_left(self._words, piece)
        while at < len(self._words) and self._words[at].startswith(piece):
            share = 1.0 if self._words[at] == piece else 0.5
            for number, weight in self._posts[self._words[at]].items():
                found[number] = max(found.get(number, 0.0), weight * share)
            at += 1
        return found

    def _rank(self, number: int, score: float, asked: str) -> float:
        title = self.entries[number].title
        whole = asked.lower()
        exact = whole in (title.zh.lower(), title.en.lower(), self.entries[number].id)
        inside = whole in title.zh.lower() or whole in title.en.lower()
        return score + 100 * exact + 20 * inside

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


def _pieces(text: str, *, single: bool) -> Iterator[str]:
    """Pairs of neighbouring Chinese characters, and English words in small letters; ``single``:
    single characters too (a query has them only where it is one character long)."""
    for run in _RUNS.findall(text.lower()):
        if not _IS_HAN.match(run):
            yield run
            if single and re.search(r"[-.]", run):
                yield from re.split(r"[-.]", run)
            continue
        if single or len(run) == 1:
            yield from run
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _needles(query: str) -> re.Pattern[str]:
    runs = _RUNS.findall(query)
    pieces = [*runs, *(piece for piece in _pieces(query, single=False))]
    longest_first = sorted(set(pieces), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


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
