"""From blocks as written to the nouns of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhunsheng.model.clock import CalendarYear, Clock, ClockVersion
from zhunsheng.model.errors import Place
from zhunsheng.model.law import Law
from zhunsheng.model.power import (
    Grant,
    Measure,
    Post,
    Power,
    PowerVersion,
    PublicColumns,
    PublicDefault,
    RiskPoint,
)
from zhunsheng.model.standard import (
    BoundsRow,
    BoundsTable,
    BoundsVersion,
    Exemption,
    Standard,
    StandardVersion,
)
from zhunsheng.model.validity import Validity
from zhunsheng.register import schema
from zhunsheng.register.build_lists import example
from zhunsheng.register.build_parts import bases, dated, maybe, text
from zhunsheng.register.source import Source, Trail


def law(block: schema.LawBlock, place: Place) -> Law:
    editions = tuple(sorted(block.editions))
    return Law(
        block.id,
        text(block.title),
        editions,
        block.repealed_on,
        short=maybe(block.short),
        number=block.number,
        verified=block.verified,
        place=place,
    )


def power(block: schema.PowerBlock, place: Place) -> Power:
    versions = tuple(
        PowerVersion(validity, bases(v.basis), maybe(v.limits))
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
        code=block.code,
        seed=block.seed,
        levels=tuple(block.levels),
        approval=block.approval,
        clocks=tuple(block.clocks),
        subitems=tuple(text(one) for one in block.subitems),
        columns=columns(block.columns),
        verified=block.verified,
        place=place,
    )


def columns(block: schema.ColumnsBlock) -> PublicColumns:
    return PublicColumns(**{name: maybe(getattr(block, name)) for name in type(block).model_fields})


def public_default(block: schema.PublicDefaultBlock, place: Place) -> PublicDefault:
    return PublicDefault(block.id, columns(block.columns), place)


def post(block: schema.PostBlock, place: Place) -> Post:
    grants = tuple(
        Grant(g.power, Validity(g.from_, g.until), g.up_to, bases(g.basis)) for g in block.grants
    )
    return Post(
        block.id,
        text(block.title),
        grants,
        tuple(block.incompatible_with),
        levels=tuple(block.levels),
        key=block.key,
        duties=maybe(block.duties),
        certificates=tuple(block.certificates),
        verified=block.verified,
        place=place,
    )


def risk_point(block: schema.RiskPointBlock, place: Place) -> RiskPoint:
    return RiskPoint(
        block.id,
        text(block.title),
        block.power,
        block.post,
        block.grade,
        tuple(Measure(text(measure), measure.by) for measure in block.measures),
        tuple(block.standards),
        misconduct=tuple(block.misconduct),
        sign=maybe(block.sign),
        indicators=tuple(block.indicators),
        graded_on=block.graded_on,
        place=place,
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
        indicators=tuple(block.indicators),
        examples=tuple(
            example(one, source.place((*trail, "examples", position)))
            for position, one in enumerate(block.examples)
        ),
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
