"""A declaration put right after word of the inspection has got out."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import find
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("amendment-review", "inspection"))


def _act(editing: Editing) -> None:
    issued = editing.of("control.issue")
    if issued is None:
        return
    eligible = editing.here(issued.objects["declaration"]) & editing.settings.covers(issued.at)
    known = np.unique(issued.objects["declaration"][eligible])
    known = known[~editing.has("amend.approve", known) & ~editing.has("cancel.approve", known)]
    rows = find(issued, "declaration", known)
    wait = 25 + 90 * editing.lots("wait", known)
    at = issued.at[rows] + (wait * MINUTE).astype(np.int64)
    closed = editing.time_of("control.close", known)
    by = editing.on_shift(at)
    cases = editing.chosen(known[(by >= 0) & (closed > at + MINUTE)])
    place = np.searchsorted(known, cases)
    at, by = at[place], by[place]
    tax = editing.number_of("declaration.accept", "tax", cases)
    office = np.full(len(cases), editing.cast.office, np.int32)
    editing.trace("control.issue", cases)
    editing.add(
        "amend.apply", "trace", at=at - editing.minutes("asked", cases, 6, 22),
        objects={"declaration": cases}, fields={"field": "quantity"},
    )  # fmt: skip
    editing.add(
        "amend.approve", "deed", at=at, objects={"declaration": cases},
        officer=by, post="amendment-review", office=office,
        fields={
            "ground": "computer-failure", "field": "quantity", "attachments": 1.0,
            "tax_before": tax, "tax_after": tax,
        },
    )  # fmt: skip


AMENDED_AFTER_CONTROL = Scheme(
    id="amended-after-control",
    title=Text("布控后改单", "Amended once the inspection was known"),
    story=Text(
        "布控指令下达后，修撤单审批岗人员即向企业通风报信，企业随即以“计算机故障”为由申请修改数量，"
        "审批人员在查验办结之前予以批准，使申报与货物相符，避过处罚。",
        "As soon as an inspection is ordered, the officers who approve amendments warn the firm. "
        "It asks to amend the quantity, blaming a computer failure, and gets its approval before "
        "the inspection is closed: declaration and goods agree, and no penalty follows.",
    ),
    source="指标 D02；海关法第二十六条；拱北海关系列案（S15）",
    subject="declaration",
    breaks=("no-amendment-under-instruction",),
    plan=_plan,
    act=_act,
)
