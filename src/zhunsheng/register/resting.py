"""Everything in a register that rests on a law, with what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from zhunsheng.model.errors import Place
from zhunsheng.model.law import Basis
from zhunsheng.model.register import Register


@dataclass(frozen=True, slots=True)
class Resting:
    """One version of an item and its bases.

    ``start``: its first day, ``None`` for a calendar year. ``needs_basis``: a grant may go without
    one, because the power it grants has its own.
    """

    section: str
    item: str
    start: dt.date | None
    bases: tuple[Basis, ...]
    place: Place | None
    needs_basis: bool = True


def resting(register: Register) -> Iterator[Resting]:
    """Versions of powers, clocks, tables and standards; grants; indicators; timings; years."""
    for section in ("powers", "clocks", "tables", "standards"):
        for item in getattr(register, section):
            for version in item.versions:
                place = getattr(version, "place", None) or item.place
                yield Resting(section, item.id, version.validity.start, version.basis, place)
    for post in register.posts:
        for grant in post.grants:
            start = grant.validity.start
            yield Resting("posts", post.id, start, grant.basis, post.place, needs_basis=False)
    for indicator in register.indicators:
        yield Resting(
            "indicators", indicator.id, None, indicator.basis, indicator.place, needs_basis=False
        )
    for timing in register.timings:
        bases = timing.benchmark.basis if timing.benchmark is not None else ()
        yield Resting("timings", timing.id, None, bases, timing.place, needs_basis=False)
    if register.calendar is not None:
        name = register.calendar.id
        for year in register.calendar.years:
            place = Place(f"calendars/{name}/{year.year}.yaml")
            yield Resting("calendar", f"{name} {year.year}", None, year.basis, place)
