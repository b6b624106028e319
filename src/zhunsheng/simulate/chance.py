"""Streams of random numbers by name: the same seed gives the same numbers on any machine.

Each stream is its own Philox generator (Salmon et al., "Parallel random numbers: as easy as 1, 2,
3", SC 2011) with a key drawn from the seed and the stream's name, so that what one part of the
service draws never shifts what another draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np


@dataclass(frozen=True, slots=True)
class Chance:
    """``seed``: of the whole service. ``path``: names that led here."""

    seed: int
    path: tuple[str, ...] = ()

    def within(self, *names: str | int) -> Chance:
        """The streams below a name."""
        return Chance(self.seed, (*self.path, *map(str, names)))

    def of(self, *names: str | int) -> np.random.Generator:
        """The stream of a name, from its beginning."""
        text = "\x00".join((str(self.seed), *self.path, *map(str, names)))
        digest = blake2b(text.encode(), digest_size=16, person=b"zhunsheng.luck").digest()
        return np.random.Generator(np.random.Philox(key=np.frombuffer(digest, "<u8")))
