"""The draw says who inspects; for one broker it always says the same."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.misconduct.assigning import hand_to
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, says
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",), brokers=True)


def _act(editing: Editing) -> None:
    assigned = editing.of("job.assign")
    if assigned is None:
        return
    eligible = editing.here(assigned.objects["declaration"]) & says(assigned, "mode", "random")
    known = np.unique(assigned.objects["declaration"][eligible])
    broker = editing.object_of("declaration.accept", "broker", known)
    at = editing.time_of("inspection.start", known)
    wanted = np.isin(broker, editing.cast.brokers) & editing.settings.covers(at)
    by = editing.on_shift(at)
    known, by = known[wanted & (by >= 0)], by[wanted & (by >= 0)]
    cases = editing.chosen(known)
    hand_to(editing, cases, by[np.searchsorted(known, cases)], "deed")


STEERED_ASSIGNMENT = Scheme(
    id="steered-assignment",
    title=Text("随机派单被操纵", "A draw that is steered"),
    story=Text(
        "一名查验关员与一家报关行勾连，由能接触派单程序的人配合：凡该报关行的货物布控查验，只要他当班，"
        "系统“随机”派到的总是他。派单记录一应俱全。",
        "An inspector and a broker have come to terms, with help from somebody who can reach the "
        "assignment program: whenever he is on duty, the draw for the broker's goods falls on "
        "him. The records of the draw are complete.",
    ),
    source="马达加斯加图阿马西纳港研究（QJE 2023，S45）；检测方法 D1",
    subject="declaration",
    breaks=(),
    plan=_plan,
    act=_act,
)
