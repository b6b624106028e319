"""Misconduct in a district: schemes cast once, and laid on slice after slice of honest work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from zhunsheng.simulate.book import Book, Ints
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.misconduct.cast import NO_OFFICERS, Cast, Settings
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.innocents import Innocents
from zhunsheng.simulate.misconduct.numbers import Numbers, numbers_after
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.playing.stage import Stage
from zhunsheng.simulate.schemes import SCHEMES, Scheme
from zhunsheng.simulate.truth import Notes


@dataclass(frozen=True, slots=True)
class Part:
    """A scheme with its number, settings and cast in one district."""

    number: int
    scheme: Scheme
    settings: Settings
    cast: Cast


@dataclass(slots=True)
class Misconduct:
    """The schemes of a district. ``last``: the first millisecond after the period; ``cases``: how
    many cases the district's plays have; ``notes``: what was done so far, slice by slice."""

    stage: Stage
    chance: Chance
    parts: tuple[Part, ...]
    last: int
    cases: int
    notes: Notes = field(default_factory=Notes)

    def lay_on(self, book: Book, *, slice_: int, serial: int) -> None:
        """Lets every scheme edit a slice. ``serial``: the first number of the slice's own acts."""
        if not self.parts:
            return
        numbers = numbers_after(book, slice_=slice_, serial=serial, cases=self.cases)
        notes, added = Notes(), numbers.serial
        for part in self.parts:
            part.scheme.act(self._editing(part, book, notes, numbers))
        self._keep(book, notes, added)

    def besides(self, *, slice_: int, serial: int) -> Book:
        """What the schemes do that is nobody's work: a book of its own, after the last slice."""
        book, notes = Book(), Notes()
        numbers = numbers_after(book, slice_=slice_, serial=serial, cases=self.cases)
        added = numbers.serial
        for part in self.parts:
            part.scheme.besides(self._editing(part, book, notes, numbers))
        self._keep(book, notes, added)
        return book

    def _editing(self, part: Part, book: Book, notes: Notes, numbers: Numbers) -> Editing:
        chance = self.chance.within("scheme", part.scheme.id)
        return Editing(
            book, self.stage, part.cast, part.settings, chance, part.number, part.scheme.subject,
            notes, numbers,
        )  # fmt: skip

    def _keep(self, book: Book, notes: Notes, added_from: int) -> None:
        """Cuts what would only happen, or be known, after the period, and remembers the rest."""
        late = []
        for acts in list(book):
            beyond = (acts.scheme > 0) & (np.maximum(acts.at, acts.recorded) >= self.last)
            if beyond.any():
                late.append(acts.serial[beyond])
                book.put(acts.without(beyond))
        if late:
            notes.cut(np.concatenate(late), added_from=added_from)
        self.notes.take_in(notes)


def misconduct(
    making: Making, settings: Mapping[str, Settings], *, spared: Ints = NO_OFFICERS
) -> Misconduct:
    """Casts the schemes that ``settings`` names. What one scheme draws shifts nothing else.

    ``spared``: officers that no scheme may cast, because they are in an innocent look-alike.
    """
    stage, chance, parts = making.stage, making.chance, []
    for number, scheme in enumerate(SCHEMES, 1):
        if scheme.id in settings:
            one = replace(settings[scheme.id], spared=spared)
            cast = scheme.plan(stage, one, chance.within("scheme", scheme.id))
            parts.append(Part(number, scheme, one, cast))
    return Misconduct(
        stage, chance, tuple(parts), ms_of(making.last) + DAY, sum(making.sizes.values())
    )


def worked(making: Making, innocents: Innocents, schemes: Misconduct) -> Iterator[Book]:
    """The district's work with look-alikes in it and the schemes laid on, a slice at a time."""
    for number in range(making.slices):
        book = making.slice(number)
        innocents.lay_on(book)
        schemes.lay_on(book, slice_=number, serial=making.serial(number))
        yield book
    book = schemes.besides(slice_=making.slices, serial=making.serial(making.slices))
    if len(book):
        yield book
