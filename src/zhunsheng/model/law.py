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
