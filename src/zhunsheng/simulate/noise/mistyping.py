"""Data errors: weights, amounts, quantities and names that were typed wrongly."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Coded
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground
from zhunsheng.simulate.noise.slips import mistyped_numbers, mistyped_text


class MistypingBlock(DialBlock):
    """``fields``: those a hand types in. ``strength``: the share of their values."""

    fields: tuple[str, ...]


def mistype(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, MistypingBlock)
    touched = 0
    for acts in ground.book:
        hit = np.zeros(len(acts), np.bool_)
        for name in block.fields:
            values = acts.fields.get(name)
            if values is None:
                continue
            luck = ground.luck(acts.activity, name)
            wrong = luck.random(len(acts)) < block.strength
            if isinstance(values, Coded):
                rows = np.flatnonzero(wrong & (values.codes >= 0))
                said = values.take(rows).texts()
                draws = luck.random(len(rows)).tolist()
                texts = [
                    mistyped_text(text or "", draw) for text, draw in zip(said, draws, strict=True)
                ]
                if not len(rows):
                    continue
                words = tuple(dict.fromkeys(texts))
                codes = np.array([words.index(text) for text in texts], np.int32)
                acts.write(name, rows, Coded(codes, words))
            elif isinstance(values, np.ndarray):
                rows = np.flatnonzero(wrong & (np.abs(values) >= 1))
                acts.write(name, rows, mistyped_numbers(values[rows], luck))
            else:
                continue
            hit[rows] = True
        touched += int(hit.sum())
    return touched


MISTYPING = Dial("mistyping", Text("录入差错", "typing errors"), MistypingBlock, mistype)
