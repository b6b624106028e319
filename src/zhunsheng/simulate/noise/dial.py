"""What a dial is, and what it is turned on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from pydantic import Field

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Acts, Book, Flags
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.files import PracticeBlock
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.stage import Stage


class DialBlock(PracticeBlock):
    """``strength``: the share of what the dial can touch that it does touch; 0: nothing."""

    strength: float = Field(ge=0, le=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """A slice to be distorted. ``systems``: activity → the system that records it. ``last``: the
    first millisecond after the period. ``chance``: the dial's own, the same for all slices."""

    book: Book
    stage: Stage
    law: Law
    systems: Mapping[str, str]
    last: int
    chance: Chance
    slice_: int

    def luck(self, *names: str | int) -> np.random.Generator:
        """A stream of this slice."""
        return self.chance.of("slice", self.slice_, *names)


class Turn(Protocol):
    """Distorts a slice in place; how many acts it touched."""

    def __call__(self, ground: Ground, block: DialBlock) -> int: ...


@dataclass(frozen=True, slots=True)
class Dial:
    """``id``: its name in noise.yaml, under which ``block`` says what stands."""

    id: str
    title: Text
    block: type[DialBlock]
    turn: Turn


def chosen(acts: Acts, share: float, luck: np.random.Generator) -> Flags:
    """A share of acts, each with the same chance."""
    return np.asarray(luck.random(len(acts)) < share)
