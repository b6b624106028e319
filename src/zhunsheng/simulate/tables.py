"""Tables of a district's people that plays go through row by row: ``volume: {each: …}``.

Every table has the objects ``officer`` and ``account`` (one account for each officer, numbered
alike), the officer's office, the moment its row begins, and the column ``officer_no``. Officers of
headquarters are in none of them: they are the same in every district.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import numpy as np

from zhunsheng.simulate.book import Clock, Coded, Flags, Ints, Longs, Values
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE, ms_of
from zhunsheng.simulate.offices import HEADQUARTERS
from zhunsheng.simulate.people import SECTION_HEAD, People
from zhunsheng.simulate.rosters import Absences, Roster
from zhunsheng.simulate.service import Period
from zhunsheng.simulate.stage import Drawn, Source

MOVED_BEFORE = 170
"""Days before the period from which transfers are told: who left a leading post is audited within
half a year."""
AWAY_BEFORE = 60
"""Days before the period from which absences are told."""
TOLD_AHEAD = 30
"""Days before a training at which it is due."""
MORNING, EVENING = 8 * HOUR + 5 * MINUTE, 18 * HOUR
"""Absences begin after the night spell of the day before and end on the evening of their last."""
DAWN = MINUTE
"""Posts change hands in the first minute of a day."""


class Staff(Protocol):
    """What is asked of ``Staffing``."""

    @property
    def rosters(self) -> tuple[Roster, ...]: ...
    @property
    def absences(self) -> Absences: ...


def tables_of(
    people: People,
    staff: Staff,
    posts: Sequence[str],
    key: Flags,
    period: Period,
    rostered: Collection[str],
) -> Mapping[str, Drawn]:
    """The tables of a district by name. ``key``: by post, whether it is a key post.

    ``postings``: ``post_name``, ``key``, ``left``, ``gone`` (1 where ``left`` lies in the past).
    ``acting``: ``back``. ``leaves``: ``back``. ``trainings``: ``away``, ``back``; begins when it
    falls due. ``duty``: each spell of duty in the period, of the posts of ``rostered``: ``ends``.
    ``spells``: one spell of duty in the period of each officer: ``ends``.
    """
    spells = _spells(people, staff, period)
    rostered_posts = np.array([post in rostered for post in posts], np.bool_)
    officer, begins, ends = spells
    shown = rostered_posts[people.post[officer]]
    once = _one_each(officer)
    return {
        "postings": _postings(people, posts, key, period),
        "acting": _acting(people, period),
        "leaves": _absences(people, staff.absences, period, training=False),
        "trainings": _absences(people, staff.absences, period, training=True),
        "duty": _drawn(people, officer[shown], begins[shown], {"ends": Clock(ends[shown])}),
        "spells": _drawn(people, officer[once], begins[once], {"ends": Clock(ends[once])}),
    }


def somebody(people: People) -> Source:
    """A source of officers of the district, anyone as likely as any other: ``officer_no``."""
    here = np.flatnonzero(people.office != HEADQUARTERS)

    def drawn(office: Ints, begins: Longs, chance: np.random.Generator, **said: object) -> Drawn:
        chosen = here[chance.integers(0, len(here), len(office))]
        return Drawn({"officer_no": chosen.astype(np.float64)})

    return drawn


def _drawn(
    people: People, officer: Ints, begins: Longs, columns: Mapping[str, Values]
) -> Drawn:
    numbers = officer.astype(np.int64)
    return Drawn(
        {"officer_no": numbers.astype(np.float64), **columns},
        {"officer": numbers, "account": numbers.copy()},
        people.office[officer].astype(np.int32),
        begins,
    )


def _postings(people: People, posts: Sequence[str], key: Flags, period: Period) -> Drawn:
    """The posts officers hold, and those they left shortly before or in the period."""
    careers = people.careers
    first, last = (ms_of(day) // DAY for day in (period.first, period.last))
    here = np.flatnonzero(people.office != HEADQUARTERS).astype(np.int32)
    moved = careers.moved_on[here]
    before = here[(moved >= first - MOVED_BEFORE) & (moved <= last)]
    officer = np.concatenate([here, before])
    since = np.concatenate([careers.held_since[here], careers.before_since[before]])
    left = np.concatenate([np.full(len(here), last + 400), careers.moved_on[before]])
    gone = np.concatenate([np.zeros(len(here)), np.ones(len(before))])
    held = np.concatenate([people.post[here], people.post[careers.place_before[before]]])
    heads = np.array([post == SECTION_HEAD for post in posts], np.bool_)
    return _drawn(
        people,
        officer,
        since.astype(np.int64) * DAY + DAWN,
        {
            "post_name": Coded(held.astype(np.int32), tuple(posts)),
            # heads of sections have a term of their own
            "key": (key[held] & ~heads[held]).astype(np.float64),
            "left": Clock(left.astype(np.int64) * DAY + DAWN),
            "gone": gone,
        },
    )


def _acting(people: People, period: Period) -> Drawn:
    acting = people.acting
    officer = acting.officer
    return _drawn(
        people,
        officer,
        acting.first.astype(np.int64) * DAY + MORNING,
        {"back": Clock(acting.last.astype(np.int64) * DAY + EVENING)},
    )


def _absences(people: People, absences: Absences, period: Period, *, training: bool) -> Drawn:
    """Absences of officers from shortly before the period on, less those across a transfer."""
    careers = people.careers
    first, last = (ms_of(day) // DAY for day in (period.first, period.last))
    kinds = np.array([kind == "training" for kind in absences.kinds], np.bool_)
    place = absences.place
    moved = careers.moved_on[place]
    across = (moved > absences.first) & (moved <= absences.last)
    rows = (
        (kinds[absences.kind] == training)
        & ~across
        & (people.office[place] != HEADQUARTERS)
        & (absences.last >= first - AWAY_BEFORE)
        & (absences.first <= last)
    )
    place, moved = place[rows], moved[rows]
    away = absences.first[rows].astype(np.int64)
    back = absences.last[rows].astype(np.int64)
    officer = np.where(away >= np.where(moved >= 0, moved, 0), place, careers.place_before[place])
    columns = {"away": Clock(away * DAY + MORNING), "back": Clock(back * DAY + EVENING)}
    begins = (away - TOLD_AHEAD) * DAY + MORNING if training else away * DAY + MORNING
    return _drawn(people, officer.astype(np.int32), begins, columns)


def _spells(people: People, staff: Staff, period: Period) -> tuple[Ints, Longs, Longs]:
    """Every spell of duty in the period: officer, beginning, end."""
    careers = people.careers
    first, last = (ms_of(day) // DAY for day in (period.first, period.last))
    parts: list[tuple[Ints, Longs, Longs]] = []
    for roster in staff.rosters:
        within = np.flatnonzero((roster.day >= first) & (roster.day <= last))
        row, column = np.nonzero(roster.filled[:, within])
        spell = within[column]
        place = roster.places[row]
        stays = roster.day[spell] >= careers.moved_on[place]
        officer = np.where(stays, place, careers.place_before[place]).astype(np.int32)
        here = people.office[officer] != HEADQUARTERS
        parts.append(
            (officer[here], roster.regime.starts[spell[here]], roster.regime.ends[spell[here]])
        )
    officer, begins, ends = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((begins, officer))
    return officer[order], begins[order], ends[order]


def _one_each(officer: Ints) -> Longs:
    """A row of each officer: not the same day for all, and the same for every seed."""
    heads = np.flatnonzero(np.r_[True, officer[1:] != officer[:-1]])
    sizes = np.diff(np.r_[heads, len(officer)])
    return np.asarray(heads + (np.arange(len(heads)) * 7) % np.maximum(sizes, 1))
