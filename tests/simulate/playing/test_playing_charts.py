"""Every chart of the customs, played with even chances: what comes out is what it allows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.small_stage import FIRST, LAST, small_stage
from zhunsheng import flow
from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.charts.playout import accepts
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.playing.bare import THING, bare_play
from zhunsheng.simulate.playing.flowing import Spot
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.playing.tokens import Playing

REGISTER = Path(__file__).parents[3] / "registers/china-customs"
CHARTS = sorted(path.stem for path in (REGISTER / "charts").glob("*.bpmn"))
CASES = 300


@pytest.fixture(scope="module")
def register():
    return flow.load_register(REGISTER)


def traces(book: Book, count: int) -> list[tuple[str, ...]]:
    """Each case's activities in order of time, then of making."""
    found: list[list[tuple[int, int, str]]] = [[] for _ in range(count)]
    for acts in book:
        cases = acts.objects[THING] & ((1 << 36) - 1)
        for case, at, serial in zip(
            cases.tolist(), acts.at.tolist(), acts.serial.tolist(), strict=True
        ):
            found[case].append((at, serial, acts.activity))
    return [tuple(activity for *_, activity in sorted(case)) for case in found]


def played(register, name: str) -> tuple[Chart, list[tuple[str, ...]]]:
    chart = read(REGISTER / "charts" / f"{name}.bpmn")
    stage = small_stage([post.id for post in register.posts])
    play = bare_play(chart, name=name)
    making = Making(
        stage, Law(register, FIRST), [play], {name: chart}, Chance(7), FIRST, LAST, CASES
    )
    return chart, traces(making.slice(0), CASES)


@pytest.mark.parametrize("name", CHARTS)
def test_what_is_played_is_what_the_chart_allows(register, name: str):
    chart, found = played(register, name)
    assert sum(map(len, found)) > CASES
    for trace in set(found):
        assert accepts(chart, trace, unfinished=True), trace


def test_a_join_that_does_not_wait_is_caught(register, monkeypatch):
    def heedless(self: Playing, spot: Spot, rows, at):
        return rows, at

    monkeypatch.setattr(Playing, "_joined", heedless)
    chart, found = played(register, "inspection")
    assert not all(accepts(chart, trace, unfinished=True) for trace in set(found))


def test_the_same_seed_makes_the_same_acts(register):
    _, once = played(register, "penalty-ordinary")
    _, again = played(register, "penalty-ordinary")
    assert once == again
    assert len(set(once)) > 20


def test_most_cases_come_to_an_end_the_chart_has(register):
    chart, found = played(register, "amendment-withdrawal")
    ended = [accepts(chart, trace) for trace in set(found)]
    assert np.mean(ended) > 0.5
