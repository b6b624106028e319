"""The innocent look-alikes of a district: cast first, so that no scheme casts the same people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Book, Ints
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.lookalikes import LOOKALIKES, Lookalike
from zhunsheng.simulate.misconduct.cast import NO_OFFICERS, Cast, Settings
from zhunsheng.simulate.misconduct.editing import HONEST, Editing
from zhunsheng.simulate.misconduct.numbers import Numbers
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.truth import Notes
from zhunsheng.simulate.world.district import District


@dataclass(frozen=True, slots=True)
class Innocents:
    """Look-alikes with their casts. ``settings``: the whole period."""

    district: District
    chance: Chance
    settings: Settings
    parts: tuple[tuple[Lookalike, Cast], ...]

    @property
    def officers(self) -> Ints:
        """Everybody in them."""
        return np.unique(np.concatenate([NO_OFFICERS, *(cast.officers for _, cast in self.parts)]))

    def lay_on(self, book: Book) -> None:
        """Lets honest work of a slice go as it goes there. Nothing is marked: it is honest."""
        for one, cast in self.parts:
            chance = self.chance.within("lookalike", one.id)
            editing = Editing(
                book, self.district, cast, self.settings, chance, HONEST, "declaration", Notes(),
                Numbers(0, 0),
            )  # fmt: skip
            one.act(editing)


def innocents(district: District, making: Making) -> Innocents:
    """Casts the look-alikes."""
    parts: list[tuple[Lookalike, Cast]] = []
    for one in LOOKALIKES:
        parts.append((one, one.plan(district, making.chance.within("lookalike", one.id))))
    period = Settings(1.0, 0, 0, ms_of(making.first), ms_of(making.last) + DAY)
    return Innocents(district, making.chance, period, tuple(parts))
