"""Clocks out of step: the system of an office that is minutes fast or slow, or for some days hours
off, because somebody set its time zone wrongly. When a record arrived is told by another clock."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground


class ClocksBlock(DialBlock):
    """``strength``: the share of clocks (one for each system and office) that are out of step, half
    of them by up to ``minutes`` all the time, half by ``hours`` for ``days`` days."""

    minutes: int = Field(ge=1)
    hours: int
    days: int = Field(ge=1)


def put_out_of_step(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, ClocksBlock)
    touched = 0
    for acts in ground.book:
        system = ground.systems.get(acts.activity, acts.activity)
        moved = acts.at + _offsets(ground, block, system, acts.at)[np.maximum(acts.office, 0)]
        slips, begins = _slips(ground, block, system)
        begin = begins[np.maximum(acts.office, 0)]
        inside = (acts.at >= begin) & (acts.at < begin + block.days * DAY)
        moved = moved + np.where(inside, slips[np.maximum(acts.office, 0)], 0)
        moved = np.where(acts.office >= 0, moved, acts.at)
        touched += int((moved != acts.at).sum())
        acts.at = moved
    return touched


def _offsets(ground: Ground, block: ClocksBlock, system: str, at: Longs) -> Longs:
    """By how much each office's clock is off all the time."""
    luck = ground.chance.of("offset", system)
    count = len(ground.stage.offices.parent)
    wrong = luck.random(count) < block.strength / 2
    minutes = luck.uniform(-block.minutes, block.minutes, count)
    return np.where(wrong, np.rint(minutes * MINUTE), 0).astype(np.int64)


def _slips(ground: Ground, block: ClocksBlock, system: str) -> tuple[Longs, Longs]:
    """By how much each office's clock is off for some days, and since when."""
    luck = ground.chance.of("slip", system)
    count = len(ground.stage.offices.parent)
    wrong = luck.random(count) < block.strength / 2
    begins = ground.last - luck.integers(block.days, 32, count) * DAY
    return np.where(wrong, block.hours * HOUR, 0).astype(np.int64), begins


CLOCKS = Dial("clocks", Text("系统时钟不准", "clocks out of step"), ClocksBlock, put_out_of_step)
