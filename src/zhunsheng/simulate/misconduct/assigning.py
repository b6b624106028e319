"""Giving an inspection to another officer, in every record of it."""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.book import Coded, Ints, Longs
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.truth import Role

INSPECTORS_ACTS = (
    "inspection.start", "inspection.open-absent", "inspection.postpone", "inspection.resume",
    "sample.take", "lab.send", "inspection.finish", "inspection.edit", "video.cover",
    "finding.transfer",
)  # fmt: skip
"""What the officer who was assigned does on the case, as far as he did it himself."""

REVIEWERS_ACTS = ("review.open", "licence.deduct", "lab.send", "review.pass")
"""What the officer who reviews a declaration does on it."""


def hand_to(editing: Editing, cases: Longs, by: Ints, role: Role) -> None:
    """Hands inspections to other officers (``cases`` ascending, ``by`` beside them), in ``role``
    where it is written who was assigned. Where the new officer was the second one, the two change
    places."""
    was = editing.officer_of("inspection.start", cases)
    changed = was != by
    assigned = editing.of("job.assign")
    if assigned is not None:
        rows = editing.rows(assigned, cases)
        place = np.searchsorted(cases, assigned.objects[editing.subject][rows])
        enter(assigned, "assigned_to", rows, editing.ids(by[place]))
        editing.mark(assigned, rows, role)
    cases, by, was = cases[changed], by[changed], was[changed]
    for activity in INSPECTORS_ACTS:
        replace_hands(editing, activity, cases, was, by)
    replace_hands(editing, "inspection.join", cases, by, was)
    _rename_second(editing, cases, was, by)


def replace_hands(editing: Editing, activity: str, cases: Longs, was: Ints, by: Ints) -> None:
    """Puts one officer in place of another in the cases' acts of an activity, as far as the other
    did them."""
    acts = editing.of(activity)
    if acts is None:
        return
    rows = editing.rows(acts, cases)
    place = np.searchsorted(cases, acts.objects[editing.subject][rows])
    own = acts.officer[rows] == was[place]
    rows, place = rows[own], place[own]
    acts.officer[rows] = by[place]
    editing.mark(acts, rows, "trace")


def _rename_second(editing: Editing, cases: Longs, was: Ints, by: Ints) -> None:
    """Where the second officer, named in a field, is the new one."""
    for activity in ("inspection.start", "inspection.finish"):
        acts = editing.of(activity)
        second = acts.fields.get("second_officer") if acts is not None else None
        if acts is None or not isinstance(second, Coded):
            continue
        rows = editing.rows(acts, cases)
        place = np.searchsorted(cases, acts.objects[editing.subject][rows])
        new, old = editing.ids(by[place]), editing.ids(was[place])
        words = tuple(dict.fromkeys((*second.words, *new.words)))
        same = second.recoded(words).codes[rows] == new.recoded(words).codes
        enter(acts, "second_officer", rows[same], old.take(same))


def review_by(editing: Editing, cases: Longs, by: Ints) -> None:
    """Hands reviews to other officers, in every record of them."""
    was = editing.officer_of("review.pass", cases)
    for activity in REVIEWERS_ACTS:
        replace_hands(editing, activity, cases, was, by)
