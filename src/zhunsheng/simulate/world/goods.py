"""The goods that are traded: rates, prices, weights and origins, built in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from zhunsheng.model.notation import Id, Words, refuse
from zhunsheng.register.schema_blocks import TextBlock
from zhunsheng.simulate.book import Flags, Floats, Longs
from zhunsheng.simulate.files import PracticeBlock, read_block
from zhunsheng.simulate.hours import ms_of

NEVER = np.iinfo(np.int64).max


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


class ProvisionalBlock(PracticeBlock):
    """A lower duty (per cent) on some goods from a day on."""

    hs: Words
    start: dt.date = Field(alias="from")
    duty: float = Field(ge=0)


class GoodsBlock(PracticeBlock):
    """``goods.yaml``."""

    verified: bool = True
    agreements: AgreementsBlock
    special: SpecialBlock
    languages: dict[str, Id]
    provisional: list[ProvisionalBlock] = Field(default_factory=list)
    goods: list[GoodBlock] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = {good.hs for good in self.goods}
        for one in self.provisional:
            if one.hs not in known:
                raise refuse(
                    "goods-unknown",
                    f"暂定税率所列 {one.hs} 不在商品表中",
                    f"a provisional rate is given for {one.hs}, which is not among the goods",
                )
        return self


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods by number; rates as shares (0.13), prices in yuan a kilogram. ``lowered``: from when
    (milliseconds) the duty is ``provisional``."""

    block: GoodsBlock
    hs: tuple[str, ...]
    group: tuple[str, ...]
    duty: Floats
    lowered: Longs
    provisional: Floats
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

    lower = {one.hs: one for one in block.provisional}
    return Goods(
        block,
        tuple(good.hs for good in goods),
        tuple(good.group for good in goods),
        np.array([good.duty for good in goods]) / 100,
        np.array([ms_of(lower[g.hs].start) if g.hs in lower else NEVER for g in goods], np.int64),
        np.array([lower[g.hs].duty if g.hs in lower else g.duty for g in goods]) / 100,
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
