"""The tables of the monitoring page: who says how much of what, each line open to its warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.boards.figures import Figure
from zhunsheng_web.boards.intervals import Share, share_of
from zhunsheng_web.boards.scope import Scope

SHADES = 5
"""Grounds of the heat map, from pale to strong."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. ``acts``: how much was worked, None where nobody counted; ``rate``:
    warnings per act, None where there can be none. ``judged``: how often the standard was judged,
    None where that is not known."""

    title: Text
    figure: Figure
    link: str
    acts: int | None = None
    deeper: str = ""
    judged: int | None = None

    @property
    def rate(self) -> Share | None:
        """None too where more warnings than acts are known: no rate then."""
        if self.acts is None or self.acts < self.figure.standing:
            return None
        return share_of(self.figure.standing, self.acts)

    @property
    def breaches(self) -> Share | None:
        """Records found against the standard, of its judgements; None too where there are more
        than judgements, which happens when an act is later than what it hangs on."""
        if self.judged is None or self.judged < self.figure.rows:
            return None
        return share_of(self.figure.rows, self.judged)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the heat map. ``shade`` 0 (nothing) to :data:`SHADES`."""

    count: int
    shade: int
    link: str
    said: Text


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the trend, in the units of its drawing."""

    week: dt.date
    figure: Figure
    x: int
    y: int
    height: int
    link: str

    @property
    def middle(self) -> int:
        return self.x + 12

    @property
    def above(self) -> int:
        return self.y - 4


def warnings_link(scope: Scope, **others: str) -> str:
    """The address of the warnings behind a figure."""
    return f"{_warnings()}?{scope.query(**others)}"


@lru_cache(maxsize=1)
def _warnings() -> str:
    return reverse("boards:warnings")


def lines(
    figures: Mapping[str, Figure],
    titles: Mapping[str, Text],
    links: Mapping[str, str],
    acts: Mapping[str, int] | None = None,
    deeper: Mapping[str, str] | None = None,
    judged: Mapping[str, int] | None = None,
) -> list[Line]:
    """The lines of a table, most warnings first."""
    found = [
        Line(
            titles.get(name) or Text(name, name),
            figure,
            links[name],
            None if acts is None else acts.get(name, 0),
            (deeper or {}).get(name, ""),
            (judged or {}).get(name),
        )
        for name, figure in figures.items()
        if figure.standing
    ]
    return sorted(found, key=lambda line: (-line.figure.standing, line.title.zh))


def heat(
    counts: Mapping[tuple[str, str], int],
    rows: Sequence[tuple[str, Text]],
    columns: Sequence[tuple[str, Text]],
    links: Mapping[tuple[str, str], str],
) -> list[tuple[Text, list[Cell]]]:
    """The heat map: a row's title and its fields, in the order of the columns. A field is the
    darker the more there is, by fifths of the largest; the number is written in it."""
    most = max(counts.values(), default=0)
    made = []
    for row, title in rows:
        cells = []
        for column, head in columns:
            count = counts.get((row, column), 0)
            shade = -(-count * SHADES // most) if count > 0 else 0
            link = links.get((row, column), "") if count else ""
            said = Text(f"{title.zh}，{head.zh}：{count}件", f"{title.en}, {head.en}: {count}")
            cells.append(Cell(count, shade, link, said))
        made.append((title, cells))
    return made


HEIGHT, STEP = 120, 34


def trend(weeks: Mapping[dt.date, Figure], scope: Scope) -> list[Bar]:
    """A bar for every week of the scope, also for those in which nothing came."""
    first = scope.first - dt.timedelta(days=scope.first.weekday())
    days: Iterable[dt.date] = (
        first + dt.timedelta(days=7 * at) for at in range((scope.last - first).days // 7 + 1)
    )
    most = max((figure.standing for figure in weeks.values()), default=0) or 1
    bars = []
    for at, week in enumerate(days):
        figure = weeks.get(week, Figure())
        height = max(0, figure.standing) * HEIGHT // most
        until = week + dt.timedelta(days=6)
        link = warnings_link(scope, since=week.isoformat(), until=until.isoformat())
        bars.append(Bar(week, figure, at * STEP, HEIGHT - height, height, link))
    return bars
