"""The register's own lists, by what their entries are called: to choose from, and to read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from zhunsheng.model.text import Text
from zhunsheng.publish.words import capital
from zhunsheng_web.casework.law import register, words

_SUBJECT = Text("监督对象编号", "Number of the subject")
_FLAGS = {"true": Text("是", "yes"), "false": Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; where two entries share a title, their ids tell them apart."""

    titles: Mapping[str, Text]
    _ids: Mapping[str, str]

    def shown(self, name: str) -> Text:
        """What an entry is called; one that is not in the list keeps its id."""
        return self.titles.get(name, Text(name, name))

    def id_of(self, typed: str) -> str | None:
        """The entry somebody typed: its title in either language, or its id."""
        return self._ids.get(_folded(typed))

    def near(self, typed: str) -> tuple[Text, ...]:
        """Up to three entries that are called something like it."""
        folded = _folded(typed)
        within = [one for one in self._ids if folded and folded in one]
        found = [*within, *get_close_matches(folded, self._ids, n=3, cutoff=0.5)]
        names = dict.fromkeys(self._ids[one] for one in found)
        return tuple(self.titles[name] for name in list(names)[:3])


def listing(name: str) -> Listing:
    """A list by its name: activities, fields, posts, powers, clocks, tables, laws, parameters,
    certificates."""
    return _listing(name, register().digest)


def values(field: str) -> Listing:
    """What a field of an act may hold; an empty list where the register does not say."""
    return _values(field, register().digest)


@lru_cache(maxsize=16)
def _listing(name: str, digest: str) -> Listing:
    return _made(_entries(name))


def _entries(name: str) -> Iterator[tuple[str, Text]]:
    if name == "fields":
        yield from words().fields.items()
        yield "subject", _SUBJECT
    elif name == "certificates":
        table = register().code_table("certificates")
        yield from ((one.id, one.title) for one in (table.codes if table is not None else ()))
    else:
        yield from ((one.id, one.title) for one in getattr(register(), name))


@lru_cache(maxsize=256)
def _values(field: str, digest: str) -> Listing:
    if field == "post":
        return _listing("posts", digest)
    codes = {code: title for (name, code), title in words().codes.items() if name == field}
    return _made(_FLAGS.items() if set(codes) == set(_FLAGS) else codes.items())


def _made(entries: Iterable[tuple[str, Text]]) -> Listing:
    told = {name: Text(title.zh, capital(title.en)) for name, title in entries}
    often = Counter(word for title in told.values() for word in {title.zh, title.en})
    titles = {
        name: Text(f"{title.zh}（{name}）", f"{title.en} ({name})")
        if often[title.zh] > 1 or often[title.en] > 1
        else title
        for name, title in told.items()
    }
    ids = {_folded(word): name for name, title in titles.items() for word in (title.zh, title.en)}
    return Listing(titles, ids | {_folded(name): name for name in titles})


def _folded(typed: str) -> str:
    return " ".join(typed.split()).casefold()
