"""Laws and the articles that powers, clocks and standards rest on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from zhunsheng.model.errors import Place
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Law:
    """A law or rule, with the days its editions took effect (ascending).

    ``short``: what it is called in a citation; ``number``: that of the order or notice.
    """

    id: str
    title: Text
    editions: tuple[dt.date, ...] = ()
    repealed_on: dt.date | None = None
    short: Text | None = None
    number: str | None = None
    verified: bool = True
    place: Place | None = field(default=None, compare=False)


WHOLE = "-"
"""What stands for the article where a rule as a whole is cited."""


def article_in_words(article: str) -> Text:
    """An article as a citation names it; empty for the whole rule.

    ``6(4)`` is 第6条(4), paragraph or item 4 of article 6.
    """
    if article == WHOLE:
        return Text("", "")
    number, bracket, part = article.partition("(")
    return Text(f"第{number}条{bracket}{part}", f"art. {article}")


@dataclass(frozen=True, slots=True)
class Basis:
    """What something rests on: a law's article, in the edition then in force."""

    law: str
    article: str
    edition: dt.date | None = None
    quote: str | None = None
    verified: bool = True

    def __str__(self) -> str:
        return f"{self.law} §{self.article}" + (f" ({self.edition})" if self.edition else "")
