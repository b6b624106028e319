"""The whole course of some cases: every act on them and on what is theirs alone, in order.

A declaration's goods leave under their bill of lading, its tax is paid on a bill of its own: what
is done to a case must be done to all of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import Acts, Flags, Ints, Longs
from zhunsheng.simulate.misconduct.editing import Editing

SHARED = frozenset(
    ("company", "broker", "vehicle", "officer", "account", "unit", "premises", "control-node",
     "register-item", "handbook")
)  # fmt: skip
"""Object types that many cases touch; all others are a case's own."""


@dataclass(slots=True)
class Course:
    """Acts of cases, ordered by case and time. ``which``: the activity's place in ``acts``;
    ``row``: the row there; ``case``: the place in ``cases``; ``at``: when."""

    cases: Longs
    acts: list[Acts]
    which: Ints
    row: Longs
    case: Longs
    at: Longs

    def __len__(self) -> int:
        return len(self.row)

    def of(self, chosen: Flags) -> Iterator[tuple[Acts, Longs, Longs]]:
        """Chosen entries by activity: acts, rows, and the entries' own places."""
        places = np.flatnonzero(chosen)
        for number in np.unique(self.which[places]).tolist():
            own = places[self.which[places] == number]
            yield self.acts[number], self.row[own], own

    def activity(self, name: str) -> Flags:
        """Which entries are of an activity."""
        number = next((n for n, acts in enumerate(self.acts) if acts.activity == name), -1)
        return np.asarray(self.which == number)

    def officers(self) -> Ints:
        """Who did each."""
        found = np.empty(len(self), np.int32)
        for acts, rows, places in self.of(np.ones(len(self), np.bool_)):
            found[places] = acts.officer[rows]
        return found

    def move(self, editing: Editing, to: Longs) -> None:
        """Moves entries to other times, marking those that move. The course stays as it was
        ordered."""
        for acts, rows, places in self.of(to != self.at):
            acts.recorded[rows] += to[places] - acts.at[rows]
            acts.at[rows] = to[places]
            editing.mark(acts, rows, "trace", self.cases[self.case[places]])
        self.at = to.copy()


def course(editing: Editing, cases: Longs) -> Course:
    """The course of some cases (ascending numbers of the editing's subject)."""
    cases = np.unique(cases)
    owners = _owned(editing, cases)
    acts: list[Acts] = []
    which: list[Ints] = []
    row: list[Longs] = []
    case: list[Longs] = []
    for one in editing.book:
        owner = np.full(len(one), -1, np.int64)
        for type_, numbers in one.objects.items():
            if type_ in owners:
                known, of = owners[type_]
                place = np.clip(np.searchsorted(known, numbers), 0, len(known) - 1)
                owner = np.where((owner < 0) & (known[place] == numbers), of[place], owner)
        rows = np.flatnonzero(owner >= 0)
        if len(rows):
            which.append(np.full(len(rows), len(acts), np.int32))
            acts.append(one)
            row.append(rows)
            case.append(owner[rows])
    if not acts:
        none = np.empty(0, np.int64)
        return Course(cases, [], none.astype(np.int32), none, none, none)
    all_which, all_row, all_case = (
        np.concatenate(which), np.concatenate(row), np.concatenate(case)
    )  # fmt: skip
    at = np.empty(len(all_row), np.int64)
    serial = np.empty(len(all_row), np.int64)
    for number, one in enumerate(acts):
        own = all_which == number
        at[own], serial[own] = one.at[all_row[own]], one.serial[all_row[own]]
    order = np.lexsort((serial, at, all_case))
    return Course(
        cases, acts, all_which[order], all_row[order], all_case[order], at[order]
    )  # fmt: skip


def _owned(editing: Editing, cases: Longs) -> dict[str, tuple[Longs, Longs]]:
    """Object type → numbers of what is the cases' own, ascending, and whose it is."""
    found: dict[str, list[tuple[Longs, Longs]]] = {}
    for one in editing.book:
        rows = editing.rows(one, cases)
        if not len(rows):
            continue
        of = np.searchsorted(cases, one.objects[editing.subject][rows])
        for type_, numbers in one.objects.items():
            if type_ not in SHARED and type_ != editing.subject:
                has = numbers[rows] >= 0
                found.setdefault(type_, []).append((numbers[rows][has], of[has]))
    owners = {editing.subject: (cases, np.arange(len(cases)))} if len(cases) else {}
    for type_, pairs in found.items():
        numbers, firsts = np.unique(np.concatenate([n for n, _ in pairs]), return_index=True)
        if len(numbers):
            owners[type_] = (numbers, np.concatenate([of for _, of in pairs])[firsts])
    return owners
