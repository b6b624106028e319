"""When a step is done: how long it takes, when its desk is staffed, and by when it must be."""

from __future__ import annotations

import numpy as np

from zhunsheng.charts.chart import Timer
from zhunsheng.charts.duration import period_of
from zhunsheng.model.notation_period import Length
from zhunsheng.simulate.book import EMPTY_TIME, Clock, Flags, Floats, Ints, Longs
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE
from zhunsheng.simulate.playing.asking import Asking
from zhunsheng.simulate.playing.formula import FormulaFault
from zhunsheng.simulate.playing.play import AfterBlock, StepBlock, UntilBlock
from zhunsheng.simulate.playing.questions import doing

OPENING, WORKDAY = 9 * HOUR, 8 * HOUR
AFTER_OPENING = 35 * MINUTE
"""How long after the desk opens what has waited for it is done, on average."""
_TRIES = 8
"""Mornings waited for the margin a step asks for; then it is done without."""
_BACK = 12
"""Days looked back for a day on which a desk works; no holiday is longer."""
_UNITS = {"minutes": MINUTE, "hours": HOUR, "days": DAY}


def later(asking: Asking, after: AfterBlock | None, at: Longs, usual: float) -> Longs:
    """The moment a step would be done if somebody were always there.

    ``usual``: the median minutes of a step of which nothing is said (sigma 0.5).
    """
    draw = asking.generator
    if after is None:
        return at + _spread(draw, len(at), usual * MINUTE, 0.5)
    for unit, size in _UNITS.items():
        said = getattr(after, unit)
        if said is not None:
            return at + _spread(draw, len(at), said[0] * size, said[1])
    if after.working_days is not None:
        low, high = after.working_days
        count = draw.integers(int(low), int(high) + 1, len(at))
        day = asking.stage.hours.after_working_days(at, count)
        moment = day + OPENING + (draw.random(len(at)) * WORKDAY).astype(np.int64)
        soon = at + (draw.uniform(5, 60, len(at)) * MINUTE).astype(np.int64)
        return np.where(count == 0, soon, np.maximum(moment, at))
    if after.formula is not None:
        minutes = np.nan_to_num(after.formula.numbers(asking))
        return at + (np.maximum(minutes, 0) * MINUTE).astype(np.int64)
    if after.at is None:
        return at
    said_at = after.at.values(asking)
    if not isinstance(said_at, Clock):
        raise FormulaFault(f"{after.at.text}: a time is needed")
    return np.maximum(at, np.where(said_at.at == EMPTY_TIME, at, said_at.at))


def _spread(draw: np.random.Generator, count: int, median: float, sigma: float) -> Longs:
    if not sigma:
        return np.full(count, round(median), np.int64)
    # beyond three sigmas lie accidents, which are told otherwise
    shape = np.clip(draw.standard_normal(count), -3, 3) * sigma
    return (median * np.exp(shape)).astype(np.int64)


def waited(asking: Asking, timer: Timer, at: Longs) -> Longs:
    """The moment a timer in the flow has run out; never before the token came."""
    since = at
    if timer.since is not None:
        since = np.full(len(at), EMPTY_TIME, np.int64)
        for name in doing(asking.round.course, timer.since):
            since = np.maximum(since, asking.round.at_of("", name)[asking.rows])
        since = np.where(since == EMPTY_TIME, at, since)
    if timer.clock is not None:
        due = asking.law.due(timer.clock, since)
    elif timer.duration is not None:
        due = asking.law.after(since, Length.model_validate(period_of(timer.duration)).period())
    else:
        return at
    return np.maximum(at, due + MINUTE)


def latest(asking: Asking, untils: tuple[UntilBlock, ...], count: int) -> Longs | None:
    """By when a step must be done; None where nothing is said."""
    if not untils:
        return None
    bound = np.full(count, np.iinfo(np.int64).max, np.int64)
    for until in untils:
        if until.formula is not None:
            said = until.formula.values(asking)
            if not isinstance(said, Clock):
                raise FormulaFault(f"{until.formula.text}: a time is needed")
            due = said.at
        else:
            since = asking.done_at(str(until.since))
            lengths = {
                unit: getattr(until, unit)
                for unit in ("days", "working_days", "hours", "months")
                if getattr(until, unit) is not None
            }
            due = asking.law.after(since, Length.model_validate(lengths).period())
        bound = np.where(due == EMPTY_TIME, bound, np.minimum(bound, due))
    return bound


def staffed(
    asking: Asking, step: StepBlock, desk: Ints | None, at: Longs, bound: Longs | None, came: Longs
) -> Longs:
    """The moment moved to when work is done there; moved back where that would be too late.

    ``desk``: whose duty counts, None for a system or a party. ``came``: when the token came.
    """
    moment = _open(asking, step, desk, at, slow=at - came > DAY)
    if bound is None:
        return moment
    late = np.flatnonzero(moment > bound)
    if not len(late):
        return moment
    u = asking.generator.random(len(late))
    ends = bound[late]
    wanted = ends // DAY * DAY + OPENING + (u * (WORKDAY - HOUR)).astype(np.int64)
    wanted = np.where(wanted > ends, ends - (u * HOUR).astype(np.int64), wanted)
    mine = None if desk is None else desk[late]
    found = np.minimum(np.maximum(wanted, came[late]), np.maximum(ends, came[late]))
    open_ = np.zeros(len(late), np.bool_)
    for back in range(_BACK):
        tried = wanted - back * DAY
        opened = _open(asking, step, mine, tried, slow=np.zeros(len(late), np.bool_))
        good = ~open_ & (opened <= ends) & (opened >= came[late])
        found[good] = opened[good]
        open_ |= good
        if open_.all():
            break
    result = moment.copy()
    result[late] = found
    return result


def _open(asking: Asking, step: StepBlock, desk: Ints | None, at: Longs, *, slow: Flags) -> Longs:
    """The first moment from ``at`` on when work is done there; some time after the desk opens,
    for what has waited for the morning is not all done at the stroke of the clock. ``slow``: what
    takes days is not waited for at any hour, and is done at any time of the day."""
    if step.hours == "always":
        return at
    opened = _opening(asking, step, desk, at)
    waits = np.flatnonzero(opened > at)
    some_time = np.where(slow, WORKDAY / 2, AFTER_OPENING)
    for _ in range(_TRIES):
        if not len(waits):
            break
        pause = asking.generator.uniform(0, 2, len(waits)) * some_time[waits]
        later_on = opened[waits] + pause.astype(np.int64)
        mine = None if desk is None else desk[waits]
        opened[waits] = _opening(asking, step, mine, later_on)
        waits = waits[opened[waits] > later_on]
        some_time[:] = AFTER_OPENING
    return opened


def _opening(asking: Asking, step: StepBlock, desk: Ints | None, at: Longs) -> Longs:
    """The first moment from ``at`` on when work is done there."""
    opened = at.copy()
    if step.hours is not None:
        regime = asking.stage.hours.regimes.get(step.hours)
        if regime is None:
            raise FormulaFault(f"there is no regime of hours {step.hours}")
        opened = regime.opens(opened, margin=round(step.margin * MINUTE))
    if desk is None:
        return opened
    return np.array(asking.stage.staffing.opens(desk, opened, step.margin))


def whole(numbers: Floats) -> Ints:
    """Numbers of officers out of a column; −1 where it is empty."""
    return np.where(np.isnan(numbers), -1, numbers).astype(np.int32)
