"""Colleagues are taken off the roster just before the draw, until one is left to be drawn."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.assigning import hand_to
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import customers, some, staff, workplace
from zhunsheng.simulate.misconduct.editing import Editing, enter, says
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return _with_brokers(stage, settings, chance)


def _with_brokers(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    office = workplace(stage, chance, ("inspection",))
    if office < 0:
        return Cast()
    heads = staff(stage, office, "section-head")[:1]
    inspectors = some(
        stage, office, "inspection", settings.officers, chance, spared=settings.spared
    )
    return Cast(
        office,
        inspectors,
        brokers=customers(stage, office, settings.firms, chance, type_="broker"),
        innocent=heads,
    )


def _act(editing: Editing) -> None:
    assigned = editing.of("job.assign")
    if assigned is None:
        return
    known = np.unique(assigned.objects["declaration"][says(assigned, "mode", "random")])
    known = known[editing.here(known)]
    broker = editing.object_of("declaration.accept", "broker", known)
    at = editing.time_of("inspection.start", known)
    by = editing.on_shift(at)
    wanted = np.isin(broker, editing.cast.brokers) & editing.settings.covers(at) & (by >= 0)
    cases = editing.chosen(known[wanted & (editing.time_of("job.assign", known) > 0)])
    hand_to(editing, cases, by[np.searchsorted(known, cases)], "deed")
    rows = editing.last("job.assign", cases)
    left = np.where(editing.lots("left", cases) < 0.3, 2.0, 1.0)
    enter(assigned, "eligible", rows, left)
    _take_the_others_off(editing, cases, assigned.at[rows])


def _take_the_others_off(editing: Editing, cases: Longs, drawn: Longs) -> None:
    """A roster edited by hand, in order on paper, minutes before each draw."""
    if not len(cases):
        return
    office = np.full(len(cases), editing.cast.office, np.int32)
    ahead = ((5 + 20 * editing.lots("ahead", cases)) * MINUTE).astype(np.int64)
    by = np.full(len(cases), editing.cast.leader, np.int32)
    editing.add(
        "roster.edit", "deed", at=drawn - ahead, objects={"unit": editing.numbers.objects(office)},
        officer=by, post="section-head", office=office,
        fields={"reason": "training", "approver": editing.ids(by)}, subject="unit",
    )  # fmt: skip


POOL_EDITS = Scheme(
    id="pool-edits",
    title=Text("抽取前清空派员池", "The pool emptied before the draw"),
    story=Text(
        "抽取之前几分钟，有人以“培训”为由把其他查验人员移出当班名单，待选的只剩一两人，"
        "随机抽取自然落在约定的人身上。调整有理由、有批准，抽取程序分毫不差。",
        "Minutes before the draw somebody takes the other inspectors off the roster, for training. "
        "One or two are left, and the draw falls on the right one by itself. The change has its "
        "reason and its approval, and the draw is faultless.",
    ),
    source="随机分派失效的四种途径（Thorley 2020）；检测方法 D2",
    subject="declaration",
    breaks=(),
    plan=_plan,
    act=_act,
)
