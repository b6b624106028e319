"""What somebody types into the search, taken apart: words the register says otherwise, numbers of
articles and orders however they are written, pairs of Chinese characters, English words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

HAN = "㐀-䶿一-鿿〇"
IS_HAN = re.compile(rf"[{HAN}]")
_RUNS = re.compile(rf"[{HAN}]+|[a-z0-9]+(?:[-.][a-z0-9]+)*", re.IGNORECASE)
_DIGITS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNITS = "条|款|项|号|日|天|个工作日|工作日|个月|月|年|小时|倍"
_COUNTED = re.compile(rf"第?([0-9]+|[零〇一二两三四五六七八九十百千]+)({_UNITS})")
_ARTICLE = re.compile(r"\bart(?:icles?|\.)?\s*([0-9]+)", re.IGNORECASE)
_LITTLE = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "before", "by", "for", "from", "in", "is", "it",
     "its", "of", "on", "or", "the", "to")
)  # fmt: skip
"""English words that say nothing of what is looked for."""
NAMING = ("条", "号")
"""A number of these names something: where the register has none such, nothing else will do."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for. ``ways``: the pieces of each way of saying it, the first as it
    was typed. ``names``: an article or an order by its number."""

    ways: tuple[tuple[str, ...], ...]
    names: bool = False


def terms(query: str) -> tuple[Term, ...]:
    """The terms of a query; words with synonyms first, then numbers, then the rest piece by piece.

    "一个人查验" → 一人 or one of its synonyms, 查验.
    """
    found: dict[Term, None] = {}
    rest = query.lower()
    for word, group in _vocabulary():
        if word in rest:
            others = [one for one in group if one != word]
            ways = (tuple(_plain(word)), *(tuple(_plain(one)) for one in others))
            found[Term(ways)] = None
            rest = rest.replace(word, " ")
    for name in counted(rest):
        found[Term(((name,),), names=name.endswith(NAMING))] = None
    rest = _ARTICLE.sub(" ", _COUNTED.sub(" ", rest))
    pieces = [piece for piece in _plain(rest) if piece not in _LITTLE]
    found |= dict.fromkeys(Term(((piece,),)) for piece in pieces)
    return tuple(found)


def pieces(text: str) -> set[str]:
    """Everything by which a text is found: single characters and pairs, English words and their
    parts, numbers with what they count."""
    low = text.lower()
    found = set(_plain(low)) | set(counted(low))
    for run in _RUNS.findall(low):
        if IS_HAN.match(run):
            found.update(run)
        elif re.search(r"[-.]", run):
            found.update(re.split(r"[-.]", run))
    return found


def counted(text: str) -> Iterator[str]:
    """第四十二条, 第42条, 42条, Art. 42 → 42条; 六十日, 60日 → 60日."""
    for number, unit in _COUNTED.findall(text):
        value = int(number) if number.isdecimal() else _value(number)
        yield f"{value}{'日' if unit == '天' else unit.removeprefix('个')}"
    for number in _ARTICLE.findall(text):
        yield f"{int(number)}条"


def needles(query: str) -> re.Pattern[str]:
    """What is marked in a text that was found: what was typed, and the other ways of saying it."""
    found = set(_RUNS.findall(query))
    for term in terms(query):
        found |= words(term)
    for number, unit in _COUNTED.findall(query):
        value = int(number) if number.isdecimal() else _value(number)
        found |= {f"{value}{unit}", f"第{value}{unit}"}
        if unit == "条":
            found |= {f"article {value}", f"art. {value}"}
    for number in _ARTICLE.findall(query):
        found |= {f"article {number}", f"art. {number}", f"第{number}条"}
    longest_first = sorted(filter(None, found), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)", re.IGNORECASE)


def words(term: Term) -> frozenset[str]:
    """The ways of saying a term, each as one word."""
    return frozenset(_joined(way) for way in term.ways)


def _plain(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if not IS_HAN.match(run) or len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def _joined(pairs: tuple[str, ...]) -> str:
    """The word its pairs of characters were taken from."""
    if not all(len(pair) == 2 and IS_HAN.match(pair) for pair in pairs):
        return pairs[0]
    return pairs[0] + "".join(pair[1] for pair in pairs[1:])


def _value(number: str) -> int:
    """四十二 → 42, 一百零五 → 105, 二〇二三 → 2023."""
    if not set(number) & set(_TENS):
        return int("".join(str(_DIGITS[letter]) for letter in number))
    total, digit = 0, 0
    for letter in number:
        if letter in _TENS:
            total += (digit or 1) * _TENS[letter]
            digit = 0
        else:
            digit = _DIGITS[letter]
    return total + digit


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every word that has synonyms with its group, the longest word first."""
    read = yaml.safe_load((Path(__file__).parent / "synonyms.yaml").read_text(encoding="utf-8"))
    groups = [tuple(word.lower() for word in group) for group in read]
    pairs = [(word, group) for group in groups for word in group]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))
