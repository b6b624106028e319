"""Records that come twice: sent again after a fault of the line, the same in every field."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Acts, Flags
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground, chosen


class DoublesBlock(DialBlock):
    """``strength``: the share of records. ``minutes``: the longest time until they come again."""

    minutes: int = Field(ge=1)


def send_again(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, DoublesBlock)
    again: list[Acts] = []
    for acts in ground.book:
        luck = ground.luck(acts.activity)
        twice = acts.take(chosen(acts, block.strength, luck) & _alone(acts))
        later = luck.integers(1, block.minutes * MINUTE, len(twice))
        twice.recorded = twice.recorded + later
        again.append(twice)
    for acts in again:
        ground.book.add(acts)
    return sum(map(len, again))


def _alone(acts: Acts) -> Flags:
    """Records there once: a corrected one is not sent again, lest its wrong version come last."""
    _, place, count = np.unique(acts.serial, return_inverse=True, return_counts=True)
    return np.asarray(count[place] == 1)


DOUBLES = Dial("doubles", Text("重复报送", "records that come twice"), DoublesBlock, send_again)
