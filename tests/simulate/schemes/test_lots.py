"""Lots: the same for the same object, whatever slice it lies in, and fair."""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.lots import lots

MANY = np.arange(200_000, dtype=np.int64) + (3 << 36)


def test_a_lot_does_not_depend_on_what_else_is_drawn():
    chance = Chance(5).within("a")
    assert np.array_equal(lots(chance, MANY)[1000:1010], lots(chance, MANY[1000:1010]))


def test_lots_are_uniform_and_unlike_for_unlike_names():
    one, other = lots(Chance(5).within("a"), MANY), lots(Chance(5).within("b"), MANY)
    for drawn in (one, other):
        counts, _ = np.histogram(drawn, 100, (0, 1))
        expected = len(MANY) / 100
        assert ((counts - expected) ** 2 / expected).sum() < 160  # χ²(99), p < 0.0001
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.01
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.01
