"""Unit consumption raised just before a handbook is closed, so that the books come out even."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import Longs, find
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew
from zhunsheng.simulate.misconduct.editing import Editing
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("handbook",))


def _act(editing: Editing) -> None:
    filed = editing.of("handbook.report")
    exported = editing.of("handbook.export")
    if filed is None or exported is None:
        return
    known = np.unique(filed.objects["handbook"][editing.settings.covers(filed.at)])
    known = known[~editing.has("consumption.verify", known)]
    after = editing.time_of("handbook.export", known)
    for activity in ("export.last", "handbook.extend"):
        after = np.maximum(after, editing.time_of(activity, known))
    before = np.min(
        [_first(editing, name, known) for name in ("handbook.report", "writeoff.accept")],
        axis=0,
    )
    room = before - after
    at = after + (room * (0.4 + 0.4 * editing.lots("wait", known))).astype(np.int64)
    at = editing.in_office_hours(at)
    by = editing.on_shift(at)
    free = (after > 0) & (room > 2 * DAY) & (by >= 0) & (at < before)
    free &= by != editing.officer_of("writeoff.accept", known)
    cases = editing.chosen(known[free & (by != editing.officer_of("writeoff.done", known))])
    place = np.searchsorted(known, cases)
    was = editing.number_of("handbook.approve", "unit_consumption", cases)
    was = np.where(np.isnan(was), 1.0, was)
    share = np.round(0.12 + 0.2 * editing.lots("share", cases), 4)
    editing.trace("handbook.report", cases)
    editing.add(
        "consumption.change", "deed", at=at[place], objects={"handbook": cases},
        officer=by[place], post="section-head",
        office=editing.district.people.office[by[place]],
        fields={
            "before": was, "after": np.round(was * (1 + share), 4), "share": share,
            "reason": "process",
        },
    )  # fmt: skip


def _first(editing: Editing, activity: str, cases: Longs) -> Longs:
    """When the activity was first done on each case; far off where it was not."""
    acts = editing.of(activity)
    if acts is None:
        return np.full(len(cases), np.iinfo(np.int64).max)
    rows = find(acts, editing.subject, cases, last=False)
    return np.where(rows >= 0, acts.at[rows], np.iinfo(np.int64).max)


CONSUMPTION_RAISED = Scheme(
    id="consumption-raised",
    title=Text("临近核销上调单耗", "Consumption raised before write-off"),
    story=Text(
        "企业已将部分保税料件倒卖，账面对不上。手册人员在成品出口完毕、报核之前为其上调单耗一到三成，"
        "不下厂核定，差额随之“消化”。",
        "A firm has sold bonded materials on the side and its books do not balance. After the last "
        "exports and just before filing, the officers of the handbook raise the unit consumption "
        "by a tenth to a third, without going to the plant, and the gap is gone.",
    ),
    source="娄底加工贸易案，2024（S64）；指标 F03",
    subject="handbook",
    breaks=("consumption-change-within-bounds", "consumption-not-changed-after-export"),
    plan=_plan,
    act=_act,
)
