"""Timings: how long cases take from one act to another, and whose time it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis
from zhunsheng.model.standard import Step
from zhunsheng.model.text import Text

Side = Literal["authority", "party"]
"""Whom a stretch of a case waits for."""

TimingUnit = Literal["hours", "days"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a stretch begins or ends: an act of the step, or the time it records in ``field``."""

    step: Step
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a case's course. ``waits_for``: who has to act in it."""

    id: str
    title: Text
    start: Mark
    end: Mark
    waits_for: Side


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure to compare with, in the timing's unit. ``title``: whose, and of when."""

    value: Decimal
    title: Text
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """A figure of efficiency (用时口径), defined by acts.

    From the first act of ``start`` on a subject to the first of ``end`` at or after it. Of the time
    between, what lies in a stretch that waits for the party is the party's; the rest is the
    authority's. A stretch may lie outside the whole: it is then only reported.
    """

    id: str
    title: Text
    subject: str
    unit: TimingUnit
    start: Mark
    end: Mark
    stretches: tuple[Stretch, ...] = ()
    benchmark: Benchmark | None = None
    note: Text | None = None
    verified: bool = True
    place: Place | None = field(default=None, compare=False)
