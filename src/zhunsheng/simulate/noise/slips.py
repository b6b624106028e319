"""Slips of the pen: digits and letters as a tired hand types them."""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.book import Floats


def mistyped_numbers(values: Floats, luck: np.random.Generator) -> Floats:
    """Numbers with the last two digits before the point exchanged, or the point a place off."""
    whole = np.floor(np.abs(values))
    units, tens = whole % 10, whole // 10 % 10
    swapped = values + np.sign(values) * 9 * (units - tens)
    shifted = np.where(luck.random(len(values)) < 0.5, values * 10, values / 10)
    swap = (luck.random(len(values)) < 0.6) & (units != tens)
    return np.asarray(np.round(np.where(swap, swapped, shifted), 2), np.float64)


def mistyped_text(text: str, draw: float) -> str:
    """A text with two neighbours exchanged; the last letter is left out where all are alike.

    ``draw``: in [0, 1), says where.
    """
    places = [at for at in range(len(text) - 1) if text[at] != text[at + 1]]
    if not places:
        return text[:-1]
    at = places[int(draw * len(places))]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
