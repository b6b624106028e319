"""Misconduct in a district: schemes cast once, and laid on slice after slice of honest work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from zhunsheng.simulate.book import Book
from zhunsheng.simulate.cast import Cast, Settings
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.schemes import SCHEMES, Scheme
from zhunsheng.simulate.schemes.editing import Editing
from zhunsheng.simulate.schemes.numbers import Numbers, numbers_after
from zhunsheng.simulate.stage import Stage
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
        notes = Notes()
        for part in self.parts:
            part.scheme.act(self._editing(part, book, notes, numbers))
        self._keep(book, notes)

    def besides(self, *, slice_: int, serial: int) -> Book:
        """What the schemes do that is nobody's work: a book of its own, after the last slice."""
        book, notes = Book(), Notes()
        numbers = numbers_after(book, slice_=slice_, serial=serial, cases=self.cases)
        for part in self.parts:
            part.scheme.besides(self._editing(part, book, notes, numbers))
        self._keep(book, notes)
        return book

    def _editing(self, part: Part, book: Book, notes: Notes, numbers: Numbers) -> Editing:
        chance = self.chance.within("scheme", part.scheme.id)
        return Editing(
            book, self.stage, part.cast, part.settings, chance, part.number, part.scheme.subject,
            notes, numbers,
        )  # fmt: skip

    def _keep(self, book: Book, notes: Notes) -> None:
        """Cuts what would only happen, or be known, after the period, and remembers the rest."""
        late = []
        for acts in list(book):
            beyond = (acts.scheme > 0) & (np.maximum(acts.at, acts.recorded) >= self.last)
            if beyond.any():
                late.append(acts.serial[beyond])
                book.put(acts.without(beyond))
        notes.forget(np.concatenate(late) if late else np.empty(0, np.int64))
        self.notes.take_in(notes)


def misconduct(
    stage: Stage, settings: Mapping[str, Settings], chance: Chance, *, last: int, cases: int
) -> Misconduct:
    """Casts the schemes that ``settings`` names. What one scheme draws shifts nothing else."""
    parts = []
    for number, scheme in enumerate(SCHEMES, 1):
        if scheme.id in settings:
            one = settings[scheme.id]
            cast = scheme.plan(stage, one, chance.within("scheme", scheme.id))
            parts.append(Part(number, scheme, one, cast))
    return Misconduct(stage, chance, tuple(parts), last, cases)
