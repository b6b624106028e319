"""Site parameters: numbers the law leaves open, which the authority itself decides and dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from zhunsheng.model.errors import Place
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity


@dataclass(frozen=True, slots=True)
class ParameterVersion:
    """A value, in force for a span of days, and who decided it."""

    validity: Validity
    value: Decimal | str | bool | tuple[str, ...]
    decided_by: Text | None = None


@dataclass(frozen=True, slots=True)
class SiteParameter:
    """A site parameter (站点参数). No versions: nobody has decided it, and nothing is invented."""

    id: str
    title: Text
    why: Text
    unit: Text | None = None
    versions: tuple[ParameterVersion, ...] = ()
    verified: bool = True
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A span of a standard that cannot be judged by until the authority has decided something.

    ``parameters``: ids of the site parameters without a value in that span; ``tables``: ids of
    tables of bounds that have not been filled in.
    """

    standard: str
    title: Text
    validity: Validity
    parameters: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
