"""The heat map of risk points (廉政风险点): how many warnings came by the standards that watch each
of them, by office or by month.

Counted from the kept figures of the standards. A standard that watches several risk points counts
at each of them; what no risk point of the register is watched by stands in a line of its own, so
that nothing is left out of the map.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhunsheng.model.power import RiskPoint
from zhunsheng.model.text import Text
from zhunsheng.report.words import GRADE
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards import tables
from zhunsheng_web.boards.figures import Figure, Figures
from zhunsheng_web.boards.scope import Scope, end_of, month_before
from zhunsheng_web.casework.law import register

ACROSS = {"office": Text("按单位", "By office"), "month": Text("按月份", "By month")}
UNTIED = "untied"
"""Stands for the standards that no risk point names."""
MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the map. ``grade``: how grave the register holds it; None for the untied ones."""

    id: str
    title: Text
    grade: Text | None
    total: int
    link: str
    cells: tuple[tables.Cell, ...]


@dataclass(frozen=True, slots=True)
class RiskMap:
    """``columns``: title and the address of its figures; ``left_out``: risk points with fewer
    warnings than the last one shown."""

    across: str
    columns: tuple[tuple[Text, str], ...]
    points: tuple[Point, ...]
    left_out: int


@lru_cache(maxsize=1)
def _known() -> dict[str, RiskPoint]:
    return {one.id: one for one in register().risk_points}


@lru_cache(maxsize=1)
def _watching() -> dict[str, tuple[str, ...]]:
    """Standard → the risk points it watches, as the register in use has it."""
    found: dict[str, list[str]] = {}
    for point in register().risk_points:
        for standard in point.standards:
            found.setdefault(standard, []).append(point.id)
    return {standard: tuple(points) for standard, points in found.items()}


def points_of(standard: str) -> tuple[str, ...]:
    """The risk points a standard watches; :data:`UNTIED` alone where it watches none."""
    return _watching().get(standard, (UNTIED,))


def title_of(point: str) -> Text | None:
    """What a risk point is called; None for one nobody knows."""
    if point == UNTIED:
        return Text("未对应风险点的标准", "Standards that watch no risk point")
    known = _known().get(point)
    return known.title if known else None


def riskmap(
    figures: Figures,
    scope: Scope,
    across: str,
    standards: Mapping[str, Figure],
    children: Mapping[Office, int],
) -> RiskMap:
    """``standards``: the scope's own figures by standard; ``children``: the offices directly below
    with all their warnings, for the map by office. One query."""
    totals = _summed({name: figure.standing for name, figure in standards.items()})
    ordered = sorted(totals, key=lambda point: (point == UNTIED, -totals[point], point))
    shown = ordered[:MOST_POINTS]
    by_office = across == "office"
    wanted = {name for name in standards if not set(points_of(name)).isdisjoint(shown)}
    untied = {name for name in standards if points_of(name) == (UNTIED,)}
    # Of many standards the rest is taken from the whole: not every one is asked for by office.
    the_rest = by_office and UNTIED in shown and 2 * len(untied) > len(standards)
    if the_rest:
        wanted = set(standards) - untied
    found = figures.by(
        "path" if by_office else "start",
        "topic",
        grain="standard",
        paths=[child.path for child in children] if by_office else None,
        topics=wanted,
    )
    by_column: dict[str | int | dt.date, dict[str, int]] = {}
    for (column, standard), figure in found.items():
        by_column.setdefault(column, {})[str(standard)] = figure.standing
    if the_rest:
        for office, whole in children.items():
            tied = by_column.setdefault(office.path, {})
            tied[UNTIED] = whole - sum(tied.values())
    counts = {
        (point, str(column)): count
        for column, counted in by_column.items()
        for point, count in _summed(counted).items()
        if point in shown and count
    }
    columns = _offices(scope, list(children), counts) if by_office else _months(scope)
    return RiskMap(
        across,
        tuple((title, f"?{asked}") for _, title, asked, _ in columns),
        tuple(_points(scope, shown, totals, columns, counts)),
        len(ordered) - len(shown),
    )


_Column = tuple[str, Text, str, dict[str, str]]
"""Name, title, the question of its own figures, what its cells ask for."""


def _points(
    scope: Scope,
    shown: Sequence[str],
    totals: Mapping[str, int],
    columns: Sequence[_Column],
    counts: Mapping[tuple[str, str], int],
) -> Iterable[Point]:
    links = {
        (point, name): tables.warnings_link(scope, risk=point, **asked)
        for point, name in counts
        for column, _, _, asked in columns
        if column == name
    }
    rows = [(point, title_of(point) or Text(point, point)) for point in shown]
    heads = [(name, title) for name, title, _, _ in columns]
    for (point, title), (_, cells) in zip(
        rows, tables.heat(counts, rows, heads, links), strict=True
    ):
        link = tables.warnings_link(scope, risk=point)
        grade = GRADE[_known()[point].grade] if point in _known() else None
        yield Point(point, title, grade, totals[point], link, tuple(cells))


def _summed(standing: Mapping[str, int]) -> dict[str, int]:
    """Warnings by risk point, from warnings by standard."""
    sums: Counter[str] = Counter()
    for standard, count in standing.items():
        for point in points_of(standard):
            sums[point] += count
    return {point: count for point, count in sums.items() if count}


def _offices(
    scope: Scope, children: Sequence[Office], counts: Mapping[tuple[str, str], int]
) -> list[_Column]:
    """The offices directly below that have something."""
    seen = {column for _, column in counts}
    return [
        (one.path, one.title, scope.query(office=one.code), {"office": one.code})
        for one in children
        if one.path in seen
    ]


def _months(scope: Scope) -> list[_Column]:
    """Every month of the scope, also those in which nothing came."""
    made = []
    for back in range(scope.months - 1, -1, -1):
        month = month_before(scope.last.replace(day=1), back)
        said = f"{month:%Y-%m}"
        asked = {"from": said, "to": f"{end_of(month):%Y-%m}"}
        made.append((month.isoformat(), Text(said, said), scope.query(**asked), asked))
    return made
