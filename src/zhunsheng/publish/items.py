"""What the public is told, as nouns of its own.

A page, a drawing and a data file are made from these and from nothing else. They have no field for
posts, risk points, measures, standards or anything else that is internal, so that what is internal
cannot be published by a slip in a template.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhunsheng.charts import Chart
from zhunsheng.model.clock import CalendarYear, Period
from zhunsheng.model.law import article_in_words
from zhunsheng.model.power import PublicColumns
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Citation:
    """An article something public rests on.

    ``edition``: the text of the law it was read from; ``in_force``: the law's text on the day of
    the list; ``repealed_on``: the day the law ceased, where it has by then.
    """

    law: str
    title: Text
    article: str
    edition: dt.date | None = None
    in_force: dt.date | None = None
    repealed_on: dt.date | None = None
    quote: str | None = None
    verified: bool = True

    @property
    def named(self) -> Text:
        """Law and article, without the edition."""
        article = article_in_words(self.article)
        if not article.zh:
            return Text(f"《{self.title.zh}》", self.title.en)
        return Text(f"《{self.title.zh}》{article.zh}", f"{self.title.en}, {article.en}")


@dataclass(frozen=True, slots=True)
class PublicClock:
    """A statutory period a public power is bound by. ``since``: when it took its present length."""

    id: str
    title: Text
    period: Period
    since: dt.date
    basis: tuple[Citation, ...]
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """What changed on a day for those subject to a power. ``ahead``: enacted, not yet in force."""

    on: dt.date
    said: tuple[Text, ...]
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class PublicPower:
    """A power as the public is shown it. ``levels``: of the authority, that exercise it."""

    id: str
    code: str | None
    title: Text
    subitems: tuple[Text, ...]
    type: str
    domain: str
    levels: tuple[Text, ...]
    since: dt.date
    basis: tuple[Citation, ...]
    limits: Text | None
    columns: PublicColumns
    clocks: tuple[PublicClock, ...]
    chart: Chart | None
    history: tuple[Event, ...]
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """The powers of a type or of a domain, by id, in the order of the list."""

    id: str
    title: Text
    powers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicLaw:
    """A law, and the public powers that rest on it, each with its articles."""

    id: str
    title: Text
    number: str | None
    in_force: dt.date | None
    repealed_on: dt.date | None
    rests: tuple[tuple[str, tuple[str, ...]], ...]
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary that occurs in the list."""

    id: str
    title: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class PublicList:
    """The public list on one day.

    ``years``: the announced working-day years from that day's on. ``digest``: SHA-256 (hex) over
    everything else in it; what is internal does not enter.
    """

    id: str
    title: Text
    on: dt.date
    legal_zone: str
    powers: tuple[PublicPower, ...]
    types: tuple[Group, ...]
    domains: tuple[Group, ...]
    laws: tuple[PublicLaw, ...]
    terms: tuple[Term, ...]
    weekend: tuple[int, ...]
    years: tuple[CalendarYear, ...]
    digest: str = ""

    def power(self, power_id: str) -> PublicPower:
        """The power of that id. Raises KeyError."""
        for one in self.powers:
            if one.id == power_id:
                return one
        raise KeyError(power_id)
