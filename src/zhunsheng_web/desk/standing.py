"""How a queue stands this morning: how much waits, what is overdue, about to lapse, come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sized
from dataclasses import dataclass

from zhunsheng.model.clock import Period
from zhunsheng.model.counting import UnknownYear, due_day
from zhunsheng_web.casework.lateness import is_late
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.queue import Parts
from zhunsheng_web.clock import beginning_of, day_of

MOST = 500
"""No page counts further: beyond it says "more than"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or that it is more than was counted."""

    count: int
    more: bool

    def __str__(self) -> str:
        return f"{self.count}+" if self.more else str(self.count)


def figure_of(found: Sized) -> Figure:
    """How many there are, of which one more than ``MOST`` were asked for."""
    return Figure(min(len(found), MOST), len(found) > MOST)


@dataclass(frozen=True, slots=True)
class Standing:
    """Figures of one queue, all of them of the same moment. ``head``: which come first."""

    waiting: Figure
    late: Figure
    soon: Figure
    new: Figure
    head: tuple[int, ...]


def standing_of(queue: Parts, now: dt.datetime, since: dt.datetime) -> Standing:
    """The queue is sorted by due moment, so its head holds all that is soon, and all whose step is
    late."""
    head = queue.rows_by_due(MOST + 1, "due_at", "overall_due_at", "remind_at", "stage_at", "pk")
    more = len(head) > MOST
    head = head[:MOST]
    late = soon = 0
    for due, whole, remind, *_ in head:
        if is_late(due, whole, now):
            late += 1
        elif due is not None and remind is not None and remind <= now:
            soon += 1
    new = sum(1 for *_, came, _ in head if came >= since)
    return Standing(
        waiting=Figure(len(head), more),
        # Whose whole is late may come later in the order, by the limit of its step.
        late=Figure(late, more),
        soon=Figure(soon, more and late + soon == len(head)),
        new=Figure(new, more),
        head=tuple(pk for *_, pk in head),
    )


def since_last_working_day(now: dt.datetime) -> dt.datetime:
    """The beginning of the working day before today; of yesterday, where the calendar does not
    reach. On a Monday this is Friday: what came in over the weekend is new as well."""
    today = day_of(now)
    day = today - dt.timedelta(days=1)
    calendar = register().calendar
    try:
        while calendar is not None and today - day < dt.timedelta(days=15):
            if due_day(day - dt.timedelta(days=1), Period(1, "working_days"), calendar) == day:
                break
            day -= dt.timedelta(days=1)
        else:
            day = today - dt.timedelta(days=1)
    except UnknownYear:
        day = today - dt.timedelta(days=1)
    return beginning_of(day)
