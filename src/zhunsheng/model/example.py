"""Examples a standard carries with it: records on which it must fail, pass or stay undecided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from zhunsheng.model.errors import Place

ExampleOutcome = Literal["fail", "pass", "not_evaluated"]
MandateKind = Literal["post", "certificate", "roster"]


@dataclass(frozen=True, slots=True)
class ExampleAct:
    """One act as a lawyer writes it: wall clock of the legal zone, values as recorded."""

    activity: str
    at: dt.datetime
    subject: str
    officer: str | None = None
    post: str | None = None
    office: str | None = None
    attributes: Mapping[str, Decimal | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExampleMandate:
    """What an officer of the example holds: a post, a certificate, a shift on a roster."""

    officer: str
    kind: MandateKind
    value: str
    start: dt.datetime
    end: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """Acts, and what the standard must say of them.

    ``fail``: at least one judgement fails; ``pass``: at least one passes and none fails;
    ``not_evaluated``: there are judgements, and none passes or fails. ``as_of``: the day of the
    run; the day of the last act unless said. ``given``: values of site parameters the example
    assumes, whatever the site has decided.
    """

    outcome: ExampleOutcome
    acts: tuple[ExampleAct, ...]
    mandates: tuple[ExampleMandate, ...] = ()
    as_of: dt.date | None = None
    given: Mapping[str, Decimal | str | bool | tuple[str, ...]] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)
