"""An acting head who stays, and splits the section into crews of his own making."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY, Ints
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew, staff
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

AHEAD = 45 * DAY
"""How long before the scheme's first day he took over."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    return crew(stage, settings, chance, ("inspection",))


def _besides(editing: Editing) -> None:
    if not editing.settings.strength or not len(editing.cast.officers):
        return
    leader = np.array([editing.cast.leader], np.int32)
    clerk = staff(editing.district, editing.cast.office, "personnel")[:1]
    begun = editing.in_office_hours(np.array([editing.settings.since - AHEAD]))
    editing.add(
        "acting.start", "deed", at=begun,
        objects={"officer": leader.astype(np.int64)}, officer=clerk if len(clerk) else None,
        post="personnel", office=editing.district.people.office[leader],
        fields={"post_name": "section-head", "is_key": "true"}, subject="officer",
    )  # fmt: skip
    days = np.arange(editing.settings.since, editing.settings.until, 7 * DAY) + 15 * HOUR
    days = days + editing.minutes("edited", days, 0, 120)
    at = editing.in_office_hours(days)
    office = np.full(len(at), editing.cast.office, np.int32)
    by = np.full(len(at), editing.cast.leader, np.int32)
    editing.add(
        "roster.edit", "deed", at=at, objects={"unit": editing.numbers.objects(office)},
        officer=by, post="section-head", office=office,
        fields={"reason": None, "approver": None}, subject="unit",
    )  # fmt: skip


def _act(editing: Editing) -> None:
    """Each of the crew inspects with the same partner whenever both are on duty."""
    begun, joined = editing.of("inspection.start"), editing.of("inspection.join")
    if begun is None or joined is None or len(editing.cast.officers) < 2:
        return
    known = editing.mine(begun)
    known = known[editing.has("inspection.join", known)]
    partner = _partner(editing, editing.officer_of("inspection.start", known))
    at = editing.time_of("inspection.join", known)
    there = editing.district.staffing.on_duty(partner, at) & (partner >= 0)
    there &= partner != editing.officer_of("inspection.join", known)
    cases = editing.chosen(known[there])
    partner = partner[np.searchsorted(known, cases)]
    rows = editing.last("inspection.join", cases)
    joined.officer[rows] = partner
    editing.mark(joined, rows, "trace")
    rows = editing.last("inspection.start", cases)
    if "second_officer" in begun.fields:
        enter(begun, "second_officer", rows, editing.ids(partner))
    editing.mark(begun, rows, "trace")


def _partner(editing: Editing, officers: Ints) -> Ints:
    """The one each of the cast always goes with: they are paired off in order."""
    crew_ = editing.cast.officers
    order = np.argsort(crew_)
    place = order[np.clip(np.searchsorted(crew_[order], officers), 0, len(crew_) - 1)]
    other = place ^ 1
    found = np.where(other < len(crew_), crew_[np.minimum(other, len(crew_) - 1)], NOBODY)
    return np.where(crew_[place] == officers, found, NOBODY).astype(np.int32)


ACTING_HEAD = Scheme(
    id="acting-head",
    title=Text("临时负责人自行编组", "An acting head splits the crews"),
    story=Text(
        "科长空缺，一名关员临时负责，一当就是两个多月。他自行调整排班，不写理由、不报批准，"
        "把人分成固定的几对，同一对搭档总在一起查验，便于分账守口。",
        "The section has no head, and an officer acts as one for more than two months. He changes "
        "the rosters on his own, without reason or approval, and splits the section into fixed "
        "pairs that always inspect together, and keep their counsel and their shares.",
    ),
    source="沙头角海关旅检四科，2013–2014（S12）；指标 A16、O05、O13",
    subject="declaration",
    breaks=("acting-head-not-for-long", "roster-change-explained"),
    plan=_plan,
    act=_act,
    besides=_besides,
)
