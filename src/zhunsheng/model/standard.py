"""Control standards (内控标准): what must hold, as data.

A standard names a *shape* of breach and the parameters of that shape. A :class:`Step` says which
acts play a part (an activity or several, if need be only those that meet conditions).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.example import Example
from zhunsheng.model.law import Basis
from zhunsheng.model.power import Grade
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity

Operator = Literal["in", "not_in", "prefix", "at_least", "below", "present"]


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """One condition on a field of an act: ``office``, ``post``, ``officer`` or an attribute.

    ``in`` / ``not_in`` / ``prefix`` compare text with ``values``; ``at_least`` / ``below`` compare
    numbers with ``bound``; ``present`` asks that the field is filled. Except for ``present``, a
    field that is not filled makes the condition unknown, never true or false.
    """

    field: str
    operator: Operator
    values: tuple[str, ...] = ()
    bound: Decimal | None = None


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """Acts that play one part in a standard: any of the activities, all of the conditions."""

    activities: tuple[str, ...]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """A standard as it stood for a span of days; acts of those days are judged by it.

    ``parameters`` are as written in the file; the shape reads them into its own dataclass.
    ``scope`` narrows the anchor step (office, mode, goods, amount).
    """

    validity: Validity
    basis: tuple[Basis, ...]
    shape: str
    subject: str
    parameters: Mapping[str, Any]
    scope: tuple[Condition, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """A control standard with all its versions, oldest first."""

    id: str
    title: Text
    power: str
    posts: tuple[str, ...]
    line: int
    grade: Grade
    versions: tuple[StandardVersion, ...]
    draft: bool = False
    indicators: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    verified: bool = True
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class BoundsRow:
    """One row of a dated table of bounds: keys in the table's key order, inclusive limits."""

    keys: tuple[str, ...]
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class BoundsVersion:
    validity: Validity
    basis: tuple[Basis, ...]
    rows: tuple[BoundsRow, ...]


@dataclass(frozen=True, slots=True)
class BoundsTable:
    """Limits by tier, category or rate (幅度表), dated. ``keys`` name fields of an act."""

    id: str
    title: Text
    keys: tuple[str, ...]
    versions: tuple[BoundsVersion, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Exemption:
    """An approved exception from a standard: why, by whom, until when, for whom.

    Empty ``subjects``, ``offices`` or ``officers`` mean "any"; an anchor act on a day in
    ``validity`` that meets all three is *not evaluated*, with the exemption named.
    """

    id: str
    standard: str
    reason: Text
    approved_by: str
    validity: Validity
    subjects: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)
