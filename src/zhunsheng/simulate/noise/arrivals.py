"""Records that arrive days later: what happened is known on time, the record is not."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from zhunsheng.model.text import Text
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground, chosen


class ArrivalsBlock(DialBlock):
    """``strength``: the share of records. ``median_days``, ``sigma``: of the lognormal delay."""

    median_days: float = Field(gt=0)
    sigma: float = Field(ge=0)


def delay(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, ArrivalsBlock)
    touched = 0
    for acts in ground.book:
        luck = ground.luck(acts.activity)
        late = chosen(acts, block.strength, luck)
        days = luck.lognormal(np.log(block.median_days), block.sigma, int(late.sum()))
        recorded = acts.recorded.copy()
        recorded[late] += np.rint(days * DAY).astype(np.int64)
        acts.recorded = recorded
        touched += int(late.sum())
    return touched


ARRIVALS = Dial("arrivals", Text("记录迟到", "records that arrive late"), ArrivalsBlock, delay)
