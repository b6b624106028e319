"""How many firms there are and how they behave, as ``firms.yaml`` says it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from zhunsheng.model.notation import Id
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.book import Floats
from zhunsheng.simulate.files import PracticeBlock, read_block


class CrowdBlock(PracticeBlock):
    """How many, and the exponent of the tail of their sizes (size of rank r: (r + flat)^−tail)."""

    per_1000_declarations: float
    least: int
    most: int
    tail: float
    flat: float = 0.0

    def count(self, declarations: float) -> int:
        return int(np.clip(self.per_1000_declarations * declarations / 1000, self.least, self.most))

    def sizes(self, count: int) -> Floats:
        """Shares by rank, largest first."""
        sizes = (np.arange(1, count + 1) + self.flat) ** -self.tail
        return np.asarray(sizes / sizes.sum())


class RatingBlock(PracticeBlock):
    """``largest``: share of companies, from the largest on; ``share``: of all others by chance."""

    title: TextBlock
    largest: float = 0.0
    share: float = 0.0


class FitBlock(PracticeBlock):
    """Prices (yuan a kilogram) of what goes that way; anything else is ``rare``."""

    least: float = Field(default=0.0, alias="from", ge=0)
    most: float = Field(default=float("inf"), alias="until", gt=0)
    rare: float = Field(ge=0)


class WeekdaysBlock(PracticeBlock):
    """How brokers' weeks differ: ``sigma`` of the weights of days; the share ``resting`` at
    weekends, and what they do then."""

    sigma: float = Field(ge=0)
    resting: float = Field(ge=0, le=1)
    weekend: float = Field(ge=0)


class FirmsBlock(PracticeBlock):
    """``firms.yaml``."""

    verified: bool = True
    companies: CrowdBlock
    brokers: CrowdBlock
    vehicles: CrowdBlock
    ratings: dict[Id, RatingBlock]
    usual_broker: float = Field(ge=0, le=1)
    single_goods: float = Field(ge=0, le=1)
    weekdays: WeekdaysBlock
    home: float = Field(gt=0)
    night: float = Field(gt=0)
    fits: dict[Id, FitBlock] = Field(default_factory=dict)
    trade_modes: dict[Literal["import", "export"], dict[str, float]]


def read_firms(path: Path) -> FirmsBlock:
    """Raises PracticeError."""
    return read_block(path, FirmsBlock)
