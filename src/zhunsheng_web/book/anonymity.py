"""Whether a text still gives somebody away: names and numbers of the warning it was made from.

Compared without spaces, punctuation, width and case, so that a number written in groups is still
the number. What looks like a number of a declaration, a plate or a company's code is refused too,
whoever's it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Office, Person
from zhunsheng_web.casework.models import Finding, Warning

SHORTEST = 2
"""Names of one letter would be found everywhere."""
MOST_ROWS = 2_000
_PATTERNS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (re.compile(r"\d{6,}"), Text("像是单证号码", "looks like the number of a document")),
    (
        re.compile(r"[㐀-鿿][A-Z][A-Z0-9]{5,6}(?![A-Z0-9])"),
        Text("像是车牌号", "looks like a number plate"),
    ),
    (
        re.compile(r"(?=[0-9A-Z]*\d)[0-9A-Z]{15,18}"),
        Text("像是统一社会信用代码", "looks like a company's code"),
    ),
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Something left in the text, and what it is."""

    found: str
    what: Text


def traces(text: str, warning: Warning) -> tuple[Trace, ...]:
    """Everything in the text that names somebody or something of the warning; four queries."""
    plain = _plain(text)
    found: dict[str, Text] = {}
    for name, what in _named(warning):
        needle = _plain(name)
        if len(needle) >= SHORTEST and needle in plain:
            found.setdefault(name, what)
    wide = unicodedata.normalize("NFKC", text).upper()
    tight = re.sub(r"(?<=\d)[\s\-·.,]+(?=\d)", "", wide)
    for pattern, what in _PATTERNS:
        for hit in pattern.finditer(tight):
            if not any(_plain(hit.group()) in _plain(name) for name in found):
                found.setdefault(hit.group(), what)
    return tuple(Trace(name, what) for name, what in found.items())


def _named(warning: Warning) -> Iterator[tuple[str, Text]]:
    """Who and what must not be named, with what to say of it."""
    officer = Text("涉及人员", "a person concerned")
    number = Text("业务编号", "a number of the case")
    company = Text("涉及企业", "a company concerned")
    office = Text("涉及单位", "the office concerned")
    yield warning.number, Text("预警编号", "the number of the warning")
    yield warning.subject_id, number
    yield warning.office.code, office
    place: Office | None = warning.office
    while place is not None and place.parent_id is not None:
        if place.level != "section":
            yield place.title_zh, office
            yield place.title_en, office
        place = place.parent
    codes = set(warning.concerns.values_list("code", flat=True))
    rows = Finding.objects.filter(warning=warning).values_list("subject_id", "evidence")
    for subject, evidence in rows[:MOST_ROWS]:
        yield subject, number
        for act in evidence:
            codes.add(str(act.get("officer") or ""))
            for field in act.get("fields", ()):
                if field.get("mask"):
                    what = company if field["mask"] == "company" else officer
                    yield str(field.get("value_zh") or ""), what
                    yield str(field.get("value_en") or ""), what
    for name in _people(codes):
        yield name, officer
    for code in codes:
        yield code, officer


def _people(codes: Iterable[str]) -> Iterator[str]:
    for zh, en in Person.objects.filter(code__in=list(codes)).values_list("name_zh", "name_en"):
        yield zh
        yield en


def _plain(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in wide if letter.isalnum())
