"""The goods that are traded: rates, prices, weights and origins, built in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from zhunsheng.model.notation import Id, Words
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.book import Flags, Floats
from zhunsheng.simulate.files import PracticeBlock, read_block


class GoodBlock(PracticeBlock):
    """``duty`` and ``vat`` in per cent; ``price`` in yuan a kilogram; ``import`` and ``export``:
    relative weights. ``mark``: l licence, t test, p perishable."""

    hs: Words
    title: TextBlock
    group: Id
    duty: float = Field(ge=0)
    vat: float = Field(ge=0)
    price: float = Field(gt=0)
    import_: float = Field(alias="import", ge=0)
    export: float = Field(ge=0)
    mark: list[Literal["l", "t", "p"]] = Field(default_factory=list)
    origins: dict[str, float] = Field(min_length=1)


class AgreementsBlock(PracticeBlock):
    share: float
    countries: list[str]


class SpecialBlock(PracticeBlock):
    countries: list[str]


class GoodsBlock(PracticeBlock):
    """``goods.yaml``."""

    verified: bool = True
    agreements: AgreementsBlock
    special: SpecialBlock
    languages: dict[str, Id]
    goods: list[GoodBlock] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods by number; rates as shares (0.13), prices in yuan a kilogram."""

    block: GoodsBlock
    hs: tuple[str, ...]
    group: tuple[str, ...]
    duty: Floats
    vat: Floats
    price: Floats
    weight: dict[str, Floats]
    licence: Flags
    test: Flags
    perishable: Flags

    def __len__(self) -> int:
        return len(self.hs)


def read_goods(path: Path) -> Goods:
    """The goods of a file. Raises PracticeError."""
    block = read_block(path, GoodsBlock)
    goods = block.goods

    def marked(mark: str) -> Flags:
        return np.array([mark in good.mark for good in goods], np.bool_)

    return Goods(
        block,
        tuple(good.hs for good in goods),
        tuple(good.group for good in goods),
        np.array([good.duty for good in goods]) / 100,
        np.array([good.vat for good in goods]) / 100,
        np.array([good.price for good in goods]),
        {
            "import": np.array([good.import_ for good in goods]),
            "export": np.array([good.export for good in goods]),
        },
        marked("l"),
        marked("t"),
        marked("p"),
    )
