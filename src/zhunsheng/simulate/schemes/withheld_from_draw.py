"""Jobs that never reach the draw: the system is said to be down, and one is assigned by hand."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.assigning import hand_to
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, enter, says
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection", "dispatch"), brokers=True)


def _act(editing: Editing) -> None:
    assigned = editing.of("job.assign")
    if assigned is None:
        return
    known = np.unique(assigned.objects["declaration"][says(assigned, "mode", "random")])
    known = known[editing.here(known) & ~editing.has("job.reassign", known)]
    broker = editing.object_of("declaration.accept", "broker", known)
    at = editing.time_of("inspection.start", known)
    by = editing.on_shift(at)
    wanted = np.isin(broker, editing.cast.brokers) & editing.settings.covers(at) & (by >= 0)
    cases = editing.chosen(known[wanted])
    if not len(cases):
        return
    hand_to(editing, cases, by[np.searchsorted(known, cases)], "deed")
    rows = editing.last("job.assign", cases)
    for name, value in (
        ("mode", "manual"), ("reason_code", "system-down"), ("draw_no", None), ("eligible", None),
    ):  # fmt: skip
        enter(assigned, name, rows, value)
    if "draw" in assigned.objects:
        assigned.objects["draw"][rows] = NOBODY
    desk = editing.district.staffing.desk(
        np.full(len(rows), editing.cast.office, np.int32), editing.post("dispatch")
    )
    clerk = editing.district.staffing.pick(desk, assigned.at[rows], editing.lots("clerk", cases))
    assigned.officer[rows] = clerk
    assigned.post[rows] = editing.post("dispatch")
    editing.trace("inspection.start", cases)


WITHHELD_FROM_DRAW = Scheme(
    id="withheld-from-draw",
    title=Text("不进随机派单", "Withheld from the draw"),
    story=Text(
        "随机派单推行后，派单人员改用新办法：凡约定报关行的货物，以“系统故障”为由不提交抽取，"
        "人工指定给约定的查验关员。",
        "Once the draw had come, the dispatchers found a new way: goods of certain brokers are "
        "not put to the draw because the system is down, and are assigned by hand to the "
        "inspectors agreed on.",
    ),
    source="马达加斯加：随机分派交由第三方后的新手法（S45）；检测方法 D4",
    subject="declaration",
    breaks=("inspectors-drawn-at-random",),
    plan=_plan,
    act=_act,
)
