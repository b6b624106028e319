"""Officers away: what they began waits for them, or a colleague goes on with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simulate.playing.test_plays import making, of
from simulate.small_stage import SmallStaffing
from zhunsheng.simulate.book import Flags, Floats, Ints, Longs, find
from zhunsheng.simulate.hours import DAY, ms_of

AWAY = (ms_of(dt.date(2026, 10, 12)), ms_of(dt.date(2026, 10, 15)))
LONG = """\
- id: long
  title: {zh: 长, en: long}
  subject: thing
  volume: {per_1000_declarations: 1000}
  steps:
  - {id: one, activity: apply, post: clerk}
  - {id: two, activity: look, post: clerk, by: {same_as: one}, after: {days: [6, 0.3]},
     until: {since: one, days: 9}}
"""


@dataclass(frozen=True)
class Away(SmallStaffing):
    """Half of each desk is away for three days."""

    def _away(self, officer: Ints, at: Longs) -> Flags:
        return (officer % 2 == 0) & (at >= AWAY[0]) & (at < AWAY[1])

    def on_duty(self, officer: Ints, at: Longs) -> Flags:
        return super().on_duty(officer, at) & ~self._away(officer, at)

    def returns(self, officer: Ints, at: Longs, margin_minutes: float = 0) -> Longs:
        later = np.where(self._away(officer, at), AWAY[1], at)
        return super().returns(officer, later, margin_minutes)

    def pick(
        self, desk: Ints, at: Longs, u: Floats, avoid: Sequence[Ints] = (), same: Ints | None = None
    ) -> Ints:
        found = super().pick(desk, at, u, avoid)
        return np.where(self._away(found, at), found + 1, found).astype(np.int32)


def test_whoever_is_away_is_waited_for_while_there_is_time_else_a_colleague_does_it(tmp_path: Path):
    here = making(tmp_path, LONG, count=20_000)
    stage = replace(here.stage, staffing=Away(here.stage.hours, here.stage.posts))
    book = replace(here, stage=stage).slice(0)
    one, two = of(book, "apply"), of(book, "look")
    before = find(one, "thing", two.objects["thing"])
    assert stage.staffing.on_duty(two.officer, two.at).all()
    assert (two.at // DAY - one.at[before] // DAY <= 9).all()
    same = two.officer == one.officer[before]
    assert 0.8 < same.mean() < 1
    kept_waiting = same & (two.officer % 2 == 0) & (two.at >= AWAY[1]) & (two.at < AWAY[1] + DAY)
    assert kept_waiting.any()
    # without waiting and colleagues: acts of officers who are away
    careless = making(tmp_path, LONG, count=20_000).slice(0)
    acts = of(careless, "look")
    assert not stage.staffing.on_duty(acts.officer, acts.at).all()
