"""What the personnel records of a district say, as tables that plays take their cases from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from zhunsheng.model.power import Post
from zhunsheng.simulate.book import EMPTY_TIME, Clock, Coded, Ints, Longs, Values
from zhunsheng.simulate.hours import DAY, HOUR
from zhunsheng.simulate.playing.stage import Drawn, Source
from zhunsheng.simulate.world.careers import Dice
from zhunsheng.simulate.world.offices import HEADQUARTERS
from zhunsheng.simulate.world.people import People
from zhunsheng.simulate.world.staffing import Staffing

MORNING = 9 * HOUR
"""The time of day entries of the personnel records bear."""
NOTICE_DAYS = (14, 40)
"""How long before a training it is set down as due (assumed)."""


def build_tables(
    posts: Sequence[Post], people: People, staffing: Staffing, rostered: Ints,
    first: int, last: int, dice: Dice,
) -> Mapping[str, Drawn]:  # fmt: skip
    """Tables by name. ``first``, ``last``: the period in milliseconds, ``last`` not included.

    Every table has the objects officer and account (both the officer's number) and the columns
    ``officer_no``, ``post_name``, ``key`` (0 or 1). Besides:

    ``postings``: posts held, ``begins`` with the first day, ``left`` (empty while held), ``gone``.
    ``acting``: spells of acting heads, until ``back``. ``leaves``: absences but training, until
    ``back``. ``trainings``: begin when due; from ``away`` until ``back``. ``duty``: spells of duty
    in the period of posts whose rosters are kept, until ``ends``. ``spells``: one of them each.
    """
    world = _World(posts, people)
    return {
        "postings": _postings(world),
        "acting": _acting(world),
        "leaves": _away(world, staffing, first, last, training=False, dice=dice),
        "trainings": _away(world, staffing, first, last, training=True, dice=dice),
        "duty": _duty(world, staffing, rostered, first, last),
        "spells": _spells(world, staffing, first, last, dice),
    }


def somebody(people: People) -> Source:
    """A source of officers of the district, one as likely as another: ``officer_row``."""
    here = np.flatnonzero(people.office != HEADQUARTERS)

    def drawn(office: Ints, begins: Longs, chance: np.random.Generator, **said: object) -> Drawn:
        return Drawn(
            {"officer_row": here[chance.integers(0, len(here), len(office))].astype(float)}
        )

    return drawn


class _World:
    def __init__(self, posts: Sequence[Post], people: People) -> None:
        self.people = people
        self.names = tuple(post.id for post in posts)
        self.key = np.array([post.key for post in posts], np.float64)

    def rows(self, officer: Ints, begins: Longs, office: Ints, **columns: Values) -> Drawn:
        post = self.people.post[officer].astype(np.int32)
        numbers = officer.astype(np.int64)
        return Drawn(
            {
                "officer_no": np.array([int(self.people.id[n]) for n in officer.tolist()], float),
                "post_name": Coded(post, self.names),
                "key": self.key[post],
                **columns,
            },
            {"officer": numbers, "account": numbers},
            office.astype(np.int32),
            begins,
        )


def _postings(world: _World) -> Drawn:
    """The present post of everybody, and the one before it."""
    people, careers = world.people, world.people.careers
    everybody = np.arange(len(people), dtype=np.int32)
    moved = np.flatnonzero(careers.before_since >= 0).astype(np.int32)
    officer = np.concatenate([moved, everybody])
    since = np.concatenate([careers.before_since[moved], careers.held_since]).astype(np.int64)
    left = np.full(len(officer), EMPTY_TIME, np.int64)
    left[: len(moved)] = careers.held_since[moved].astype(np.int64) * DAY + MORNING - HOUR
    office = np.concatenate([people.office[careers.place_before[moved]], people.office])
    gone = (left != EMPTY_TIME).astype(np.float64)
    return world.rows(officer, since * DAY + MORNING, office, left=Clock(left), gone=gone)


def _acting(world: _World) -> Drawn:
    acting = world.people.acting
    begins = acting.first.astype(np.int64) * DAY + MORNING
    back = (acting.last.astype(np.int64) + 1) * DAY + MORNING
    return world.rows(acting.officer, begins, world.people.office[acting.officer], back=Clock(back))


def _away(
    world: _World, staffing: Staffing, first: int, last: int, *, training: bool, dice: Dice
) -> Drawn:
    """Absences that touch the period. A place's holder is looked up on the first day."""
    absences = staffing.absences
    is_training = absences.kind == absences.kinds.index("training")
    begun, back = absences.first.astype(np.int64) * DAY, (absences.last.astype(np.int64) + 1) * DAY
    rows = np.flatnonzero((is_training == training) & (begun < last) & (back > first))
    place = absences.place[rows]
    careers = world.people.careers
    stays = careers.moved_on[place] <= absences.first[rows]
    officer = np.where(stays, place, careers.place_before[place]).astype(np.int32)
    # A night's duty ends at eight in the morning of the first day.
    office, away, back = world.people.office[place], begun[rows] + MORNING - HOUR, back[rows] - HOUR
    if not training:
        return world.rows(officer, away, office, back=Clock(back))
    least, most = NOTICE_DAYS
    u = dice.rest.random(len(rows))
    due = away - (least + np.floor(u * (most - least))).astype(np.int64) * DAY + MORNING
    return world.rows(officer, due, office, away=Clock(away), back=Clock(back))


def _duty(world: _World, staffing: Staffing, officers: Ints, first: int, last: int) -> Drawn:
    officer, starts, ends = staffing.spells_of(officers, first, last)
    return world.rows(officer, starts, world.people.office[officer], ends=Clock(ends))


def _spells(world: _World, staffing: Staffing, first: int, last: int, dice: Dice) -> Drawn:
    """One spell of duty of everybody who has any."""
    everybody = np.arange(len(world.people), dtype=np.int32)
    officer, starts, ends = staffing.spells_of(everybody, first, last)
    known, begin, count = np.unique(officer, return_index=True, return_counts=True)
    row = begin + np.floor(dice.rest.random(len(known)) * count).astype(np.int64)
    return world.rows(
        officer[row], starts[row], world.people.office[officer[row]], ends=Clock(ends[row])
    )
