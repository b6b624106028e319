"""Corrections: a record that was wrong at first and was put right some hours later, under the same
id. What holds in the end is the truth; the wrong version came first."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY, Acts
from zhunsheng.simulate.hours import HOUR
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground, chosen
from zhunsheng.simulate.noise.slips import mistyped_numbers


class CorrectionsBlock(DialBlock):
    """``strength``: the share of records. ``hours``: how long until they are put right, at most."""

    hours: int = Field(ge=1)


def correct(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, CorrectionsBlock)
    right: list[Acts] = []
    for acts in ground.book:
        luck = ground.luck(acts.activity)
        rows = np.flatnonzero(chosen(acts, block.strength, luck) & (acts.post >= 0))
        if not len(rows):
            continue
        true = acts.take(rows)
        true.recorded = true.recorded + luck.integers(HOUR, block.hours * HOUR + HOUR, len(rows))
        right.append(true)
        _spoil(acts, rows, luck)
    for acts in right:
        ground.book.add(acts)
    return sum(map(len, right))


def _spoil(acts: Acts, rows: np.typing.NDArray[np.int64], luck: np.random.Generator) -> None:
    """Mistypes one number of each record; one without numbers loses its post."""
    left = rows
    for name in sorted(acts.fields):
        values = acts.fields[name]
        if isinstance(values, np.ndarray):
            here = left[np.abs(values[left]) >= 1]
            if len(here):
                acts.write(name, here, mistyped_numbers(values[here], luck))
                left = np.setdiff1d(left, here)
    post = acts.post.copy()
    post[left] = NOBODY
    acts.post = post


CORRECTIONS = Dial("corrections", Text("更正记录", "corrections"), CorrectionsBlock, correct)
