"""Indicators of integrity in enforcement: what should be watched, and who can compute it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis
from zhunsheng.model.text import Text

IndicatorKind = Literal["rule", "statistic", "own_use", "register", "manual"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An entry of the catalogue of indicators (指标).

    ``kind``: ``rule`` is decided on the records of one subject, by standards; ``statistic`` by the
    ``detector`` it names; ``own_use`` on the use of this platform; ``register`` on the register;
    ``manual`` by people.
    """

    id: str
    title: Text
    group: str
    line: int
    kind: IndicatorKind
    detector: str | None = None
    threshold: Text | None = None
    basis: tuple[Basis, ...] = ()
    note: Text | None = None
    verified: bool = True
    place: Place | None = field(default=None, compare=False)
