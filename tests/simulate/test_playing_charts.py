"""Every chart of the customs, played with even chances: what comes out is what it allows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulate.small_stage import FIRST, LAST, small_stage
from zhunsheng import flow
from zhunsheng.charts import read
from zhunsheng.charts.chart import ANY_POST, Chart
from zhunsheng.charts.playout import accepts
from zhunsheng.model.errors import Place
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.flowing import Spot
from zhunsheng.simulate.law import Law
from zhunsheng.simulate.making import Making
from zhunsheng.simulate.play import Play, PlayBlock
from zhunsheng.simulate.playing import Playing

REGISTER = Path(__file__).parents[2] / "registers/china-customs"
CHARTS = sorted(path.stem for path in (REGISTER / "charts").glob("*.bpmn"))
CASES = 300


@pytest.fixture(scope="module")
def register():
    return flow.load_register(REGISTER)


def play_of(chart: Chart) -> Play:
    """A play of the bare chart: every branch as likely as the others, every border event rare."""
    branches = {}
    for node in chart.nodes:
        out = [one.target for one in chart.outgoing[node.id]]
        if node.kind == "exclusive" and len(out) > 1:
            branches[node.id] = {**{target: 1 / len(out) for target in out[:-1]}, out[-1]: "rest"}
        if node.kind == "inclusive" and len(out) > 1:
            branches[node.id] = {**dict.fromkeys(out[:-1], 0.4), out[-1]: "rest"}
    steps = {
        node.id: {"after": {"minutes": [3, 1]}, "hours": "always", "by": "system"}
        for node in chart.tasks
    }
    steps |= {
        node.id: steps[node.id] | {"post": "section-head"}
        for lane in chart.lanes
        if lane.post == ANY_POST
        for node in chart.tasks
        if node.id in lane.members
    }
    return Play(
        PlayBlock.model_validate(
            {
                "id": chart.id,
                "title": {"zh": chart.title.zh, "en": chart.title.en or chart.title.zh},
                "chart": chart.id,
                "subject": "thing",
                "volume": {"per_1000_declarations": 1000},
                "branches": branches,
                "steps": steps,
                "boundaries": {n.id: 0.2 for n in chart.nodes if n.kind == "boundary"
                               and n.interrupting and chart.outgoing[n.id]},
            }
        ),
        Place("bare"),
    )  # fmt: skip


def traces(book: Book, count: int) -> list[tuple[str, ...]]:
    """Each case's activities in order of time, then of making."""
    found: list[list[tuple[int, int, str]]] = [[] for _ in range(count)]
    for acts in book:
        cases = acts.objects["thing"] & ((1 << 36) - 1)
        for case, at, serial in zip(
            cases.tolist(), acts.at.tolist(), acts.serial.tolist(), strict=True
        ):
            found[case].append((at, serial, acts.activity))
    return [tuple(activity for *_, activity in sorted(case)) for case in found]


def played(register, name: str) -> tuple[Chart, list[tuple[str, ...]]]:
    chart = read(REGISTER / "charts" / f"{name}.bpmn")
    # the acts of a bare chart touch nothing but the case
    stage = small_stage([post.id for post in register.posts])
    play = play_of(chart)
    making = Making(
        stage, Law(register, FIRST), [play], {chart.id: chart, name: chart}, Chance(7), FIRST, LAST,
        CASES,
    )  # fmt: skip
    for spot in making.courses[play.id].spots.values():
        if spot.activity:
            spot.step = spot.step.model_copy(update={"objects": {"thing": "thing"}})
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
