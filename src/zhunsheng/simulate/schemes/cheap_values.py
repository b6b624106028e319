"""Values far below the market's, accepted without a question by the same reviewers."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.money import rescale
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

QUESTIONED = ("value.query", "value.decide", "class.decide", "tax.void", "shortfall.find")
"""Declarations on which the value came up anyway are not among those let through."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("document-review",))


def _act(editing: Editing) -> None:
    passed = editing.of("review.pass")
    if passed is None:
        return
    known = editing.mine(passed)
    mine = editing.for_firms(known)
    for activity in QUESTIONED:
        mine &= ~editing.has(activity, known)
    cases = editing.chosen(known[mine])
    share = np.round(0.35 + 0.25 * editing.lots("share", cases), 2)
    rescale(editing, cases, value=share, tax=share)
    editing.deed("review.pass", cases)


CHEAP_VALUES = Scheme(
    id="cheap-values",
    title=Text("低报价格照单全收", "Cheap values let through"),
    story=Text(
        "几家企业与审单人员约定，申报价格只及行情的三至六成，经这几名审单人员之手从不质疑，税款随之减少。"
        "每一票都有审核记录，没有一条规定被违反。",
        "A few firms have an understanding with some reviewers: prices declared at a third to "
        "three fifths of the market's are never queried, and the tax falls with them. Every "
        "declaration was reviewed on record; no single rule is broken.",
    ),
    source="马达加斯加图阿马西纳港研究（QJE 2023，S45）；指标 B02、B15",
    subject="declaration",
    breaks=(),
    plan=_plan,
    act=_act,
)
