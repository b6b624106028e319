"""Which firms deal in what, and whose cases a desk takes."""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.book import NOBODY, Ints, Longs
from zhunsheng.simulate.misconduct.assigning import hand_to
from zhunsheng.simulate.misconduct.cast import NO_OFFICERS
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.world.district import District


def dealing_in(district: District, group: str) -> Longs:
    """The companies whose main goods, coming in, are of a group."""
    main = district.firms.goods["import"][:, 0]
    groups = np.array([one == group for one in district.service.goods.group], np.bool_)
    return np.flatnonzero(groups[main]).astype(np.int64)


def desk_apart(
    district: District, *, goods: str | None = None, language: bool = False
) -> tuple[int, Ints]:
    """The largest desk the world has set apart for a group of goods, or for a language: its office
    and officers; −1 and nobody where it has none."""
    best = (NOBODY, NO_OFFICERS)
    for number, one in enumerate(district.service.block.specialities, 1):
        if goods in one.goods if goods is not None else (one.language is not None) is language:
            for desk in np.flatnonzero(district.desks.special == number).tolist():
                known = np.flatnonzero(district.people.desk == desk).astype(np.int32)
                if len(known) > len(best[1]):
                    best = (int(district.desks.office[desk]), known)
    return best


def taken_by_the_desk(editing: Editing, known: Longs) -> None:
    """Inspections go to whoever of the cast is on duty; the draw is among those alone, and says
    so."""
    at = editing.time_of("inspection.start", known)
    by = editing.on_shift(at)
    here = (by >= 0) & (at >= 0) & ~editing.has("job.reassign", known)
    cases, by, at = known[here], by[here], at[here]
    hand_to(editing, cases, by, "trace")
    assigned = editing.of("job.assign")
    if assigned is None or not len(cases):
        return
    count = np.zeros(len(cases))
    for officer in editing.cast.officers.tolist():
        count += editing.district.staffing.on_duty(np.full(len(cases), officer, np.int32), at)
    rows = editing.rows(assigned, cases)
    place = np.searchsorted(cases, assigned.objects["declaration"][rows])
    enter(assigned, "eligible", rows, count[place])
