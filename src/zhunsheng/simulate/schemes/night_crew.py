"""A night crew that waves overloaded vehicles through."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import taken
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.casting import crew, staff
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field
from zhunsheng.simulate.misconduct.scheme import Scheme
from zhunsheng.simulate.playing.stage import Stage

HEAVIER = (0.06, 0.25)
"""By how much the vehicles outweigh what was declared."""
LEAST_GAP = 600.0
"""Kilograms below which nobody would pay for it."""


NIGHT_POSTS = ("gate-control", "logistics", "transport-inspection", "inspection")
"""Whose night shift it may be: the first of these posts that has one."""


def _plan(stage: Stage, settings: Settings, chance: Chance) -> Cast:
    nights = settings.since + np.arange(7) * DAY + 2 * HOUR
    for post in NIGHT_POSTS:

        def has_nights(office: int, post: str = post) -> bool:
            known = staff(stage, office, post)
            on = [stage.staffing.on_duty(np.full(7, one, np.int32), nights).any() for one in known]
            return any(on)

        cast = crew(stage, settings, chance, (post,), kinds=("land",), fits=has_nights)
        if len(cast.officers):
            return cast
    return Cast()


def _act(editing: Editing) -> None:
    left = editing.of("gate.out")
    if left is None:
        return
    hour = left.at % DAY // HOUR
    weight = number_field(left, "declared_weight")
    eligible = (
        editing.settings.covers(left.at)
        & ((hour >= 20) | (hour < 8))
        & editing.here(left.objects["declaration"])
        & (weight > 0)
    )
    known = np.unique(left.objects["declaration"][eligible])
    known = known[editing.for_firms(known)]
    by = editing.on_shift(editing.time_of("gate.out", known))
    cases = editing.chosen(known[by >= 0])
    by = by[np.searchsorted(known, cases)]
    rows = editing.last("gate.out", cases)
    low, high = HEAVIER
    share = low + (high - low) * editing.lots("weight", cases)
    gap = np.maximum(weight[rows] * share, LEAST_GAP).round(1)
    enter(left, "net_weight", rows, np.round(weight[rows] + gap, 1))
    enter(left, "weight_gap", rows, gap)
    left.officer[rows] = by
    left.post[rows] = editing.district.people.post[by]
    editing.mark(left, rows, "deed")
    lifted = cases[editing.lots("lift", cases) < 0.5]
    lifted = lifted[~editing.has("gate.lift", lifted)]
    place = np.searchsorted(cases, lifted)
    objects = {"declaration": lifted}
    if "vehicle" in left.objects:
        objects["vehicle"] = left.objects["vehicle"][rows[place]]
    added = editing.add(
        "gate.lift", "deed", objects=objects, officer=by[place],
        at=left.at[rows[place]] - editing.minutes("ahead", lifted, 0.4, 3),
        office=left.office[rows[place]],
        fields={name: taken(left.fields[name], rows[place])
                for name in ("plate", "lane") if name in left.fields},
    )  # fmt: skip
    added.post[:] = editing.district.people.post[by[place]]


NIGHT_CREW = Scheme(
    id="night-crew",
    title=Text("夜班班组放行超载车辆", "A night crew and its vehicles"),
    story=Text(
        "陆路口岸夜班班组与车队约定车牌和日期：超载车辆夜间通过固定通道，地磅显示超重照样放行，"
        "有的干脆手工抬杆，不填理由。一个月收受六十余万元，全组分账。",
        "A night crew at a land crossing agrees plates and dates with the hauliers. Vehicles that "
        "weigh far more than declared pass at night all the same; for some the barrier is lifted "
        "by hand and no reason is entered. 600,000 yuan in a month are shared by the crew.",
    ),
    source="沙头角海关旅检四科，2013–2014（S12、S13）",
    subject="declaration",
    breaks=("gate-weight-agrees", "barrier-lifted-with-reason"),
    plan=_plan,
    act=_act,
)
