"""Missing fields: what should have been recorded and was not."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground, chosen


class MissingBlock(DialBlock):
    """``strength``: the share of values left out. ``always_kept``: fields a system demands;
    ``officer``: whether the officer may be left out too."""

    always_kept: tuple[str, ...] = ()
    officer: bool = True


def leave_out(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, MissingBlock)
    touched = 0
    for acts in ground.book:
        hit = np.zeros(len(acts), np.bool_)
        for name in sorted({*acts.fields} - {*block.always_kept}):
            gone = chosen(acts, block.strength, ground.luck(acts.activity, name))
            if gone.any():
                acts.write(name, gone, None)
            hit |= gone
        if block.officer:
            gone = chosen(acts, block.strength, ground.luck(acts.activity)) & (acts.officer >= 0)
            acts.officer = np.where(gone, np.int32(NOBODY), acts.officer)
            hit |= gone
        touched += int(hit.sum())
    return touched


MISSING = Dial("missing", Text("漏填栏目", "missing fields"), MissingBlock, leave_out)
