"""Late but lawful: work left until shortly before its legal limit, and never beyond.

The limits are those of the register's own standards. An act moves later only as far as nothing on
the same case has followed yet, and only to a time at which its officer is on duty: so it breaks no
other standard either.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import reduce

import numpy as np

from zhunsheng.model.clock import Period, Unit
from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.model.standard import StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.simulate.book import EMPTY_TIME, Acts, Book, Clock, Flags, Longs, find
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.noise.dial import Dial, DialBlock, Ground, chosen
from zhunsheng.simulate.playing.formula import FormulaFault
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.world.naming import OFFICE_BITS

TRIES = 4
NEVER = np.iinfo(np.int64).max
_UNITS: dict[str, Unit] = {
    "days": "calendar_days",
    "working_days": "working_days",
    "hours": "hours",
    "months": "months",
    "years": "years",
}


class LateBlock(DialBlock):
    """``standards``: of shape ``overdue``; it is their periods that are used up. ``margin_minutes``
    of a period are always left. ``strength``: the share of the acts a period ends with."""

    standards: tuple[str, ...]
    margin_minutes: int = 30


def leave_until_late(ground: Ground, block: DialBlock) -> int:
    assert isinstance(block, LateBlock)
    periods = _periods(ground.law)
    touched = 0
    for name in block.standards:
        if name not in periods:
            raise _no_such_standard(name)
        for activity in _activities(periods[name].parameters["to"]):
            acts = ground.book.of(activity)
            if acts is not None:
                ending = [
                    version
                    for version in periods.values()
                    if activity in _activities(version.parameters["to"])
                ]
                touched += _move(ground, block, ending, acts, ground.luck(name, activity))
    return touched


def _move(
    ground: Ground,
    block: LateBlock,
    ending: Sequence[StandardVersion],
    acts: Acts,
    luck: np.random.Generator,
) -> int:
    """Moves some acts; ``ending``: every period of the register that such an act can end. Which of
    them holds for which case is not asked: the shortest is kept."""
    rows = np.flatnonzero(chosen(acts, block.strength, luck) & (acts.scheme == 0))
    some = acts.take(rows)
    limit = np.full(len(rows), NEVER, np.int64)
    for version in ending:
        for activity in _activities(version.parameters["from"]):
            first = ground.book.of(activity)
            if first is not None:
                limit = np.minimum(limit, _ends(ground.law, version, first, some))
    timed = limit < NEVER
    rows, limit = rows[timed], limit[timed] - block.margin_minutes * MINUTE
    if not len(rows):
        return 0
    limit = np.minimum(limit, _followed(ground.book, acts, rows) - MINUTE)
    limit = np.minimum(limit, ground.last - 1)
    at = acts.at[rows]
    moved = at.copy()
    for _ in range(TRIES):
        later = at + np.rint((limit - at) * luck.uniform(0.6, 1.0, len(rows))).astype(np.int64)
        fits = (moved == at) & (later > at) & _on_duty(ground, acts, rows, later)
        moved = np.where(fits, later, moved)
    new_at, recorded = acts.at.copy(), acts.recorded.copy()
    new_at[rows] = moved
    recorded[rows] += moved - at
    acts.at, acts.recorded = new_at, recorded
    return int((moved > at).sum())


def _ends(law: Law, version: StandardVersion, first: Acts, acts: Acts) -> Longs:
    """Until when each act may come by a period that the last of the ``first`` acts on the same
    subject began; NEVER where none did, or where nobody has decided how long it is."""
    ends = np.full(len(acts), NEVER, np.int64)
    numbers = acts.objects.get(version.subject)
    if numbers is None:
        return ends
    row = find(first, version.subject, numbers)
    begun = first.at[np.maximum(row, 0)]
    counted = np.flatnonzero((row >= 0) & (numbers >= 0) & (begun <= acts.at))
    if "due" in version.parameters:
        due = first.fields.get(str(version.parameters["due"]))
        if isinstance(due, Clock):
            said = due.at[row[counted]]
            ends[counted] = np.where(said == EMPTY_TIME, NEVER, said)
        return ends
    with contextlib.suppress(FormulaFault):
        ends[counted] = _limit(law, version, begun[counted])
    return ends


def _followed(book: Book, acts: Acts, rows: Longs) -> Longs:
    """When anything next happened to any of an act's own objects (not its firm or vehicle); 0 for
    an act that has none: of that nothing can be said."""
    following = np.full(len(rows), NEVER, np.int64)
    has_own = np.zeros(len(rows), np.bool_)
    for type_, numbers in acts.objects.items():
        own = numbers[rows]
        if not (own >> OFFICE_BITS > 0).any():
            continue
        has_own |= own >> OFFICE_BITS > 0
        known, times = _times(book, type_, np.unique(own))
        # the first act of the same object that is later: by object, then by time
        order = np.lexsort((times, known))
        known, times = known[order], times[order]
        kinds, start = np.unique(known, return_index=True)
        for place, (number, at) in enumerate(
            zip(own.tolist(), acts.at[rows].tolist(), strict=True)
        ):
            kind = int(np.searchsorted(kinds, number))
            end = start[kind + 1] if kind + 1 < len(start) else len(known)
            next_one = start[kind] + int(np.searchsorted(times[start[kind] : end], at, "right"))
            if next_one < end:
                following[place] = min(following[place], times[next_one])
    return np.where(has_own, following, 0)


def _times(book: Book, type_: str, numbers: Longs) -> tuple[Longs, Longs]:
    """Objects and times of all acts that touch some objects of a type."""
    known, times = [], []
    for acts in book:
        if type_ in acts.objects:
            place = np.minimum(np.searchsorted(numbers, acts.objects[type_]), len(numbers) - 1)
            hit = numbers[place] == acts.objects[type_]
            known.append(acts.objects[type_][hit])
            times.append(acts.at[hit])
    return np.concatenate(known), np.concatenate(times)


def _on_duty(ground: Ground, acts: Acts, rows: Longs, at: Longs) -> Flags:
    officer = acts.officer[rows]
    known = np.maximum(officer, 0)
    return np.asarray((officer < 0) | ground.stage.staffing.on_duty(known, at))


def _limit(law: Law, version: StandardVersion, begun: Longs) -> Longs:
    within = version.parameters["within"]
    assert isinstance(within, dict)
    if "clock" in within:
        return law.due(str(within["clock"]), begun)
    ends = []
    for unit, length in within.items():
        if isinstance(length, dict):
            length = law.parameter(str(length["parameter"]))
        ends.append(law.after(begun, Period(round(float(str(length))), _UNITS[unit])))
    return reduce(np.minimum, ends)


def _periods(law: Law) -> dict[str, StandardVersion]:
    """The standards in force that say until when something must be done, by id."""
    return {
        standard.id: version
        for standard in law.register.standards
        for version in standard.versions
        if version.shape == "overdue" and law.day in version.validity
    }


def _no_such_standard(name: str) -> PracticeError:
    return PracticeError(
        (
            problem(
                "practice-noise-standard",
                (
                    f"清单中没有以期限为内容且当时有效的标准“{name}”",
                    f"the register has no standard {name} with a period in force then",
                ),
                mend=(
                    "改正 noise.yaml 中 late 的 standards",
                    "mend the standards of late in noise.yaml",
                ),
            ),
        )
    )


def _activities(said: object) -> Sequence[str]:
    if isinstance(said, str):
        return [said]
    if isinstance(said, dict):
        return _activities(said["activity"])
    assert isinstance(said, (list, tuple))
    return [name for one in said for name in _activities(one)]


LATE = Dial("late", Text("迟而不违", "late but lawful"), LateBlock, leave_until_late)
