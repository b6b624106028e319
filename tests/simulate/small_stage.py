"""A world of two offices and a handful of officers, to play in where no service is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from zhunsheng.model.clock import Calendar, CalendarYear
from zhunsheng.simulate.book import Coded, Flags, Floats, Ints, Longs, Shorts
from zhunsheng.simulate.hours import HOUR, Hours, Pattern, build_hours
from zhunsheng.simulate.playing.stage import Drawn, Source

CALENDAR = Calendar(
    "weekdays",
    frozenset({5, 6}),
    tuple(CalendarYear(year, frozenset(), frozenset()) for year in (2025, 2026, 2027)),
)
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
EACH = 4
"""Officers at each post."""


@dataclass(frozen=True)
class SmallOffices:
    parent: Ints = field(default_factory=lambda: np.array([-1, 0], np.int32))
    level: Sequence[str] = ("district", "subordinate")
    kind: Sequence[str] = ("district", "sea")
    weight: Floats = field(default_factory=lambda: np.array([0.0, 1.0]))


@dataclass(frozen=True)
class SmallPeople:
    id: tuple[str, ...]
    office: Ints
    section: Ints
    post: Shorts
    mentor: Ints


@dataclass(frozen=True)
class SmallStaffing:
    """Everybody of a post is a desk, on duty in office hours."""

    hours: Hours
    posts: Sequence[str]

    def desk(self, office: Ints, post: int) -> Ints:
        return np.full(len(office), post, np.int32)

    def apart(self, desk: Ints, special: Ints) -> Ints:
        return desk

    def opens(self, desk: Ints, at: Longs, margin_minutes: float = 0) -> Longs:
        return self.hours.regimes["office"].opens(at, margin=int(margin_minutes * 60_000))

    def pick(
        self, desk: Ints, at: Longs, u: Floats, avoid: Sequence[Ints] = (), same: Ints | None = None
    ) -> Ints:
        place = np.floor(u * EACH).astype(np.int32)
        officer = desk * EACH + place
        for _ in range(EACH):
            taken = np.zeros(len(officer), np.bool_)
            for other in avoid:
                taken |= other == officer
            place = np.where(taken, (place + 1) % EACH, place)
            officer = desk * EACH + place
        return officer.astype(np.int32)

    def on_duty(self, officer: Ints, at: Longs) -> Flags:
        return self.hours.regimes["office"].is_open(at)

    def returns(self, officer: Ints, at: Longs, margin_minutes: float = 0) -> Longs:
        return self.opens(officer, at, margin_minutes)

    def on_duty_count(self, desk: Ints, at: Longs, avoid: Sequence[Ints] = ()) -> Ints:
        return np.full(len(desk), EACH - len(avoid), np.int32)

    def shift_end(self, officer: Ints, at: Longs) -> Longs:
        regime = self.hours.regimes["office"]
        return regime.ends[np.minimum(regime.spell(at), len(regime) - 1)]


@dataclass(frozen=True)
class SmallStage:
    posts: Sequence[str]
    hours: Hours
    people: SmallPeople
    staffing: SmallStaffing
    offices: SmallOffices = field(default_factory=SmallOffices)
    sources: Mapping[str, Source] = field(default_factory=dict)
    tables: Mapping[str, Drawn] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)

    def names(self, type_: str, numbers: Longs) -> list[str]:
        return [f"{type_}-{number}" for number in numbers.tolist()]


def trade(office: Ints, begins: Longs, chance: np.random.Generator, **said: object) -> Drawn:
    count = len(office)
    return Drawn(
        {
            "value": np.round(chance.lognormal(10, 1, count), 2),
            "hs": Coded(chance.integers(0, 3, count).astype(np.int32), ("0101", "8471", "9403")),
        },
        {"company": chance.integers(0, 50, count)},
    )


def small_stage(posts: Sequence[str], **figures: float) -> SmallStage:
    """A stage for these posts, four officers at each."""
    hours = build_hours(
        {
            "always": Pattern(changes=(0,)),
            "office": Pattern("working", spans=((9 * 60, 17 * 60),)),
        },
        CALENDAR,
        dt.date(2025, 6, 1),
        dt.date(2027, 6, 30),
    )
    count = len(posts) * EACH
    people = SmallPeople(
        tuple(f"{posts[n // EACH]}-{n % EACH}" for n in range(count)),
        np.ones(count, np.int32),
        np.arange(count, dtype=np.int32) // 2,
        (np.arange(count) // EACH).astype(np.int16),
        np.full(count, -1, np.int32),
    )
    return SmallStage(
        posts, hours, people, SmallStaffing(hours, posts), sources={"trade": trade},
        figures=figures,
    )  # fmt: skip


def hour_of(at: Longs) -> Longs:
    return at % (24 * HOUR) // HOUR
