"""Dangerous chemicals always come to the same few officers, because they know them."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.lookalikes.dealing import dealing_in, desk_apart, taken_by_the_desk
from zhunsheng.simulate.lookalikes.lookalike import Lookalike
from zhunsheng.simulate.misconduct.cast import Cast
from zhunsheng.simulate.misconduct.casting import some, workplace
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.world.district import District

OFFICERS = 4


def _plan(district: District, chance: Chance) -> Cast:
    office, officers = desk_apart(district, goods="chemicals")
    if len(officers):
        return Cast(office, officers)  # the world sends them such goods by itself
    office = workplace(district, chance, ("inspection",))
    officers = some(district, office, "inspection", OFFICERS, chance)
    return Cast(office, officers, dealing_in(district, "chemicals"))


def _act(editing: Editing) -> None:
    assigned = editing.of("job.assign")
    if assigned is not None:
        known = np.unique(assigned.objects["declaration"])
        taken_by_the_desk(editing, known[editing.here(known) & editing.for_firms(known)])


SPECIALIST_DESK = Lookalike(
    id="specialist-desk",
    title=Text("危险化学品专业查检组", "A desk for dangerous chemicals"),
    story=Text(
        "危险化学品只由几名受过专门训练的关员查验，随机派单也只在他们之中抽取。"
        "经营化学品的企业和报关行因此总遇到同几个人，看上去像异常配对。",
        "Dangerous chemicals are inspected only by a few trained officers, and the draw is among "
        "those. Firms in chemicals and their brokers therefore meet the same people again and "
        "again, as if pairs had been arranged.",
    ),
    resembles=("steered-assignment", "pool-edits"),
    plan=_plan,
    act=_act,
)
