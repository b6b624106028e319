"""Tax bills kept back until a reporting period is over."""

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

LAST_DAYS = 14
"""Days after acceptance by which the tax can still be paid in time once the bill is out."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("duty-collection",))


def _act(editing: Editing) -> None:
    billed = editing.of("tax.bill")
    if billed is None or "declaration" not in billed.objects:
        return
    known = np.unique(billed.objects["declaration"][editing.settings.covers(billed.at)])
    known = known[editing.here(known) & editing.has("declaration.accept", known)]
    rows = editing.last("tax.bill", known)
    out = editing.settings.until + 9 * HOUR
    at = out + (3 * HOUR * editing.lots("wait", known)).astype(np.int64)
    by = at - billed.at[rows]
    paid = editing.time_of("tax.pay", known)
    limit = editing.time_of("declaration.accept", known) + LAST_DAYS * DAY
    fits = (paid < 0) | (paid < billed.at[rows]) | (paid + by < limit)
    cases = editing.chosen(known[fits & (by > 0)])
    place = np.searchsorted(known, cases)
    before, by = billed.at[rows[place]] - 1, by[place]
    delay(editing, course(editing, cases), before, by)
    editing.mark(billed, rows[place], "deed")


REVENUE_HELD = Scheme(
    id="revenue-held",
    title=Text("人为调节税收进度", "Revenue held over the period's end"),
    story=Text(
        "本旬税收任务已经完成，负责人授意把旬末应当填发的税款缴款书压到下旬开始后再发，"
        "以便下旬“开门红”。税款一分不少，入库时间却是人为安排的。",
        "The revenue target of the ten days is met, so the head has the tax bills of its last days "
        "kept back and sent out once the next ten days have begun. Not a cent is lost, but when "
        "it reaches the treasury has been arranged.",
    ),
    source="审计署关于人为调节收入进度的审计结果（S19）；指标 C07",
    subject="declaration",
    breaks=(),
    plan=_plan,
    act=_act,
)
