"""A junior always goes with the same senior: he is being trained."""

from __future__ import annotations

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.lookalikes.lookalike import Lookalike
from zhunsheng.simulate.misconduct.cast import Cast
from zhunsheng.simulate.misconduct.casting import staff, workplace
from zhunsheng.simulate.misconduct.editing import Editing, enter
from zhunsheng.simulate.world.district import District

PAIRS = 3


def _plan(district: District, chance: Chance) -> Cast:
    mentor = district.people.mentor

    def has_pairs(office: int) -> bool:
        return bool((mentor[staff(district, office, "inspection")] != NOBODY).any())

    office = workplace(district, chance, ("inspection",), fits=has_pairs)
    if office == NOBODY:
        return Cast()
    known = staff(district, office, "inspection")
    juniors = known[mentor[known] != NOBODY]
    _, firsts = np.unique(mentor[juniors], return_index=True)
    juniors = juniors[np.sort(firsts)][:PAIRS]
    pairs = np.stack([juniors, mentor[juniors]], axis=1)
    return Cast(office, pairs.ravel().astype(np.int32))


def _act(editing: Editing) -> None:
    begun, joined = editing.of("inspection.start"), editing.of("inspection.join")
    if begun is None or joined is None or not len(editing.cast.officers):
        return
    pairs = editing.cast.officers.reshape(-1, 2).tolist()
    other = {one: two for pair in pairs for one, two in (pair, pair[::-1])}
    known = np.unique(begun.objects["declaration"][editing.cast.has(begun.officer)])
    known = known[editing.has("inspection.join", known)]
    by = editing.officer_of("inspection.start", known)
    partner = np.array([other.get(officer, NOBODY) for officer in by.tolist()], np.int32)
    there = editing.district.staffing.on_duty(partner, editing.time_of("inspection.join", known))
    cases, partner = known[there & (partner >= 0)], partner[there & (partner >= 0)]
    joined.officer[editing.last("inspection.join", cases)] = partner
    if "second_officer" in begun.fields:
        enter(
            begun, "second_officer", editing.last("inspection.start", cases), editing.ids(partner)
        )


TRAINING_PAIRS = Lookalike(
    id="training-pairs",
    title=Text("师徒搭档", "Training pairs"),
    story=Text(
        "新关员见习期内由一名老关员带着，查验时总在一起，看上去像固定搭档，其实是培养安排。",
        "During his first year a new officer goes with one experienced officer. They always "
        "inspect together, as a fixed pair would; it is how people are trained.",
    ),
    resembles=("acting-head",),
    plan=_plan,
    act=_act,
)
