"""An insider lowers a risk parameter for a night, and the right goods pass uninspected."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import customers, staff, workplace
from zhunsheng.simulate.misconduct.course import course
from zhunsheng.simulate.misconduct.duty import delay
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

NIGHTS = 12
"""Nights a month at full strength."""
ALL_OF_IT = (
    "control.issue", "image.scan", "image.review", "job.assign", "goods.present", "party.attend",
    "witness.attend", "inspection.open-absent", "inspection.start", "inspection.join",
    "inspection.finish", "video.cover", "control.close",
)  # fmt: skip
"""An inspection from the instruction to its closing, where nothing out of the way happened."""
OUT_OF_THE_WAY = (
    "sample.take", "finding.transfer", "inspection.recheck", "inspection.edit", "job.reassign",
    "inspection.postpone", "control.cancel", "case.file", "amend.approve",
)  # fmt: skip


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    office = workplace(stage, chance, ("inspection",))
    if office < 0:
        return Cast()
    insiders = staff(stage, office, "risk-parameter")
    draw = chance.of("insiders")
    return Cast(
        office,
        draw.permutation(insiders)[: settings.officers].astype(np.int32),
        customers(stage, office, settings.firms, chance),
    )


def _nights(editing: Editing) -> tuple[Longs, Longs]:
    """When the parameter is changed and restored: from an evening to the next morning."""
    days = np.arange(editing.settings.since, editing.settings.until - 2 * DAY, DAY)
    if not len(days) or not len(editing.cast.officers):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    works = editing.district.hours.is_working(days) & editing.district.hours.is_working(days + DAY)
    lot = editing.lots("night", days)
    nights = days[
        works
        & (
            np.argsort(np.argsort(np.where(works, lot, 2)))
            < round(NIGHTS * editing.settings.strength)
        )
    ]
    begun = nights + 16 * HOUR + (50 * MINUTE * editing.lots("begun", nights)).astype(np.int64)
    ended = nights + DAY + 9 * HOUR + (40 * MINUTE * editing.lots("ended", nights)).astype(np.int64)
    leader = np.full(len(nights), editing.cast.leader, np.int32)
    on = editing.district.staffing.on_duty(leader, begun)
    on &= editing.district.staffing.on_duty(leader, ended)
    return begun[on], ended[on]


def _besides(editing: Editing) -> None:
    begun, ended = _nights(editing)
    if not len(begun):
        return
    leader = np.full(len(begun), editing.cast.leader, np.int32)
    office = editing.district.people.office[leader]
    change = editing.numbers.objects(office)
    for activity, at, fields in (
        ("parameter.change", begun, {"kind": "risk"}),
        ("parameter.restore", ended, {}),
    ):
        editing.add(
            activity, "deed", at=at, objects={"parameter-change": change}, officer=leader,
            post="risk-parameter", office=office, fields=fields, subject="parameter-change",
        )  # fmt: skip


def _act(editing: Editing) -> None:
    issued = editing.of("control.issue")
    if issued is None:
        return
    begun, ended = _nights(editing)
    night = np.searchsorted(begun, issued.at, "right") - 1
    within = (night >= 0) & (issued.at < np.concatenate([ended, [0]])[night])
    known = np.unique(issued.objects["declaration"][within & (issued.officer < 0)])
    known = known[editing.for_firms(known)]
    known = known[editing.has("control.close", known) & editing.has("review.pass", known)]
    for activity in OUT_OF_THE_WAY:
        known = known[~editing.has(activity, known)]
    cases = editing.chosen(known)
    closed = editing.time_of("control.close", cases)
    passed = editing.time_of("review.pass", cases)
    delay(editing, course(editing, cases), closed, np.minimum(passed - closed, 0))
    for activity in ALL_OF_IT:
        editing.drop(activity, cases)


PARAMETER_INSIDER = Scheme(
    id="parameter-insider",
    title=Text("内部人员夜间改参数", "A parameter changed for a night"),
    story=Text(
        "风险参数岗一名人员与企业串通，下班前未经批准调低布控参数，次日上班即改回；"
        "约定企业的货物恰在当夜申报，无一命中布控。",
        "An officer who keeps the risk parameters is in league with some firms. Without approval "
        "he lowers a parameter before going home and puts it back in the morning. The firms "
        "declare that night, and none of their goods is selected.",
    ),
    source="马达加斯加信息系统内部人员操纵（S45）；指标 O09",
    subject="declaration",
    breaks=("parameter-change-approved", "parameter-not-changed-briefly"),
    plan=_plan,
    act=_act,
    besides=_besides,
)
