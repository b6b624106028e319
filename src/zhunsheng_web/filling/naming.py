"""What invented people are called: put together by chance, the same for the same seed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from zhunsheng.model.text import Text


@lru_cache(maxsize=1)
def _parts() -> dict[str, Any]:
    told = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))
    pairs = {
        key: [tuple(one.split()) for one in told[key]]
        for key in ("surnames", "given_male", "given_female")
    }
    return {**pairs, "single_given": told["single_given"]}


def names(dice: np.random.Generator, female: list[bool]) -> list[Text]:
    """A name for each, in characters and in pinyin (surname first, as it is said)."""
    parts = _parts()
    surnames = parts["surnames"]
    # Common surnames come first in the list and are common.
    weights = 1 / (np.arange(len(surnames)) + 6)
    chosen = dice.choice(len(surnames), size=len(female), p=weights / weights.sum())
    draws = dice.random((len(female), 3))
    found = []
    for number, is_female in enumerate(female):
        given = parts["given_female" if is_female else "given_male"]
        first = given[int(draws[number, 0] * len(given))]
        second = given[int(draws[number, 1] * len(given))]
        is_single = draws[number, 2] < parts["single_given"] or first == second
        own = (first,) if is_single else (first, second)
        surname = surnames[int(chosen[number])]
        found.append(
            Text(
                surname[0] + "".join(one[0] for one in own),
                f"{surname[1]} {''.join(one[1] for one in own).capitalize()}",
            )
        )
    return found
