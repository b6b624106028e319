"""A lot for each object that does not depend on how the work was cut into slices."""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.book import Floats, Longs
from zhunsheng.simulate.chance import Chance


def lots(chance: Chance, numbers: Longs) -> Floats:
    """A number in [0, 1) for each object number: the same for the same seed, name and object.

    The finisher of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
    generators", OOPSLA 2014) over the number and a key of the stream.
    """
    key = chance.of("lots").integers(0, 1 << 63, dtype=np.int64).astype(np.uint64)
    mixed = numbers.astype(np.uint64) ^ key
    with np.errstate(over="ignore"):
        mixed = mixed + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53)
