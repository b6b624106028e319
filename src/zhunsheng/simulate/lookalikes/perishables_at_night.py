"""Fresh goods come at night and cannot wait: looked at quickly, by the night shift."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE
from zhunsheng.simulate.lookalikes.dealing import dealing_in, desk_apart
from zhunsheng.simulate.lookalikes.lookalike import Lookalike
from zhunsheng.simulate.misconduct.cast import Cast
from zhunsheng.simulate.misconduct.casting import some, workplace
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field, says
from zhunsheng.simulate.world.district import District

OFFICERS = 8
QUICK = {"full": 22.0, "partial": 9.0, "outside": 7.0}
"""Minutes a quick look takes at least: well above what is required."""


def _plan(district: District, chance: Chance) -> Cast:
    office, officers = desk_apart(district, goods="perishables")
    if not len(officers):
        office = workplace(district, chance, ("inspection",), kinds=("air", "sea"))
        officers = some(district, office, "inspection", OFFICERS, chance)
    return Cast(office, officers, dealing_in(district, "perishables"))


def _act(editing: Editing) -> None:
    finish = editing.of("inspection.finish")
    if finish is None:
        return
    hour = finish.at % DAY // HOUR
    night = ((hour >= 20) | (hour < 8)) & says(finish, "result", "normal")
    known = np.unique(finish.objects["declaration"][night])
    known = known[editing.here(known) & editing.for_firms(known)]
    known = known[editing.has("inspection.start", known) & ~editing.has("sample.take", known)]
    rows = editing.last("inspection.finish", known)
    begun = editing.time_of("inspection.start", known)
    begun = np.maximum(begun, editing.time_of("inspection.join", known))
    least = np.full(len(known), QUICK["full"])
    for extent, minutes in QUICK.items():
        least[says(finish, "extent", extent)[rows]] = minutes
    took = np.minimum(
        np.round(least * (1 + 0.3 * editing.lots("quick", known))),
        number_field(finish, "minutes")[rows],
    )
    over = np.minimum(finish.at[rows], begun + (took * MINUTE).astype(np.int64))
    enter(finish, "minutes", rows, took)
    finish.at[rows] = finish.recorded[rows] = over


PERISHABLES_AT_NIGHT = Lookalike(
    id="perishables-at-night",
    title=Text("鲜活货物夜间快速查验", "Fresh goods, quickly, at night"),
    story=Text(
        "鲜花、水产夜间到港，等不得：夜班关员优先查验，开箱即看、看完即放，用时短于白天，但不低于规定，"
        "人员始终是当班的那一组。",
        "Flowers and seafood land at night and cannot wait. The night shift takes them first, "
        "looks and lets go; it takes less than by day, though no less than required, and it is "
        "always the crew on duty.",
    ),
    resembles=("partial-inspection", "night-crew", "fast-lane"),
    plan=_plan,
    act=_act,
)
