"""The chart of the first register: sound, and what 150,370 recorded cases say about it."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from charts.test_layout import crossings
from zhunsheng.charts import Chart, check, derive, read
from zhunsheng.charts.game import Game
from zhunsheng.charts.playout import close, steps_of

REPOSITORY = Path(__file__).resolve().parents[2]
FINE = REPOSITORY / "registers/traffic-fines/charts/fine.bpmn"
SHARED = Path(os.environ.get("ZHUNSHENG_SHARED", REPOSITORY.parent / "shared"))
LOG = SHARED / "data/fines/road_traffic_fines.xes.gz"


@pytest.fixture(scope="module")
def chart() -> Chart:
    return read(FINE)


def test_it_is_sound(chart: Chart) -> None:
    assert check(chart) == []


def test_it_has_the_activities_and_posts_of_the_register(chart: Chart) -> None:
    assert set(chart.activities) == {
        "Create Fine",
        "Send Fine",
        "Insert Fine Notification",
        "Add penalty",
        "Payment",
        "Send for Credit Collection",
        "Insert Date Appeal to Prefecture",
        "Send Appeal to Prefecture",
        "Receive Result Appeal from Prefecture",
        "Notify Result Appeal to Offender",
        "Appeal to Judge",
    }
    assert {lane.post for lane in chart.lanes} == {
        "municipal-officer",
        "enforcement-clerk",
        "prefecture",
        "collection-office",
        "offender",
    }


def test_everything_in_it_is_named_in_chinese(chart: Chart) -> None:
    assert all(t.label.zh and t.label.zh != t.label.en for t in chart.tasks)
    assert all(lane.label.zh != lane.label.en for lane in chart.lanes)


def test_its_clocks_become_rules(chart: Chart) -> None:
    timed = [dict(r.parameters) for r in derive(chart) if r.kind in ("within_time", "not_before")]
    assert timed == [
        {
            "after": "Insert Fine Notification",
            "forbidden": "Add penalty",
            "within": {"clock": "penalty-after"},
        },
        {
            "from": "Create Fine",
            "to": "Send Fine",
            "within": {"clock": "send"},
            "released_by": "Payment",
        },
        {
            "from": "Create Fine",
            "to": "Insert Fine Notification",
            "within": {"clock": "notify"},
            "released_by": "Payment",
        },
        {
            "from": "Insert Fine Notification",
            "to": "Insert Date Appeal to Prefecture",
            "within": {"clock": "appeal-prefect"},
            "only_if_done": True,
        },
    ]


def test_its_drawing_is_clean(chart: Chart) -> None:
    assert chart.layout is not None
    found = crossings(chart, chart.layout)
    hosts = {(n.attached_to, n.id) for n in chart.nodes if n.kind == "boundary"}
    assert [pair for pair in found if pair not in hosts and pair[::-1] not in hosts] == []


@pytest.mark.skipif(not LOG.exists(), reason=f"{LOG}: the recorded cases are not on this machine")
def test_nearly_all_recorded_cases_follow_it(chart: Chart) -> None:
    graph = Game(chart).graph()
    silent, loud = steps_of(graph)
    finished = open_ = other = 0
    for trace, count in recorded().items():
        states = close(frozenset({0}), silent)
        for act in trace:
            after = {to for state in states for name, to in loud[state] if name == act}
            states = close(frozenset(after), silent)
        if graph.final in states:
            finished += count
        elif states:
            open_ += count
        else:
            other += count
    # 85.9 % came to an end the chart knows, 13.9 % were on their way, 0.24 % went another way
    assert (finished, open_, other) == (129_156, 20_847, 367)


def recorded() -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    with gzip.open(LOG) as content:
        for _, element in etree.iterparse(content, tag="{http://www.xes-standard.org/}trace"):
            events = element.iterfind("{*}event/{*}string[@key='concept:name']")
            found[tuple(event.get("value", "") for event in events)] += 1
            element.clear()
    return found
