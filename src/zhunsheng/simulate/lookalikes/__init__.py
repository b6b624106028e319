"""Innocent look-alikes: what a detector must learn not to accuse."""

from __future__ import annotations

from zhunsheng.simulate.lookalikes.language_desk import LANGUAGE_DESK
from zhunsheng.simulate.lookalikes.lookalike import Lookalike
from zhunsheng.simulate.lookalikes.one_kind_of_goods import ONE_KIND_OF_GOODS
from zhunsheng.simulate.lookalikes.perishables_at_night import PERISHABLES_AT_NIGHT
from zhunsheng.simulate.lookalikes.specialist_desk import SPECIALIST_DESK
from zhunsheng.simulate.lookalikes.training_pairs import TRAINING_PAIRS

LOOKALIKES: tuple[Lookalike, ...] = (
    SPECIALIST_DESK,
    LANGUAGE_DESK,
    PERISHABLES_AT_NIGHT,
    TRAINING_PAIRS,
    ONE_KIND_OF_GOODS,
)

__all__ = ["LOOKALIKES", "Lookalike"]
