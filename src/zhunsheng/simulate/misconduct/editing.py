"""A slice of honest work in the hands of a scheme: choosing cases, changing, dropping, adding acts.

Whatever a scheme touches goes through here, so that no act is changed without being marked, and
none goes missing without being noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import (
    EMPTY_TIME,
    NOBODY,
    Acts,
    Book,
    Clock,
    Coded,
    Flags,
    Floats,
    Ints,
    Longs,
    Rows,
    Shorts,
    Values,
)
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import MINUTE
from zhunsheng.simulate.misconduct.cast import Cast, Settings
from zhunsheng.simulate.misconduct.lots import lots
from zhunsheng.simulate.misconduct.numbers import Numbers, office_of
from zhunsheng.simulate.playing.stage import Stage
from zhunsheng.simulate.truth import Notes, Role

HONEST = 0
"""The number of what is no scheme: an innocent look-alike marks nothing."""


@dataclass(slots=True)
class Editing:
    """One scheme's hands on one slice. ``number``: of the scheme, from 1; ``subject``: the object
    type its cases are; ``notes``: what all schemes did to this slice so far; ``numbers``: for what
    is added."""

    book: Book
    district: Stage
    cast: Cast
    settings: Settings
    chance: Chance
    number: int
    subject: str
    notes: Notes
    numbers: Numbers

    def of(self, activity: str) -> Acts | None:
        """The slice's acts of an activity, None if there are none."""
        acts = self.book.of(activity)
        return acts if acts is not None and len(acts) else None

    def lots(self, name: str, numbers: Longs) -> Floats:
        """A number in [0, 1) for each object, always the same for the same object and name."""
        return lots(self.chance.within(name), numbers)

    def chosen(self, cases: Longs) -> Longs:
        """Those of the cases that are turned: by the scheme's strength, and none that another
        scheme has turned already. In ascending order, each once."""
        cases = np.unique(cases[cases >= 0])
        cases = cases[self.lots("chosen", cases) < self.settings.strength]
        return cases[~np.isin(cases, self.notes.cases(self.subject))]

    def mine(self, acts: Acts) -> Longs:
        """The cases on which the cast did one of these acts in its time, in ascending order."""
        done = self.cast.has(acts.officer) & self.settings.covers(acts.at)
        return np.unique(acts.objects[self.subject][done])

    def rows(self, acts: Acts, cases: Longs) -> Longs:
        """Rows of the acts that touch one of the cases."""
        touched = acts.objects.get(self.subject)
        if touched is None or not len(cases):
            return np.empty(0, np.int64)
        return np.flatnonzero(np.isin(touched, cases))

    def last(self, activity: str, cases: Longs) -> Longs:
        """For each case the row of its last act of the activity, −1 where there is none."""
        acts = self.of(activity)
        rows = self.rows(acts, cases) if acts is not None else np.empty(0, np.int64)
        if acts is None or not len(rows):
            return np.full(len(cases), -1, np.int64)
        # Only acts on the cases are put in order: they are few among all of the activity.
        touched = acts.objects[self.subject][rows]
        order = np.lexsort((acts.serial[rows], acts.at[rows], touched))
        known = touched[order]
        place = np.clip(np.searchsorted(known, cases, "right") - 1, 0, None)
        return np.where(known[place] == cases, rows[order[place]], -1)

    def time_of(self, activity: str, cases: Longs) -> Longs:
        """When the activity was last done on each case; −1 where it was not."""
        rows = self.last(activity, cases)
        acts = self.of(activity)
        return rows if acts is None else np.where(rows >= 0, acts.at[rows], -1)

    def officer_of(self, activity: str, cases: Longs) -> Ints:
        """Who did the activity last on each case; −1 where nobody did."""
        rows = self.last(activity, cases)
        acts = self.of(activity)
        if acts is None:
            return rows.astype(np.int32)
        return np.where(rows >= 0, acts.officer[rows], NOBODY).astype(np.int32)

    def object_of(self, activity: str, type_: str, cases: Longs) -> Longs:
        """The object of another type that the case's act touches; −1 where none."""
        rows = self.last(activity, cases)
        acts = self.of(activity)
        if acts is None or type_ not in acts.objects:
            return np.full(len(cases), -1, np.int64)
        return np.where(rows >= 0, acts.objects[type_][rows], -1)

    def number_of(self, activity: str, name: str, cases: Longs) -> Floats:
        """A number that the case's last act of the activity records; NaN where it does not."""
        rows = self.last(activity, cases)
        acts = self.of(activity)
        if acts is None:
            return np.full(len(cases), np.nan)
        return np.where(rows >= 0, number_field(acts, name)[rows], np.nan)

    def has(self, activity: str, cases: Longs) -> Flags:
        """Which cases have an act of the activity."""
        return np.asarray(self.last(activity, cases) >= 0)

    def mark(self, acts: Acts, rows: Rows, role: Role, cases: Longs | None = None) -> None:
        """Marks acts as the scheme's own and notes them. ``cases``: whose they are, for acts that
        do not touch the case themselves."""
        if self.number == HONEST:
            return
        acts.scheme[rows] = self.number
        self.notes.note(self.number, role, self.subject, acts, rows, cases)

    def deed(self, activity: str, cases: Longs) -> None:
        """Marks the cases' acts of an activity as deeds."""
        self._mark_all(activity, cases, "deed")

    def trace(self, activity: str, cases: Longs) -> None:
        """Marks the cases' acts of an activity as records that tell of the scheme."""
        self._mark_all(activity, cases, "trace")

    def _mark_all(self, activity: str, cases: Longs, role: Role) -> None:
        acts = self.of(activity)
        if acts is not None:
            self.mark(acts, self.rows(acts, cases), role)

    def on_shift(self, at: Longs, name: str = "shift") -> Ints:
        """For each moment one officer of the cast who is on duty then, by lot; −1 where none is."""
        found = np.full(len(at), NOBODY, np.int32)
        best = np.full(len(at), -1.0)
        for officer in self.cast.officers.tolist():
            same = np.full(len(at), officer, np.int32)
            lot = self.lots(f"{name} {officer}", at)
            takes = self.district.staffing.on_duty(same, at) & (lot > best)
            found[takes], best[takes] = officer, lot[takes]
        return found

    def minutes(self, name: str, numbers: Longs, low: float, high: float) -> Longs:
        """A length of time for each object between two numbers of minutes, in milliseconds."""
        return ((low + (high - low) * self.lots(name, numbers)) * MINUTE).astype(np.int64)

    def in_office_hours(self, at: Longs) -> Longs:
        """The moments themselves where they lie in office hours; else some time after the office
        opens next, and not on the stroke of it."""
        opened = self.district.hours.regimes["office"].opens(at)
        after = (MINUTE + 80 * MINUTE * self.lots("after opening", at)).astype(np.int64)
        return np.where(opened == at, at, opened + after)

    def ids(self, officers: Ints, before: str = "") -> Coded:
        """Officers' own ids, as fields name them; ``before``: what stands before each."""
        words = self.district.people.id
        return Coded(
            officers.astype(np.int32),
            tuple(before + word for word in words) if before else words,
        )

    def here(self, cases: Longs) -> Flags:
        """Which cases are of the cast's office."""
        return np.asarray(office_of(cases) == self.cast.office)

    def for_firms(self, cases: Longs) -> Flags:
        """Which declarations are the cast's firms' own."""
        return self.cast.serves(self.object_of("declaration.submit", "company", cases))

    def drop(self, activity: str, cases: Longs) -> None:
        """Takes away all acts of an activity on the cases."""
        acts = self.of(activity)
        if acts is not None:
            self.drop_rows(acts, self.rows(acts, cases))

    def drop_rows(self, acts: Acts, rows: Longs) -> None:
        """Takes away some acts."""
        if len(rows):
            self.notes.note(self.number, "removed", self.subject, acts, rows, None)
            gone = np.zeros(len(acts), np.bool_)
            gone[rows] = True
            self.book.put(acts.without(gone))

    def add(
        self,
        activity: str,
        role: Role,
        *,
        at: Longs,
        objects: Mapping[str, Longs],
        officer: Ints | None = None,
        post: str | None = None,
        office: Ints | None = None,
        fields: Mapping[str, Values | float | str | None] | None = None,
        subject: str | None = None,
    ) -> Acts:
        """Adds acts. Fields given as one value hold for all; without ``officer`` nobody did it.
        ``subject``: the type of object they are about, where it is not the scheme's."""
        count = len(at)
        nobody = np.full(count, NOBODY, np.int32)
        acts = Acts(
            activity,
            at.astype(np.int64),
            at.astype(np.int64),
            nobody if officer is None else officer.astype(np.int32),
            self._post(post, count),
            nobody if office is None else office.astype(np.int32),
            self.numbers.serials(count),
            np.full(count, self.number, np.int16),
            {name: numbers.astype(np.int64) for name, numbers in objects.items()},
            {name: _column(value, count) for name, value in (fields or {}).items()},
        )
        self.book.add(acts)
        self.notes.note(self.number, role, subject or self.subject, acts, np.arange(count), None)
        return acts

    def post(self, name: str) -> int:
        """The number of a post."""
        return list(self.district.posts).index(name)

    def _post(self, name: str | None, count: int) -> Shorts:
        return np.full(count, NOBODY if name is None else self.post(name), np.int16)


def number_field(acts: Acts, name: str) -> Floats:
    """A field of numbers; NaN throughout where the acts do not have it."""
    values = acts.fields.get(name)
    return values if isinstance(values, np.ndarray) else np.full(len(acts), np.nan)


def says(acts: Acts, name: str, word: str) -> Flags:
    """Where a text field says a word; nowhere where the acts do not have the field."""
    values = acts.fields.get(name)
    if not isinstance(values, Coded):
        return np.zeros(len(acts), np.bool_)
    return np.asarray(values.holds(word))


def enter(acts: Acts, name: str, rows: Rows, new: Values | float | str | None) -> None:
    """Gives a field new values in some rows, beginning the field where there is none yet."""
    if name not in acts.fields:
        if isinstance(new, Clock):
            acts.fields[name] = Clock(np.full(len(acts), EMPTY_TIME, np.int64))
        elif new is None or isinstance(new, (str, Coded)):
            acts.fields[name] = Coded.same(None, len(acts))
        else:
            acts.fields[name] = np.full(len(acts), np.nan)
    acts.write(name, rows, new)


def _column(value: Values | float | str | None, count: int) -> Values:
    if value is None or isinstance(value, str):
        return Coded.same(value, count)
    if isinstance(value, (int, float)):
        return np.full(count, float(value))
    return value
