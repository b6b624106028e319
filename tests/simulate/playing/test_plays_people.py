"""Machines keep no hours; whoever was drawn is on duty, and those to be kept apart are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.playing.test_plays import made, of
from simulate.small_stage import hour_of
from zhunsheng.simulate.book import Coded, find
from zhunsheng.simulate.playing.doing import Doing

DRAWN = """\
- id: drawn
  title: {zh: 抽, en: drawn}
  subject: thing
  volume: {per_1000_declarations: 1000}
  case: {auto: chance(0.5)}
  steps:
  - {id: one, activity: apply, post: clerk, by: {system_where: auto}, after: {minutes: [2, 0.2]},
     fields: {auto: flag(auto)}}
  - {id: two, activity: look, post: checker, by: system, margin: 120, after: {minutes: [2, 0.2]},
     assigns: {him: {post: clerk}, other: {post: clerk, apart_from: [him]}}}
  - {id: three, activity: check, post: clerk, by: {officer: him}, after: {minutes: [30, 0.3]}}
  - {id: four, activity: decide, post: clerk, by: {officer: other, apart_from: [him, three]},
     after: {minutes: [5, 0.3]}}
"""


def test_what_a_system_does_alone_waits_for_no_desk(tmp_path: Path):
    one = of(made(tmp_path, DRAWN), "apply")
    alone = one.fields["auto"]
    assert isinstance(alone, Coded)
    machine = alone.holds("true")
    assert (one.officer[machine] == -1).all()
    assert (one.officer[~machine] >= 0).all()
    assert set(hour_of(one.at[machine]).tolist()) == set(range(24))
    assert set(hour_of(one.at[~machine]).tolist()) <= set(range(9, 17))


def test_the_draw_waits_until_those_drawn_have_time_left(tmp_path: Path):
    book = made(tmp_path, DRAWN)
    assert set(hour_of(of(book, "look").at).tolist()) <= set(range(9, 15))
    three, four = of(book, "check"), of(book, "decide")
    before = find(three, "thing", four.objects["thing"])
    assert (three.officer[before] != four.officer).all()


def test_two_drawn_without_regard_to_each_other_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        Doing, "_person", lambda self, name, asking: np.full(asking.count, -1, np.int32)
    )
    book = made(tmp_path, DRAWN)
    three, four = of(book, "check"), of(book, "decide")
    before = find(three, "thing", four.objects["thing"])
    assert (three.officer[before] == four.officer).any()
