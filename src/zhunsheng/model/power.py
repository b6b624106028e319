"""What officers may do: powers, the posts that hold them, and where a power can be abused."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity

Grade = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class PowerVersion:
    """A power as it stood for a span of days."""

    validity: Validity
    basis: tuple[Basis, ...]
    limits: Text | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """A power (权责事项): a type of act the law lets an authority do."""

    id: str
    title: Text
    type: str
    domain: str
    versions: tuple[PowerVersion, ...]
    chart: str | None = None
    public: bool = False
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
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Where a power can be abused (廉政风险点), on which post, and what holds it back."""

    id: str
    title: Text
    power: str
    post: str
    grade: Grade
    measures: tuple[Text, ...] = ()
    standards: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)
