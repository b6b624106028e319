"""Who a simulated act is: its serial, mixed to 63 bits.

A digest of each act's own id, as the import makes them, would take longer than everything else
about it. Serials are unique, and the mixing loses nothing (each step can be undone on 63 bits), so
identities are unique too; they look like the import's and are used like them. Subjects, which are
fewer, get the identities of trace.identity.

The steps are those of a finalizer of hashing: shift, multiply by an odd number, twice (Steele, Lea
and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
"""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.book import Longs

_MASK = np.uint64((1 << 63) - 1)
_FIRST, _SECOND = np.uint64(0x3F58476D1CE4E5B9), np.uint64(0x14D049BB133111EB)
_VERSION = np.uint64(0x1E3779B97F4A7C15)


def mixed(numbers: Longs) -> Longs:
    """63-bit identities of numbers from 0 to 2⁶³ − 1; unlike numbers stay unlike."""
    return _stirred(numbers.view(np.uint64) & _MASK).view(np.int64)


def version_check(serials: Longs, recorded: Longs) -> Longs:
    """The second number of an act: unlike for unlike versions of one record."""
    return _stirred((serials.view(np.uint64) * _VERSION ^ recorded.view(np.uint64)) & _MASK).view(
        np.int64
    )


def _stirred(bits: np.typing.NDArray[np.uint64]) -> np.typing.NDArray[np.uint64]:
    bits = bits ^ bits >> np.uint64(30)
    bits = bits * _FIRST & _MASK
    bits = bits ^ bits >> np.uint64(27)
    bits = bits * _SECOND & _MASK
    return bits ^ bits >> np.uint64(31)
