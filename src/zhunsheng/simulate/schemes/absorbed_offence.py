"""What an inspection found is settled by an amendment instead of a case."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing, says
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    """At the largest office: abnormal findings are few."""
    largest = int(np.argmax(stage.offices.weight))
    posts = ("amendment-review", "inspection")
    return crew(stage, settings, chance, posts, fits=lambda office: office == largest)


def _act(editing: Editing) -> None:
    finish = editing.of("inspection.finish")
    if finish is None:
        return
    eligible = editing.settings.covers(finish.at) & says(finish, "result", "abnormal")
    known = np.unique(finish.objects["declaration"][eligible])
    known = known[editing.here(known) & ~editing.has("amend.approve", known)]
    found, closed = (
        editing.time_of("inspection.finish", known),
        editing.time_of("control.close", known),
    )
    room = closed - found
    at = found + (room * (0.2 + 0.5 * editing.lots("wait", known))).astype(np.int64)
    at = editing.in_office_hours(at)
    by = editing.on_shift(at)
    open_ = (by >= 0) & (room > 30 * MINUTE) & (at < closed) & editing.has("release.order", known)
    cases = editing.chosen(known[open_ & (by != editing.officer_of("inspection.finish", known))])
    place = np.searchsorted(known, cases)
    at, by = at[place], by[place]
    editing.trace("inspection.finish", cases)
    for activity in ("finding.transfer", "finding.dispose", "case.file"):
        editing.drop(activity, cases)
    tax = editing.number_of("declaration.accept", "tax", cases)
    editing.add(
        "amend.apply", "trace", at=at - editing.minutes("asked", cases, 4, 9),
        objects={"declaration": cases}, fields={"field": "quantity"},
    )  # fmt: skip
    editing.add(
        "amend.approve", "deed", at=at, objects={"declaration": cases}, officer=by,
        post="amendment-review", office=np.full(len(cases), editing.cast.office, np.int32),
        fields={
            "ground": "over-short-or-damaged", "field": "quantity", "attachments": 1.0,
            "tax_before": tax, "tax_after": np.round(tax * 1.05, 2),
        },
    )  # fmt: skip


ABSORBED_OFFENCE = Scheme(
    id="absorbed-offence",
    title=Text("以改单“消化”案件", "An offence absorbed by an amendment"),
    story=Text(
        "查验发现货物与申报不符，本应移交处理，却由修撤单岗位批准企业改单、按“溢短装”了结，"
        "发现异常的记录没有下文，企业免于立案处罚。",
        "An inspection finds that the goods are not as declared. Instead of handing the finding "
        "over, the officers who approve amendments let the firm amend its declaration as if "
        "quantities had been over or short. Nothing follows the finding, and there is no case.",
    ),
    source="海关系统反腐败抓源头工作实施办法（F0，“消化案件”）；皇岗海关（S11）",
    subject="declaration",
    breaks=(
        "finding-not-absorbed-by-amendment",
        "abnormal-finding-transferred",
        "no-amendment-under-instruction",
    ),
    plan=_plan,
    act=_act,
)
