"""Finished runs as maintenance looks at them, and where days between them have no run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from zhunsheng.flow import Run, readable_runs
from zhunsheng.model.errors import Problem
from zhunsheng.model.moment import day_of


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which no run says how things stood: first and last."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def finished_runs() -> list[Run]:
    """All finished runs that can be read, oldest first."""
    return look_over()[0]


def look_over() -> tuple[list[Run], list[Problem]]:
    """The same, and what is wrong with the others: which file or folder, why, how to mend it."""
    found, problems = readable_runs(Path(settings.RUNS))
    return sorted(found, key=lambda run: (run.as_of, run.sequence)), problems


def unrun(found: list[Run], today: dt.date) -> list[Span]:
    """Days since the first run that none was made for, up to yesterday. A later run judges them
    too, but nobody was warned on the day."""
    days = sorted({day_of(run.as_of) for run in found})
    if not days:
        return []
    one = dt.timedelta(days=1)
    ends = [*days[1:], max(today, days[-1] + one)]
    return [
        Span(earlier + one, later - one)
        for earlier, later in zip(days, ends, strict=True)
        if later - earlier > one
    ]
