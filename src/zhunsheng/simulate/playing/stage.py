"""What a play asks of the world it is played in; ``world.District`` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from zhunsheng.simulate.book import Flags, Floats, Ints, Longs, Shorts, Values
from zhunsheng.simulate.hours import Hours


@dataclass(frozen=True, slots=True)
class Drawn:
    """Columns and objects of cases, as a source or a table of the world gives them.

    ``office``: of each case, where the table says it; ``begins``: likewise, in milliseconds.
    """

    columns: Mapping[str, Values] = field(default_factory=dict)
    objects: Mapping[str, Longs] = field(default_factory=dict)
    office: Ints | None = None
    begins: Longs | None = None


class Source(Protocol):
    """Draws columns for new cases of some offices that begin at some moments."""

    def __call__(
        self, office: Ints, begins: Longs, chance: np.random.Generator, **said: object
    ) -> Drawn: ...


class OfficesOf(Protocol):
    """Offices by number; ``parent`` −1 at the top."""

    @property
    def parent(self) -> Ints: ...
    @property
    def level(self) -> Sequence[str]: ...
    @property
    def kind(self) -> Sequence[str]: ...
    @property
    def weight(self) -> Floats: ...


class PeopleOf(Protocol):
    """Officers by number. ``post``, ``desk``: where one serves; ``section``: by number,
    too; ``mentor``: whom a junior works beside, −1 of all others."""

    @property
    def id(self) -> tuple[str, ...]: ...
    @property
    def office(self) -> Ints: ...
    @property
    def desk(self) -> Ints: ...
    @property
    def section(self) -> Ints: ...
    @property
    def post(self) -> Shorts: ...
    @property
    def mentor(self) -> Ints: ...


class StaffingOf(Protocol):
    """Who is on duty where and when; see ``staffing``."""

    def desk(self, office: Ints, post: int) -> Ints: ...
    def apart(self, desk: Ints, special: Ints) -> Ints: ...
    def opens(self, desk: Ints, at: Longs, margin_minutes: float = 0) -> Longs: ...
    def pick(
        self, desk: Ints, at: Longs, u: Floats, avoid: Sequence[Ints] = (), same: Ints | None = None
    ) -> Ints: ...
    def on_duty(self, officer: Ints, at: Longs) -> Flags: ...
    def on_duty_count(self, desk: Ints, at: Longs, avoid: Sequence[Ints] = ()) -> Ints: ...
    def returns(self, officer: Ints, at: Longs, margin_minutes: float = 0) -> Longs: ...
    def shift_end(self, officer: Ints, at: Longs) -> Longs: ...


class Stage(Protocol):
    """A world to play in."""

    @property
    def offices(self) -> OfficesOf: ...
    @property
    def posts(self) -> Sequence[str]: ...
    @property
    def people(self) -> PeopleOf: ...
    @property
    def hours(self) -> Hours: ...
    @property
    def staffing(self) -> StaffingOf: ...
    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def tables(self) -> Mapping[str, Drawn]: ...
    @property
    def figures(self) -> Mapping[str, float]: ...
    def names(self, type_: str, numbers: Longs) -> list[str]: ...
