"""Records that come twice: sent again after a fault of the line, the same in every field."""

from __future__ import annotations

from pydantic import Field

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Acts
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
        twice = acts.take(chosen(acts, block.strength, luck))
        later = luck.integers(1, block.minutes * MINUTE, len(twice))
        twice.recorded = twice.recorded + later
        again.append(twice)
    for acts in again:
        ground.book.add(acts)
    return sum(map(len, again))


DOUBLES = Dial("doubles", Text("重复报送", "records that come twice"), DoublesBlock, send_again)
