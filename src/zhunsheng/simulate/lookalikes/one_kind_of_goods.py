"""A firm with one kind of goods: the same code, the same price, the same rate, every time."""

from __future__ import annotations

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.lookalikes.lookalike import Lookalike
from zhunsheng.simulate.misconduct.cast import NO_OFFICERS, Cast
from zhunsheng.simulate.misconduct.casting import customers, workplace
from zhunsheng.simulate.world.district import District

FIRMS = 60


def _plan(district: District, chance: Chance) -> Cast:
    office = workplace(district, chance, ("document-review",))
    known = customers(district, office, FIRMS, chance)
    return Cast(office, NO_OFFICERS, known[district.firms.lines[known] == 1])


ONE_KIND_OF_GOODS = Lookalike(
    id="one-kind-of-goods",
    title=Text("单一商品企业", "Firms with one kind of goods"),
    story=Text(
        "企业只做一种商品，报关单张张相同：同一税号、同一税率、相近的价格。集中度指标居高，只因为货就这一样。",
        "Firms that trade in one kind of goods declare the same code, the same rate and nearly the "
        "same price every time. Every index of concentration is high, because there is nothing "
        "else.",
    ),
    resembles=("cheap-values", "neighbour-codes"),
    plan=_plan,
)
