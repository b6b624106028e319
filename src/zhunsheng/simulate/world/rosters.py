"""Rosters: which place is filled in which spell of duty, from long before the period to after it.

Places keep their turn in the roster; people are absent on leave, for training, when ill, and
change places when transferred. No desk falls below its least number on duty: absences that would
make it so are not granted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhunsheng.simulate.book import Flags, Ints, Longs
from zhunsheng.simulate.hours import DAY, Hours, Regime, ms_of
from zhunsheng.simulate.world.careers import Careers, Dice
from zhunsheng.simulate.world.desks import Desks
from zhunsheng.simulate.world.service import RosterBlock, Service

ENOUGH = 2
"""People on duty at a desk whose post service.yaml's ``on_duty`` does not name."""


@dataclass(frozen=True, slots=True)
class Absences:
    """Spells of absence of the holder of a place: days since 1970-01-01, both included."""

    place: Ints
    kind: Ints
    first: Ints
    last: Ints
    kinds: tuple[str, ...]

    def take(self, rows: Flags) -> Absences:
        return Absences(
            self.place[rows], self.kind[rows], self.first[rows], self.last[rows], self.kinds
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """One roster's table. ``places``: those that follow it, ascending, desk by desk; ``filled``:
    place × spell, whether its holder is on duty; ``day``: the day each spell begins on."""

    name: str
    regime: Regime
    places: Ints
    filled: npt.NDArray[np.bool_]
    day: Longs


def build_rosters(
    service: Service, posts: Sequence[str], desks: Desks, careers: Careers, hours: Hours,
    dice: Dice,
) -> tuple[list[Roster], Absences]:  # fmt: skip
    """All rosters, and the absences that were granted. Nobody is away while being transferred."""
    asked = _absences(service, desks, hours, dice)
    moved = careers.moved_on[asked.place]
    asked = asked.take((moved < asked.first) | (moved > asked.last + 1))
    names = np.array(desks.roster)[desks.place_desk]
    need = _needs(service.block.on_duty, posts, desks)
    rosters, kept = [], np.ones(len(asked.place), np.bool_)
    for name, block in service.block.rosters.items():
        places = np.flatnonzero(names == name).astype(np.int32)
        if not len(places):
            continue
        regime = hours.regimes[block.regime]
        day = regime.starts // DAY
        turn = _turn_on_duty(block, regime, desks.place_turn[places])
        mine = np.isin(asked.place, places)
        wanted = asked.take(mine)
        filled = turn & ~_away(wanted, places, day)
        granted = _granted(wanted, places, desks, need, filled, day)
        kept[mine] = granted
        filled = turn & ~_away(wanted.take(granted), places, day)
        rosters.append(Roster(name, regime, places, filled, day))
    return rosters, asked.take(kept)


def _absences(service: Service, desks: Desks, hours: Hours, dice: Dice) -> Absences:
    """Absences asked for: as many spells for everybody as fit the longest, some of them void."""
    count = len(desks.place_desk)
    begin, end = (ms_of(day) // DAY for day in (hours.first, hours.last))
    years = (end - begin + 1) / 365.25
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    for number, block in enumerate(service.block.absences.values()):
        tries = int(np.ceil(2 * block.a_year * years)) if block.a_year else 0
        for _ in range(tries):
            comes = dice.random(count) < block.a_year * years / tries
            first = begin + np.floor(dice.random(count) * (end - begin + 1)).astype(np.int32)
            least, most = block.days
            length = least + np.floor(dice.random(count) * (most - least + 1)).astype(np.int32)
            rows = np.flatnonzero(comes).astype(np.int32)
            kind = np.full(len(rows), number, np.int32)
            parts.append((rows, kind, first[rows], (first + length - 1)[rows]))
    columns = [np.concatenate(column).astype(np.int32) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[3], columns[2], columns[0]))
    place, kind, first, last = (column[order] for column in columns)
    # Of two that overlap the later is not asked for.
    apart = np.ones(len(place), np.bool_)
    apart[1:] = (place[1:] != place[:-1]) | (first[1:] > last[:-1] + 1)
    return Absences(place, kind, first, last, tuple(service.block.absences)).take(apart)


def _needs(on_duty: Mapping[str, int], posts: Sequence[str], desks: Desks) -> Ints:
    """The least number on duty of each desk."""
    return np.array([on_duty.get(posts[post], ENOUGH) for post in desks.post.tolist()], np.int32)


def _turn_on_duty(block: RosterBlock, regime: Regime, turn: Ints) -> npt.NDArray[np.bool_]:
    """Place × spell: whose turn it is."""
    day = regime.starts // DAY
    if block.days_off:
        weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
        begins = (turn * block.days_off) % 7
        return np.asarray((weekday[None, :] - begins[:, None]) % 7 >= block.days_off)
    if block.cycle:
        crews = list(dict.fromkeys(sorted(block.cycle)))
        cycle = np.array([crews.index(crew) for crew in block.cycle])
        times = np.unique(regime.starts % DAY)
        ordinal = day * len(times) + np.searchsorted(times, regime.starts % DAY)
        return np.asarray(cycle[ordinal % len(cycle)][None, :] == turn[:, None])
    return np.ones((len(turn), len(day)), np.bool_)


def _away(absences: Absences, places: Ints, day: Longs) -> npt.NDArray[np.bool_]:
    """Place × spell: whose holder is away on the day it begins."""
    row = np.searchsorted(places, absences.place)
    edges = np.zeros((len(places), len(day) + 1), np.int8)
    np.add.at(edges, (row, np.searchsorted(day, absences.first, "left")), 1)
    np.add.at(edges, (row, np.searchsorted(day, absences.last, "right")), -1)
    return np.asarray(np.cumsum(edges, axis=1, dtype=np.int8)[:, :-1] > 0)


def _granted(
    absences: Absences, places: Ints, desks: Desks, need: Ints, filled: npt.NDArray[np.bool_],
    day: Longs,
) -> Flags:  # fmt: skip
    """Which absences leave their desk with enough people in every spell they touch."""
    desk = desks.place_desk[places]
    heads = np.flatnonzero(np.r_[True, desk[1:] != desk[:-1]])
    short = np.add.reduceat(filled, heads, axis=0, dtype=np.int16) < need[desk[heads]][:, None]
    lacking = np.cumsum(short, axis=1, dtype=np.int32)
    lacking = np.concatenate([np.zeros((len(heads), 1), np.int32), lacking], axis=1)
    row = np.searchsorted(desk[heads], desks.place_desk[absences.place])
    first = np.searchsorted(day, absences.first, "left")
    last = np.searchsorted(day, absences.last, "right")
    return np.asarray(lacking[row, last] == lacking[row, first])
