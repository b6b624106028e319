"""From blocks as written to the nouns of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from zhunsheng.model.clock import CalendarYear, Clock, ClockVersion
from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis, Law
from zhunsheng.model.power import Grant, Post, Power, PowerVersion, RiskPoint
from zhunsheng.model.standard import (
    BoundsRow,
    BoundsTable,
    BoundsVersion,
    Exemption,
    Standard,
    StandardVersion,
)
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.register import schema
from zhunsheng.register.source import Source, Trail

V = TypeVar("V", bound=schema.Dated)


def text(block: schema.TextBlock) -> Text:
    return Text(block.zh, block.en)


def bases(blocks: Sequence[schema.BasisBlock]) -> tuple[Basis, ...]:
    return tuple(Basis(b.law, b.article, b.edition, b.quote, b.verified) for b in blocks)


def dated(versions: Sequence[V]) -> list[tuple[V, Validity, int]]:
    """Versions oldest first, each with its validity and its position in the file.

    A version without ``until`` ends when the next one begins.
    """
    order = sorted(range(len(versions)), key=lambda position: versions[position].from_)
    found = []
    for index, position in enumerate(order):
        version = versions[position]
        following = versions[order[index + 1]].from_ if index + 1 < len(order) else None
        end = version.until if version.until is not None else following
        found.append((version, Validity(version.from_, end), position))
    return found


def law(block: schema.LawBlock, place: Place) -> Law:
    editions = tuple(sorted(block.editions))
    return Law(block.id, text(block.title), editions, block.repealed_on, block.verified, place)


def power(block: schema.PowerBlock, place: Place) -> Power:
    versions = tuple(
        PowerVersion(validity, bases(v.basis), text(v.limits) if v.limits else None)
        for v, validity, _ in dated(block.versions)
    )
    return Power(
        block.id,
        text(block.title),
        block.type,
        block.domain,
        versions,
        chart=block.chart,
        public=block.public,
        verified=block.verified,
        place=place,
    )


def post(block: schema.PostBlock, place: Place) -> Post:
    grants = tuple(
        Grant(g.power, Validity(g.from_, g.until), g.up_to, bases(g.basis)) for g in block.grants
    )
    return Post(block.id, text(block.title), grants, tuple(block.incompatible_with), place)


def risk_point(block: schema.RiskPointBlock, place: Place) -> RiskPoint:
    return RiskPoint(
        block.id,
        text(block.title),
        block.power,
        block.post,
        block.grade,
        tuple(text(measure) for measure in block.measures),
        tuple(block.standards),
        place,
    )


def clock(block: schema.ClockBlock, place: Place) -> Clock:
    versions = tuple(
        ClockVersion(validity, v.period.period(), bases(v.basis))
        for v, validity, _ in dated(block.versions)
    )
    return Clock(block.id, text(block.title), versions, block.verified, place)


def table(block: schema.BoundsTableBlock, place: Place) -> BoundsTable:
    versions = tuple(
        BoundsVersion(
            validity,
            bases(v.basis),
            tuple(BoundsRow(tuple(r.keys), r.least, r.most) for r in v.rows),
        )
        for v, validity, _ in dated(block.versions)
    )
    return BoundsTable(block.id, text(block.title), tuple(block.keys), versions, place)


def standard(block: schema.StandardBlock, source: Source, trail: Trail) -> Standard:
    versions = tuple(
        StandardVersion(
            validity,
            bases(v.basis),
            v.shape,
            v.subject,
            parameters=v.parameters,
            scope=v.scope,
            place=source.place((*trail, "versions", position)),
        )
        for v, validity, position in dated(block.versions)
    )
    return Standard(
        block.id,
        text(block.title),
        block.power,
        tuple(block.posts),
        block.line,
        block.grade,
        versions,
        draft=block.draft,
        verified=block.verified,
        place=source.place(trail),
    )


def exemption(block: schema.ExemptionBlock, place: Place) -> Exemption:
    return Exemption(
        block.id,
        block.standard,
        text(block.reason),
        block.approved_by.strip(),
        Validity(block.from_, block.until),
        tuple(block.subjects),
        tuple(block.offices),
        tuple(block.officers),
        place,
    )


def calendar_year(block: schema.CalendarYearBlock) -> CalendarYear:
    return CalendarYear(
        block.year, frozenset(block.holidays), frozenset(block.workdays), bases(block.basis)
    )


def weekend(names: Sequence[str]) -> frozenset[int]:
    """Weekday names as numbers, Monday 0."""
    order: tuple[Any, ...] = schema.Weekday.__args__  # type: ignore[attr-defined]
    return frozenset(order.index(name) for name in names)
