"""Numbers for what schemes add: they go on where the slice's own leave off, so that they do not
give the added acts away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Book, Ints, Longs
from zhunsheng.simulate.world.naming import OFFICE_BITS

OBJECTS_A_SLICE = 100_000
"""How many objects the schemes may add to a slice."""


@dataclass(slots=True)
class Numbers:
    """``serial``: the next free number of an act. ``object``: the next of an object of an office's
    own."""

    serial: int
    object: int

    def serials(self, count: int) -> Longs:
        """Numbers of new acts."""
        first = self.serial
        self.serial += count
        return np.arange(first, self.serial, dtype=np.int64)

    def objects(self, office: Ints) -> Longs:
        """Numbers of new objects, one for each office given."""
        first = self.object
        self.object += len(office)
        return (office.astype(np.int64) << OFFICE_BITS) + np.arange(first, self.object)


def numbers_after(book: Book, *, slice_: int, serial: int, cases: int) -> Numbers:
    """The numbers left over in a slice. ``serial``: the first of the slice's own; ``cases``: how
    many cases the district has in all."""
    last = max((int(acts.serial.max()) for acts in book if len(acts)), default=serial - 1)
    return Numbers(last + 1, cases + slice_ * OBJECTS_A_SLICE)


def office_of(objects: Longs) -> Ints:
    """The offices that objects of their own belong to."""
    return (objects >> OFFICE_BITS).astype(np.int32)
