"""The month judged week by week, so that warnings come in as the weeks go by.

The run there is looks back on the whole month at once. A service at work judges again and again,
and finds what the days since the last time have brought; and what a later record explains is
cleared by the run after.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from zhunsheng.flow import Run, run
from zhunsheng.model.moment import day_of, last_moment
from zhunsheng.model.run import RunOptions
from zhunsheng.trace import Store

_WEEK = dt.timedelta(days=7)


def judge_by_week(
    last: Run, *, register: Path, trace: Path, folder: Path, at: Sequence[dt.datetime]
) -> list[tuple[dt.datetime, Path]]:
    """Judges at each of the moments ``at``, each time a week more of the trace, and all that
    ``last`` looked at in the end. The runs are in ``folder``, all or none of them; with each, when
    it is there. Raises JudgingError."""
    zone = ZoneInfo(Store(trace).zone())
    until = day_of(last.as_of)
    staging = folder.with_name(f"{folder.name}.staging")
    shutil.rmtree(staging, ignore_errors=True)
    made = []
    for weeks_before, now in zip(range(len(at) - 1, -1, -1), at, strict=True):
        as_of = last_moment(until - weeks_before * _WEEK, zone) if weeks_before else last.as_of
        options = replace(RunOptions(), as_of=as_of)
        made.append((now, run(register, trace, staging, now=now, options=options)))
    staging.rename(folder)
    return [(now, folder / one.folder.name) for now, one in made]
