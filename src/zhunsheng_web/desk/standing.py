"""How a queue stands this morning: how much waits, what is overdue, about to lapse, come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sized
from dataclasses import dataclass

from zhunsheng.model.clock import Period
from zhunsheng.model.counting import UnknownYear, due_day
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
    """The queue is sorted by due moment, so its head holds all that is late or soon."""
    head = queue.rows_by_due(MOST + 1, "due_at", "remind_at", "stage_at", "pk")
    more = len(head) > MOST
    head = head[:MOST]
    dated = [(due, remind) for due, remind, *_ in head if due is not None]
    late = sum(1 for due, _ in dated if due < now)
    soon = sum(1 for due, remind in dated if due >= now and remind is not None and remind <= now)
    new = sum(1 for _, _, came, _ in head if came >= since)
    return Standing(
        waiting=Figure(len(head), more),
        late=Figure(late, more and late == len(head)),
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
