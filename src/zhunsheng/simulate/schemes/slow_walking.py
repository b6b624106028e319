"""Goods wait for their inspection until the owner has understood."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.course import course
from zhunsheng.simulate.misconduct.duty import delay
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

FEWEST, MOST = 4, 12
"""Days by which the inspection is put off: the first on which the officer is on duty then."""

RELEASING = ("sample.take", "declaration.return", "cancel.approve", "goods.return")
"""Cases with one of these are left alone: their time runs differently."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",))


def _act(editing: Editing) -> None:
    begun = editing.of("inspection.start")
    if begun is None:
        return
    known = editing.mine(begun)
    known = known[editing.has("goods.present", known) & ~editing.has("inspection.postpone", known)]
    for activity in RELEASING:
        known = known[~editing.has(activity, known)]
    known = known[~editing.has("tax.pay", known) | editing.has("release.order", known)]
    at = editing.time_of("inspection.start", known)
    by = editing.officer_of("inspection.start", known)
    wait = np.zeros(len(known), np.int64)
    arrived = editing.time_of("goods.present", known)
    later = editing.minutes("later", known, 0, 45)
    for days in range(FEWEST, MOST):
        then = at + days * DAY + later
        late = editing.district.hours.working_days_between(arrived, then) > 2
        fits = (wait == 0) & late & editing.district.staffing.on_duty(by, then)
        fits &= editing.district.staffing.shift_end(by, then) > then + 2 * HOUR
        wait[fits] = days * DAY + later[fits]
    last = editing.time_of("declaration.accept", known) + 13 * DAY
    bound = (editing.time_of("tax.pay", known) + wait < last) | ~editing.has("tax.pay", known)
    cases = editing.chosen(known[(wait > 0) & bound])
    place = np.searchsorted(known, cases)
    delay(editing, course(editing, cases), at[place] - 1, wait[place])
    editing.deed("inspection.start", cases)
    editing.trace("goods.present", cases)


SLOW_WALKING = Scheme(
    id="slow-walking",
    title=Text("拖延查验索要好处", "Slow-walking for a bribe"),
    story=Text(
        "货物已经到了查验场地，班组就是不查：没有暂缓理由，一等就是四天以上，直到货主“懂规矩”。"
        "每拖一天，滞箱费由企业承担。",
        "The goods are at the site and the crew will not begin. No reason is entered; four days "
        "and more go by until the owner has learnt the rules, at his cost for every day the "
        "container stands.",
    ),
    source="海关法第七十二条第六项；Sequeira、Djankov 的胁迫型腐败；指标 A11",
    subject="declaration",
    breaks=("inspection-not-stalled",),
    plan=_plan,
    act=_act,
)
