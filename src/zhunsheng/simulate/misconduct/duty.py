"""Moving acts to other times so that only people on duty do them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhunsheng.simulate.book import NOBODY, Longs
from zhunsheng.simulate.misconduct.course import Course
from zhunsheng.simulate.misconduct.editing import Editing


def delay(editing: Editing, course: Course, after: Longs, by: Longs) -> None:
    """Moves what comes after a moment later, case by case, order and pauses kept.

    ``after``: for each case of the course, the moment after which acts move; ``by``: by how many
    milliseconds. What an officer would have to do off duty waits until his desk is open, and who
    is on duty then does it; whoever took something over goes on with it.
    """
    to = course.at.copy()
    moved = (course.at > after[course.case]) & (by[course.case] != 0)
    taken_over: dict[tuple[int, int], int] = {}
    shift, last_case = 0, -1
    for place in np.flatnonzero(moved).tolist():
        case = int(course.case[place])
        if case != last_case:
            shift, last_case = int(by[case]), case
        acts, row = course.acts[course.which[place]], int(course.row[place])
        at, officer = int(course.at[place]) + shift, int(acts.officer[row])
        if officer != NOBODY:
            successor = taken_over.get((case, officer), officer)
            opened, own = _next_on_duty(editing, acts.office[row], acts.post[row], successor, at,
                                        _others(course, case, successor))  # fmt: skip
            shift, at = shift + opened - at, opened
            if own != officer:
                taken_over[case, officer] = own
                acts.officer[row] = own
                editing.mark(acts, np.array([row]), "trace", course.cases[[case]])
        to[place] = at
    course.move(editing, to)


def _others(course: Course, case: int, officer: int) -> Sequence[int]:
    """Who else had a hand in the case."""
    own = course.case == case
    found = {
        int(acts.officer[row])
        for acts, rows, _ in course.of(own)
        for row in rows.tolist()
    }  # fmt: skip
    return sorted(found - {officer, NOBODY})


def _next_on_duty(
    editing: Editing, office: int, post: int, officer: int, at: int, others: Sequence[int]
) -> tuple[int, int]:
    """When the work goes on, and by whom: the officer, if on duty, else whom the desk has."""
    staffing = editing.district.staffing
    moment = np.array([at], np.int64)
    if staffing.on_duty(np.array([officer], np.int32), moment)[0]:
        return at, officer
    desk = staffing.desk(np.array([office], np.int32), post)
    opened = staffing.opens(desk, moment)
    if staffing.on_duty(np.array([officer], np.int32), opened)[0]:
        return int(opened[0]), officer
    avoid = [np.array([other], np.int32) for other in others]
    own = staffing.pick(desk, opened, editing.lots("take over", moment + officer), avoid)
    return int(opened[0]), int(own[0]) if own[0] != NOBODY else officer
