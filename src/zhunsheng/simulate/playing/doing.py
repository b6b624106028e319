"""Doing a step: when, by whom, what changes, what is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from zhunsheng.simulate.book import NOBODY, Acts, Coded, Flags, Ints, Longs, Shorts, Values
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.playing.asking import Asking
from zhunsheng.simulate.playing.flowing import Spot
from zhunsheng.simulate.playing.formula import Formula, FormulaFault
from zhunsheng.simulate.playing.play import ByBlock, StepBlock
from zhunsheng.simulate.playing.round import Round
from zhunsheng.simulate.playing.timing import AFTER_OPENING, later, latest, staffed, whole

USUAL_MINUTES, USUAL_ELSEWHERE = 8.0, 1.0
"""What a step takes of which nothing is said: at a desk, and at a system's or a party's hands."""
_TRIES = 8

SPECIALITIES = ("speciality", "language")
"""Case columns with the number of a desk set apart for such goods, or for papers in a language."""


class Doing:
    """Does the steps of a round. ``done``: the acts so far, each with the cases they are of.
    ``until``: each case's last act, also one that is not known yet."""

    def __init__(self, round_: Round, *, last: int) -> None:
        self.round, self.last = round_, last
        self.done: list[tuple[Longs, Acts]] = []
        self.until = np.full(round_.count, np.iinfo(np.int64).min, np.int64)
        self._numbers = {post: number for number, post in enumerate(round_.stage.posts)}
        self._desk = lru_cache(maxsize=None)(self._desks)
        self._raised = lru_cache(maxsize=None)(self._offices_above)

    def inserted(self, spot: Spot, rows: Longs, at: Longs) -> Longs:
        """A step no chart draws: for the cases it befalls; when the others go on."""
        moment = self.perform(spot, rows, at)
        return at if spot.step.aside else moment

    def perform(self, spot: Spot, rows: Longs, came: Longs) -> Longs:
        """A step for all these cases; when each is done with it. Cases its ``chance`` passes by
        are done when they came."""
        step = spot.step
        if step.chance is not None:
            asking = Asking(self.round, rows, came, spot.prefix)
            befalls = asking.random(len(rows)) < np.nan_to_num(step.chance.numbers(asking))
            moment = came.copy()
            if befalls.any():
                moment[befalls] = self._act(spot, rows[befalls], came[befalls])
            return moment
        return self._act(spot, rows, came)

    def _act(self, spot: Spot, rows: Longs, came: Longs) -> Longs:
        step = spot.step
        asking = Asking(self.round, rows, came, spot.prefix)
        place = self._place(step, rows)
        desk = self._desk_of(spot, step, place, rows)
        at = later(asking, step.after, came, USUAL_ELSEWHERE if desk is None else USUAL_MINUTES)
        by = step.by if isinstance(step.by, ByBlock) else None
        same = self._same(by, asking)
        alone = self._alone(by, asking)
        if step.within_shift and same is not None:
            # whoever began it goes on with it when he is next on duty
            staffing = self.round.stage.staffing
            back = np.where(same >= 0, staffing.returns(same, came, step.margin), came)
            ends = staffing.shift_end(same, back) - MINUTE
            at = np.where(same >= 0, np.maximum(back, np.minimum(at - came + back, ends)), at)
        else:
            bound = latest(asking, step.until, len(rows))
            opened = staffed(asking, step, desk, at, bound, came)
            if same is not None and step.hours != "always":
                opened, same = self._awaited(asking, step, same, opened, bound, came)
            at = opened if alone is None else np.where(alone, at, opened)
        at = self._drawable(step, asking, at)
        asking.now = at
        officer = self._officer(step, by, asking, desk, same)
        if alone is not None:
            officer = np.where(alone, NOBODY, officer).astype(np.int32)
        second = self._seconds(step, by, asking, desk, officer)
        self._assign(step, asking)
        self.round.keep(spot.id, rows, at, officer)
        for name, one in second.items():
            self.round.keep(f"{spot.id}.{name}", rows, at, one)
        self.until[rows] = np.maximum(self.until[rows], at)
        for name, formula in step.set.items():
            self.round.set(name, rows, formula.values(asking))
        if step.act is not False and spot.activity:
            self._record(spot, asking, officer, place, second)
        return at

    def _awaited(
        self,
        asking: Asking,
        step: StepBlock,
        same: Ints,
        at: Longs,
        bound: Longs | None,
        came: Longs,
    ) -> tuple[Longs, Ints]:
        """Whoever is to go on with it is waited for while he is away, if that takes no longer than
        the step does anyway and it is still done in time; else a colleague does it."""
        staffing = self.round.stage.staffing
        away = np.flatnonzero((same >= 0) & ~staffing.on_duty(same, at))
        if not len(away):
            return at, same
        pause = asking.random(len(away)) * 2 * AFTER_OPENING
        back = staffing.returns(same[away], at[away], step.margin) + pause.astype(np.int64)
        back = staffing.returns(same[away], back, step.margin)
        waits = back - at[away] <= at[away] - came[away]
        if bound is not None:
            waits &= back <= bound[away]
        at, same = at.copy(), same.copy()
        at[away[waits]] = back[waits]
        same[away[~waits]] = NOBODY
        return at, same

    def _record(
        self, spot: Spot, asking: Asking, officer: Ints, place: Ints, second: dict[str, Ints]
    ) -> None:
        known: Flags = asking.now < self.last
        if isinstance(spot.step.act, Formula):
            chance = np.nan_to_num(spot.step.act.numbers(asking))
            known = known & (asking.random(len(known)) < chance)
        if not known.any():
            return
        step, rows = spot.step, asking.rows
        fields: dict[str, Values] = {
            name: formula.values(asking) for name, formula in step.fields.items()
        }
        for name, one in second.items():
            fields[name] = Coded(one, self.round.stage.people.id)
        people = self.round.stage.people
        first = self.round.serials(len(rows))
        acts = Acts(
            spot.activity,
            asking.now,
            asking.now.copy(),
            officer,
            self._post(spot, officer),
            np.where(officer >= 0, people.office[officer], place).astype(np.int32),
            np.arange(first, first + len(rows), dtype=np.int64),
            np.zeros(len(rows), np.int16),
            self._touched(spot, asking, officer),
            fields,
        )
        if known.all():
            self.done.append((rows, acts))
        else:
            self.done.append((rows[known], acts.take(known)))

    def _post(self, spot: Spot, officer: Ints) -> Shorts:
        """The post a step is done in: the step's, or the officer's own."""
        by = spot.step.by
        if isinstance(by, ByBlock) and by.own_post:
            own = self.round.stage.people.post[officer]
            return np.where(officer >= 0, own, NOBODY).astype(np.int16)
        post = self._numbers.get(spot.post, NOBODY) if spot.post is not None else NOBODY
        return np.full(len(officer), post, np.int16)

    def _touched(self, spot: Spot, asking: Asking, officer: Ints) -> dict[str, Longs]:
        activity = self.round.law.activities.get(spot.activity)
        if activity is None:
            raise FormulaFault(f"the register knows no activity {spot.activity}")
        objects = self.round.objects
        found = {
            type_: objects[type_][asking.rows] for type_ in activity.objects if type_ in objects
        }
        for type_, said in spot.step.objects.items():
            if said == "none":
                found.pop(type_, None)
            elif said == "by":
                found[type_] = officer.astype(np.int64)
            elif said in objects:
                found[type_] = objects[said][asking.rows]
            else:
                values = asking.column(said)
                if not isinstance(values, np.ndarray):
                    raise FormulaFault(f"the column {said} holds no numbers of objects")
                found[type_] = whole(values).astype(np.int64)
        return found

    def _place(self, step: StepBlock, rows: Longs) -> Ints:
        """The office where a step is done."""
        office, offices = self.round.office[rows], self.round.stage.offices
        if step.office is None:
            return office
        if step.office == "above":
            parent = offices.parent[office]
            return np.where(parent >= 0, parent, office).astype(np.int32)
        return self._raised(step.office)[office]

    def _offices_above(self, level: str) -> Ints:
        """For each office the one of a level above it, or itself."""
        offices = self.round.stage.offices
        table = np.arange(len(offices.level), dtype=np.int32)
        for _ in range(len(set(offices.level))):
            wrong = np.array([offices.level[o] != level for o in table.tolist()])
            up = offices.parent[table]
            table = np.where(wrong & (up >= 0), up, table).astype(np.int32)
        return table

    def _desk_of(self, spot: Spot, step: StepBlock, place: Ints, rows: Longs) -> Ints | None:
        """The desk whose duty counts; None where a system or a party acts."""
        if spot.post is None or step.by in ("system", "party"):
            return None
        if spot.post not in self._numbers:
            raise FormulaFault(f"the register has no post {spot.post}")
        return self._seat(spot.post, place, rows)

    def _seat(self, post: str, place: Ints, rows: Longs) -> Ints:
        """The desk of a post, or its desk for such goods or papers where it has one."""
        desk = self._desk(post)[place]
        for name in SPECIALITIES:
            special = self.round.columns.get(name)
            if isinstance(special, np.ndarray):
                desk = self.round.stage.staffing.apart(desk, whole(special[rows]))
        return desk

    def _desks(self, post: str) -> Ints:
        offices = np.arange(len(self.round.stage.offices.level), dtype=np.int32)
        return self.round.stage.staffing.desk(offices, self._numbers[post])

    def _same(self, by: ByBlock | None, asking: Asking) -> Ints | None:
        if by is None or not by.same_as:
            return None
        found = asking.done_by(by.same_as[0])
        for name in by.same_as[1:]:
            found = np.where(found >= 0, found, asking.done_by(name))
        return found

    def _officer(
        self,
        step: StepBlock,
        by: ByBlock | None,
        asking: Asking,
        desk: Ints | None,
        same: Ints | None,
    ) -> Ints:
        count = len(asking.rows)
        if desk is None:
            if by is not None and by.own_post and by.officer is not None:
                return self._named(by.officer, asking)
            return np.full(count, NOBODY, np.int32)
        staffing = self.round.stage.staffing
        avoid = [self._person(name, asking) for name in by.apart_from] if by is not None else []
        officer = staffing.pick(desk, asking.now, asking.random(count), avoid)
        if by is not None and by.other_section:
            officer = self._elsewhere(asking, desk, avoid, officer)
        if by is not None and by.officer is not None:
            named = self._named(by.officer, asking)
            there = (named >= 0) & (
                staffing.on_duty(named, asking.now) | (by.officer not in self.round.assigned)
            )
            officer = np.where(there, named, officer).astype(np.int32)
        if same is not None:
            officer = np.where(same >= 0, same, officer).astype(np.int32)
        return officer

    def _alone(self, by: ByBlock | None, asking: Asking) -> Flags | None:
        """The cases a system does by itself, whatever the hours of the desk."""
        if by is None or by.system_where is None:
            return None
        chance = np.nan_to_num(by.system_where.numbers(asking))
        return np.asarray(asking.random(asking.count) < chance)

    def _elsewhere(self, asking: Asking, desk: Ints, avoid: list[Ints], officer: Ints) -> Ints:
        """Somebody of another section than those to be avoided, where the desk has one."""
        section = self.round.stage.people.section
        for _ in range(_TRIES):
            same = np.zeros(len(officer), np.bool_)
            for other in avoid:
                same |= (other >= 0) & (officer >= 0) & (section[other] == section[officer])
            again = np.flatnonzero(same)
            if not len(again):
                break
            officer = officer.copy()
            officer[again] = self.round.stage.staffing.pick(
                desk[again],
                asking.now[again],
                asking.random(len(again)),
                [other[again] for other in avoid],
            )
        return officer

    def _person(self, name: str, asking: Asking) -> Ints:
        """Who was assigned under this name, or who did the step of this name."""
        if name in self.round.questions.assignments:
            return asking.assigned(name)
        return asking.done_by(name)

    def _named(self, name: str, asking: Asking) -> Ints:
        if name in self.round.assigned:
            return asking.assigned(name)
        if name in self.round.objects:
            return self.round.objects[name][asking.rows].astype(np.int32)
        values = asking.column(name)
        if not isinstance(values, np.ndarray):
            raise FormulaFault(f"the column {name} holds no officers")
        return whole(values)

    def _seconds(
        self, step: StepBlock, by: ByBlock | None, asking: Asking, desk: Ints | None, officer: Ints
    ) -> dict[str, Ints]:
        """A second pair of hands, recorded in a field of the same act; beside a junior it is the
        junior's mentor."""
        found: dict[str, Ints] = {}
        for name in step.also:
            if desk is None:
                raise FormulaFault(f"{name}: nobody inside does this step")
            avoid = [officer, *found.values()]
            if by is not None:
                avoid += [self._person(other, asking) for other in by.apart_from]
            u = asking.random(len(asking.rows))
            second = self.round.stage.staffing.pick(desk, asking.now, u, avoid)
            found[name] = self._beside(officer, second, asking.now, avoid)
        return found

    def _beside(self, first: Ints, drawn: Ints, at: Longs, avoid: Sequence[Ints]) -> Ints:
        """Whoever was drawn as the second, but the mentor where the first is a junior."""
        staffing, people = self.round.stage.staffing, self.round.stage.people
        mentor = np.where(first >= 0, people.mentor[first], NOBODY).astype(np.int32)
        there = staffing.on_duty(mentor, at)
        for other in avoid:
            there &= mentor != other
        return np.where(there, mentor, drawn).astype(np.int32)

    def _drawable(self, step: StepBlock, asking: Asking, at: Longs) -> Longs:
        """Moved to when those to be drawn are on duty, with the step's margin left; what waited
        for them is drawn one after the other, not all as they come."""
        opens = self.round.stage.staffing.opens
        for assign in step.assigns.values():
            desk = self._seat(assign.post, self._place(step, asking.rows), asking.rows)
            opened = opens(desk, at, step.margin)
            pause = asking.generator.uniform(0, 2 * AFTER_OPENING, len(at)).astype(np.int64)
            at = opens(desk, np.where(opened > at, opened + pause, at), step.margin)
        return at

    def _assign(self, step: StepBlock, asking: Asking) -> None:
        """Draws officers for later steps among those on duty now; beside a junior drawn for the
        same post comes the junior's mentor."""
        for name, assign in step.assigns.items():
            first = next((one for one in assign.apart_from if one in step.assigns), None)
            desk = self._seat(assign.post, self._place(step, asking.rows), asking.rows)
            avoid = [self._person(other, asking) for other in assign.apart_from]
            staffing, count = self.round.stage.staffing, self.round.count
            drawn = staffing.pick(desk, asking.now, asking.random(len(desk)), avoid)
            if first not in (None, name) and step.assigns[str(first)].post == assign.post:
                drawn = self._beside(asking.assigned(str(first)), drawn, asking.now, avoid)
            if name not in self.round.assigned:
                self.round.assigned[name] = np.full(count, NOBODY, np.int32)
                self.round.eligible[name] = np.full(count, np.nan)
            self.round.assigned[name][asking.rows] = drawn
            self.round.eligible[name][asking.rows] = staffing.on_duty_count(desk, asking.now, avoid)
