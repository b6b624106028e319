"""Traces small enough to judge by hand, judged both ways."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from judging.parity import by_queries, by_rows
from judging.worlds import World
from zhunsheng.model.act import Act, Gap, Mandate
from zhunsheng.model.clock import Clock
from zhunsheng.model.law import Basis
from zhunsheng.model.moment import Moment, moment_of
from zhunsheng.model.notation_step import read_conditions
from zhunsheng.model.register import Register
from zhunsheng.model.standard import BoundsTable, Exemption, Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.standards.compile import compile_plan

SAY = Text("甲", "a")
BASIS = (Basis("law", "1"),)
LONG_AGO = dt.date(2000, 1, 1)

Outcomes = dict[str, int]
"""Reason → how many; NONE is a pass."""


def at(day: str, hour: int = 12, *, rank: int = 0) -> Moment:
    """A moment of a day of 2024, written ``03-20``, at an hour of UTC; the legal zone is UTC."""
    month, number = map(int, day.split("-"))
    return moment_of(dt.datetime(2024, month, number, hour), rank=rank)


def act(number: int, activity: str, moment: Moment, *, subject: int = 1, **more: Any) -> Act:
    return Act(number, subject, activity, moment, subject_id=f"case {subject}", **more)


def standard(shape: str, parameters: dict[str, Any], scope: Any = None) -> Standard:
    version = StandardVersion(
        Validity(LONG_AGO), BASIS, shape, "case", parameters, read_conditions(scope)
    )
    return Standard("s", SAY, "power", ("post",), 1, "high", (version,))


def register(
    *standards: Standard,
    exemptions: Sequence[Exemption] = (),
    clocks: Sequence[Clock] = (),
    tables: Sequence[BoundsTable] = (),
) -> Register:
    return Register(
        "small",
        SAY,
        "UTC",
        "0",
        standards=standards,
        exemptions=tuple(exemptions),
        clocks=tuple(clocks),
        tables=tuple(tables),
    )


def outcomes(
    folder: Path,
    one: Standard,
    acts: Sequence[Act],
    *,
    as_of: Moment,
    gaps: Sequence[Gap] = (),
    mandates: Sequence[Mandate] = (),
    exemptions: Sequence[Exemption] = (),
    clocks: Sequence[Clock] = (),
    tables: Sequence[BoundsTable] = (),
) -> Outcomes:
    """What one standard's judgements came to; the queries and the row check must agree."""
    law = register(one, exemptions=exemptions, clocks=clocks, tables=tables)
    world = World(law, tuple(acts), tuple(mandates), tuple(gaps), as_of)
    plan = compile_plan(law)
    rows = by_rows(plan, world)
    number = sum(1 for _ in folder.iterdir())
    assert by_queries(plan, world, folder / str(number), threads=1) == rows
    counts: Counter[str] = Counter()
    for (_, _, reason), n in rows[0].items():
        counts[reason] += n
    return dict(counts)
