"""Who is on duty where and when, as tables: sixty thousand picks in some milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhunsheng.simulate.book import NOBODY, Flags, Floats, Ints, Longs
from zhunsheng.simulate.hours import DAY, MINUTE
from zhunsheng.simulate.world.careers import Careers
from zhunsheng.simulate.world.desks import Desks
from zhunsheng.simulate.world.rosters import Absences, Roster

SLOT = 15 * MINUTE
"""Spells begin and end on the quarter hour."""


@dataclass(frozen=True, slots=True)
class Spells:
    """The spells of all rosters, one roster's after another's.

    ``roster`` of a desk → ``offset`` of its first spell and ``slots``: for each quarter hour since
    ``begin`` the spell it lies in or, where none is, the next (counted within the roster).
    """

    begin: int
    roster: Ints
    offset: Longs
    count: Longs
    slots: npt.NDArray[np.int32]
    starts: Longs
    ends: Longs

    def of(self, roster: Ints, at: Longs) -> Ints:
        """The spell at each moment, or the next; the first before, the last after all of them."""
        slot = np.clip((at - self.begin) // SLOT, 0, self.slots.shape[1] - 1)
        return self.slots[roster, slot]


class Staffing:
    """Duty rosters of a district, to be asked for many moments at once.

    Moments are milliseconds of the legal zone's wall clock. Desks are those of :class:`Desks`.
    """

    # By cell (desk × spell): _many are on duty, the places from _from on in _places; _next is the
    # next spell with anybody. By row (place × spell): _rank among those on duty, −1 for off.

    def __init__(
        self, desks: Desks, careers: Careers, rosters: Sequence[Roster], absences: Absences
    ) -> None:
        self.desks, self.careers, self.absences = desks, careers, absences
        self.rosters = tuple(rosters)
        self._spells = _spells(desks, rosters)
        spells = self._spells.count[self._spells.roster]
        cells = np.cumsum(spells) - spells
        self._cell: Longs = cells
        total = int(spells.sum())
        self._many = np.zeros(total, np.int16)
        self._next = np.zeros(total, np.int32)
        self._from = np.zeros(total, np.int64)
        own = self._spells.count[self._spells.roster[desks.place_desk]]
        self._row = np.cumsum(own) - own
        self._rank = np.full(int(own.sum()), -1, np.int16)
        self._occupant_before = careers.place_before
        self._moved_on = np.where(careers.moved_on >= 0, careers.moved_on, 0)
        on_duty: list[Ints] = []
        for roster in rosters:
            self._lay_out(roster, on_duty)
        self._places: Ints = np.concatenate(on_duty)

    def _lay_out(self, roster: Roster, on_duty: list[Ints]) -> None:
        """A roster's desks into the tables; the places on duty, spell by spell, are appended."""
        taken = sum(map(len, on_duty))
        desk = self.desks.place_desk[roster.places]
        heads = np.flatnonzero(np.r_[True, desk[1:] != desk[:-1]])
        spells = len(roster.day)
        for first, end in zip(heads.tolist(), [*heads[1:].tolist(), len(desk)], strict=True):
            filled = roster.filled[first:end]
            number = int(desk[first])
            cell = int(self._cell[number])
            many = filled.sum(axis=0, dtype=np.int64)
            self._many[cell : cell + spells] = many
            self._from[cell : cell + spells] = taken + np.cumsum(many) - many
            self._next[cell : cell + spells] = _next_filled(many)
            spell, place = np.nonzero(filled.T)
            on_duty.append((roster.places[first] + place).astype(np.int32))
            rank = np.where(filled, np.cumsum(filled, axis=0, dtype=np.int16) - 1, -1)
            row = int(self._row[roster.places[first]])
            self._rank[row : row + filled.size] = rank.astype(np.int16).ravel()
            taken += len(spell)

    # -- desks ------------------------------------------------------------------------------------

    def desk(self, office: Ints, post: int) -> Ints:
        """Where a post's work of each office is done: there, at the nearest office above, or at the
        largest that has the post; −1 where the district has nobody for it."""
        return np.asarray(self.desks.resolved[office, post], np.int32)

    def apart(self, desk: Ints, special: Ints) -> Ints:
        """The desk set apart for a speciality (its number from 1; 0: none) where the desk has one,
        else the desk itself."""
        known = (desk >= 0) & (special > 0)
        return np.where(known, self.desks.specials[desk, np.where(known, special, 0)], desk)

    # -- moments ----------------------------------------------------------------------------------

    def opens(self, desk: Ints, at: Longs, margin_minutes: float = 0) -> Longs:
        """The first moment not before ``at`` when somebody of the desk is on duty, with at least
        the margin left of the spell (a spell shorter than the margin is taken from its start)."""
        roster = self._spells.roster[desk]
        spell = self._spells.of(roster, at)
        offset = self._spells.offset[roster]
        if margin_minutes:
            start = np.maximum(at, self._spells.starts[offset + spell])
            left = self._spells.ends[offset + spell] - start
            short = (left < margin_minutes * MINUTE) & (start > self._spells.starts[offset + spell])
            spell = np.minimum(spell + short, self._spells.count[roster] - 1)
        spell = self._next[self._cell[desk] + spell]
        return np.asarray(np.maximum(at, self._spells.starts[offset + spell]))

    def returns(self, officer: Ints, at: Longs, margin_minutes: float = 0) -> Longs:
        """The first moment not before ``at`` when the officer is on duty, with the margin left."""
        found = at.copy()
        left = np.flatnonzero(officer >= 0)
        for _ in range(MOST_SPELLS_AWAY):
            if not len(left):
                break
            place, spell, roster = self._duty(officer[left], found[left])
            offset = self._spells.offset[roster]
            start, end = self._spells.starts[offset + spell], self._spells.ends[offset + spell]
            moment = np.maximum(found[left], start)
            there = self._rank[self._row[place] + spell] >= 0
            there &= (end - moment >= margin_minutes * MINUTE) | (moment == start)
            found[left] = np.where(there, moment, np.maximum(end, moment + 1))
            left = left[~there]
        return found

    def shift_end(self, officer: Ints, at: Longs) -> Longs:
        """The end of the spell of duty in which the officer's turn at ``at`` lies, or of the next
        one; ``at`` itself for nobody."""
        found = at.copy()
        rows = np.flatnonzero(officer >= 0)
        _, spell, roster = self._duty(officer[rows], at[rows])
        found[rows] = self._spells.ends[self._spells.offset[roster] + spell]
        return found

    def on_duty(self, officer: Ints, at: Longs) -> Flags:
        """Whether the officer is on duty at that very moment."""
        found = np.zeros(len(at), np.bool_)
        rows = np.flatnonzero(officer >= 0)
        place, spell, roster = self._duty(officer[rows], at[rows])
        begun = self._spells.starts[self._spells.offset[roster] + spell] <= at[rows]
        found[rows] = begun & (self._rank[self._row[place] + spell] >= 0)
        return found

    def spells_of(
        self, officers: Ints, first: int, last: int, *, joined: int = 0
    ) -> tuple[Ints, Longs, Longs]:
        """All spells of duty of some officers that begin from ``first`` until before ``last``:
        officer, start and end, ordered by officer and start. Spells apart by no more than
        ``joined`` milliseconds are told as one."""
        found: list[tuple[Ints, Longs, Longs]] = []
        careers = self.careers
        wanted = np.zeros(len(self.desks.place_desk), np.bool_)
        wanted[officers] = True
        for roster in self.rosters:
            starts, ends = roster.regime.starts, roster.regime.ends
            window = slice(*np.searchsorted(starts, [first, last]).tolist())
            row, spell = np.nonzero(roster.filled[:, window])
            spell += window.start
            place = roster.places[row]
            stays = roster.day[spell] >= self._moved_on[place]
            officer = np.where(stays, place, careers.place_before[place]).astype(np.int32)
            mine = wanted[officer]
            found.append((officer[mine], starts[spell[mine]], ends[spell[mine]]))
        officer, begun, ended = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((begun, officer))
        officer, begun, ended = officer[order], begun[order], ended[order]
        fresh = np.ones(len(officer), np.bool_)
        fresh[1:] = (officer[1:] != officer[:-1]) | (begun[1:] - ended[:-1] > joined)
        heads = np.flatnonzero(fresh)
        tails = np.append(heads[1:], len(officer))[: len(heads)] - 1
        return officer[heads], begun[heads], ended[tails]

    # -- people -----------------------------------------------------------------------------------

    def pick(
        self, desk: Ints, at: Longs, u: Floats, avoid: Sequence[Ints] = (), same: Ints | None = None
    ) -> Ints:
        """Uniformly one of those on duty at the desk at ``at`` (or in the next spell), by ``u`` in
        [0, 1), none of ``avoid``; ``same`` where that is somebody.

        Where all on duty are to be avoided, one of the desk who is off; −1 only if the desk has
        nobody else at all.
        """
        at, desk = np.asarray(at), np.asarray(desk)
        cell, spell, roster = self._cell_at(desk, at)
        many = self._many[cell].astype(np.int64)
        place: Ints
        if avoid:
            ranks = self._ranks(desk, spell, roster, avoid)
            free = many - (ranks >= 0).sum(axis=0)
            turn = np.minimum((u * free).astype(np.int64), free - 1)
            for rank in np.sort(np.where(ranks >= 0, ranks, LATE), axis=0):
                turn += rank <= turn
        else:
            free = many
            turn = np.minimum((u * many).astype(np.int64), many - 1)
        sure = (free > 0) & (desk >= 0)
        row = self._from[cell] + np.where(sure, turn, 0)
        place = self._places[np.minimum(row, len(self._places) - 1)]
        officer = np.where(sure, self._occupant(place, spell, roster), NOBODY).astype(np.int32)
        lacking = np.flatnonzero(~sure & (desk >= 0))
        if len(lacking):
            officer[lacking] = self._called_in(
                desk[lacking], spell[lacking], roster[lacking], u[lacking],
                [one[lacking] for one in avoid],
            )  # fmt: skip
        if same is not None:
            officer = np.where(same >= 0, same, officer).astype(np.int32)
        return officer

    def on_duty_count(self, desk: Ints, at: Longs, avoid: Sequence[Ints] = ()) -> Ints:
        """How many of the desk could be picked at ``at``."""
        cell, spell, roster = self._cell_at(desk, at)
        many = self._many[cell].astype(np.int32)
        if avoid:
            many = many - (self._ranks(desk, spell, roster, avoid) >= 0).sum(axis=0)
        return np.where(np.asarray(desk) >= 0, many, 0).astype(np.int32)

    def those_on_duty(self, desk: int, at: int) -> Ints:
        """Everybody on duty at one desk at one moment (or in the next spell)."""
        cell, spell, roster = self._cell_at(np.array([desk]), np.array([at]))
        begin = int(self._from[cell[0]])
        places = self._places[begin : begin + int(self._many[cell[0]])]
        count = np.ones(len(places), np.int32)
        return self._occupant(places, spell[0] * count, roster[0] * count)

    # -- inside -----------------------------------------------------------------------------------

    def _cell_at(self, desk: Ints, at: Longs) -> tuple[Longs, Ints, Ints]:
        roster = self._spells.roster[desk]
        spell = self._spells.of(roster, at)
        return self._cell[desk] + spell, spell, roster

    def _duty(self, officer: Ints, at: Longs) -> tuple[Ints, Ints, Ints]:
        """The place an officer holds at a moment, its spell then, and its roster."""
        careers, desks = self.careers, self.desks
        place = officer
        for _ in range(2):
            roster = self._spells.roster[desks.place_desk[place]]
            spell = self._spells.of(roster, at)
            day = self._spells.starts[self._spells.offset[roster] + spell] // DAY
            place = np.where(
                day >= self._moved_on[officer], officer, careers.place_before[officer]
            ).astype(np.int32)
        roster = self._spells.roster[desks.place_desk[place]]
        return place, self._spells.of(roster, at), roster

    def _occupant(self, place: Ints, spell: Ints, roster: Ints) -> Ints:
        """Who holds a place in a spell."""
        day = self._spells.starts[self._spells.offset[roster] + spell] // DAY
        stays = day >= self._moved_on[place]
        return np.where(stays, place, self._occupant_before[place]).astype(np.int32)

    def _ranks(self, desk: Ints, spell: Ints, roster: Ints, avoid: Sequence[Ints]) -> Longs:
        """Where those to be avoided stand among those on duty; −1 who is not, or stands twice."""
        found = np.full((len(avoid), len(desk)), -1, np.int64)
        for number, officer in enumerate(avoid):
            known = np.maximum(officer, 0)
            day = self._spells.starts[self._spells.offset[roster] + spell] // DAY
            place = np.where(day >= self._moved_on[known], known, self._occupant_before[known])
            here = (officer >= 0) & (self.desks.place_desk[place] == desk)
            cell = self._row[place] + np.where(here, spell, 0)
            rank = np.where(here, self._rank[cell], -1).astype(np.int64)
            for earlier in found[:number]:
                rank = np.where(rank == earlier, -1, rank)
            found[number] = rank
        return found

    def _called_in(
        self, desk: Ints, spell: Ints, roster: Ints, u: Floats, avoid: Sequence[Ints]
    ) -> Ints:
        """Somebody of the desk who is not on duty; few cases, one by one."""
        found = np.full(len(desk), NOBODY, np.int32)
        for row in range(len(desk)):
            first, size = self.desks.first[desk[row]], self.desks.size[desk[row]]
            places = np.arange(first, first + size, dtype=np.int32)
            here = np.ones(size, np.int32)
            people = self._occupant(places, spell[row] * here, roster[row] * here)
            free = people[~np.isin(people, [one[row] for one in avoid])]
            if len(free):
                found[row] = free[int(u[row] * len(free))]
        return found


LATE = np.iinfo(np.int32).max
MOST_SPELLS_AWAY = 400
"""Spells after which an officer is taken not to come back."""


def _next_filled(many: Longs) -> Ints:
    """For each spell the first from it on with somebody on duty; the last spell where none is."""
    count = len(many)
    at = np.where(many > 0, np.arange(count), count - 1)
    return np.minimum.accumulate(at[::-1])[::-1].astype(np.int32)


def _spells(desks: Desks, rosters: Sequence[Roster]) -> Spells:
    begin = min(int(roster.regime.starts[0]) // DAY * DAY for roster in rosters)
    end = max(int(roster.regime.ends[-1]) for roster in rosters)
    grid = np.arange(begin, end, SLOT, dtype=np.int64)
    counts = np.array([len(roster.regime) for roster in rosters], np.int64)
    numbers = {roster.name: number for number, roster in enumerate(rosters)}
    slots = [
        np.minimum(roster.regime.spell(grid), len(roster.regime) - 1).astype(np.int32)
        for roster in rosters
    ]
    return Spells(
        begin,
        np.array([numbers[name] for name in desks.roster], np.int32),
        np.cumsum(counts) - counts,
        counts,
        np.stack(slots),
        np.concatenate([roster.regime.starts for roster in rosters]),
        np.concatenate([roster.regime.ends for roster in rosters]),
    )
