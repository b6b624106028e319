"""What officers may do: powers, the posts that hold them, and where a power can be abused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity

Grade = Literal["high", "medium", "low"]
RealisedBy = Literal["system", "people"]


@dataclass(frozen=True, slots=True)
class PublicColumns:
    """What the public is told of a power besides its basis, limits and chart (亮权)."""

    content: Text | None = None
    conduct: Text | None = None
    conditions: Text | None = None
    promised: Text | None = None
    fee: Text | None = None
    remedies: Text | None = None
    liability: Text | None = None
    supervision: Text | None = None

    def over(self, default: PublicColumns) -> PublicColumns:
        """These columns, and where one is empty that of ``default``."""
        names = (one.name for one in fields(self))
        return PublicColumns(
            **{name: getattr(self, name) or getattr(default, name) for name in names}
        )


@dataclass(frozen=True, slots=True)
class PublicDefault:
    """The public columns of all powers of a type that do not say otherwise."""

    id: str
    columns: PublicColumns
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PowerVersion:
    """A power as it stood for a span of days."""

    validity: Validity
    basis: tuple[Basis, ...]
    limits: Text | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """A power (权责事项): a type of act the law lets an authority do.

    ``levels``: of the authority, that hold it; ``approval``: the pattern by which it is approved;
    ``clocks``: the periods it is bound by. ``seed``: its number in the list it was taken from.
    """

    id: str
    title: Text
    type: str
    domain: str
    versions: tuple[PowerVersion, ...]
    chart: str | None = None
    public: bool = False
    code: str | None = None
    seed: int | None = None
    levels: tuple[str, ...] = ()
    approval: str | None = None
    clocks: tuple[str, ...] = ()
    subitems: tuple[Text, ...] = ()
    columns: PublicColumns = PublicColumns()
    verified: bool = True
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """A post holds a power for a span of days, if need be only up to an amount."""

    power: str
    validity: Validity
    up_to: Decimal | None = None
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A post (岗位), its grants, and the powers no holder of it may hold besides."""

    id: str
    title: Text
    grants: tuple[Grant, ...] = ()
    incompatible_with: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    key: bool = False
    duties: Text | None = None
    certificates: tuple[str, ...] = ()
    verified: bool = True
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """What holds a risk back (防控措施), and whether a system or people see to it."""

    text: Text
    by: RealisedBy | None = None


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Where a power can be abused (廉政风险点), on which post, and what holds it back.

    ``misconduct``: codes of the kinds of misconduct it may come to; ``sign``: how it would look in
    the trace; ``graded_on``: the day its grade was last weighed.
    """

    id: str
    title: Text
    power: str
    post: str
    grade: Grade
    measures: tuple[Measure, ...] = ()
    standards: tuple[str, ...] = ()
    misconduct: tuple[str, ...] = ()
    sign: Text | None = None
    indicators: tuple[str, ...] = ()
    graded_on: dt.date | None = None
    place: Place | None = field(default=None, compare=False)
