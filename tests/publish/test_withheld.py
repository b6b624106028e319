"""Steps that are internal are not in a public chart, and leave no gap that tells of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from registers.china import china
from zhunsheng.charts import Chart, check, read
from zhunsheng.charts.chart import Lane, Node, Timer
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.draw import draw
from zhunsheng.model.text import Text
from zhunsheng.publish import public_list
from zhunsheng.publish.chart import public_chart
from zhunsheng.publish.drawing import drawn
from zhunsheng.publish.withheld import without_withheld

INWARD = "(?<!未)布控|纪检|风险点|岗位"
"""未布控 stands in the rules on amending a declaration, as a condition the declarant must know."""

AUTHORITY = Text("海关", "the customs")


def _said(name: str) -> Text:
    return Text(f"步骤{name}", f"step {name}")


def _chart(
    nodes: list[Node],
    paths: list[list[str]],
    labels: Mapping[tuple[str, str], Text] | None = None,
) -> Chart:
    said = [
        replace(one, name=f"trace {one.id}", label=_said(one.id)) if one.kind == "task" else one
        for one in nodes
    ]
    lanes = [Lane("desk", "desk-post", "Desk", _said("desk"), tuple(one.id for one in nodes))]
    return connect("c", said, paths, lanes=lanes, labels=labels, title=Text("流程", "Course"))


def _public(chart: Chart) -> str:
    return drawn(public_chart(chart, authority=AUTHORITY, periods={}), language="zh").svg


PLAIN = _chart([node("s", "start"), node("a"), node("b"), node("e", "end")], [["s", "a", "b", "e"]])


def test_a_step_between_two_others_is_bridged() -> None:
    with_step = _chart(
        [node("s", "start"), node("a"), node("x", public=False), node("b"), node("e", "end")],
        [["s", "a", "x", "b", "e"]],
    )
    assert _public(with_step) == _public(PLAIN)


def test_a_choice_of_the_house_is_gone_with_both_its_ways() -> None:
    with_choice = _chart(
        [
            node("s", "start"), node("a"), node("g", "exclusive", public=False),
            node("x", public=False), node("j", "exclusive"), node("b"), node("e", "end"),
        ],
        [["s", "a", "g", "x", "j", "b", "e"], ["g", "j"]],
        labels={("g", "j"): Text("否", "no"), ("g", "x"): Text("是", "yes")},
    )  # fmt: skip
    assert _public(with_choice) == _public(PLAIN)


def test_a_branch_beside_others_is_gone_with_its_fork() -> None:
    with_branch = _chart(
        [
            node("s", "start"), node("p", "parallel"), node("a"), node("x", public=False),
            node("q", "parallel"), node("b"), node("e", "end"),
        ],
        [["s", "p", "a", "q", "b", "e"], ["p", "x", "q"]],
    )  # fmt: skip
    assert _public(with_branch) == _public(PLAIN)


def test_a_gateway_left_with_one_way_is_gone() -> None:
    with_choice = _chart(
        [
            node("s", "start"), node("a"), node("g", "exclusive"), node("x", public=False),
            node("f", "end", public=False), node("b"), node("e", "end"),
        ],
        [["s", "a", "g", "b", "e"], ["g", "x", "f"]],
    )  # fmt: skip
    assert _public(with_choice) == _public(PLAIN)


def test_what_only_an_internal_limit_leads_to_is_gone() -> None:
    with_limit = _chart(
        [
            node("s", "start"), node("a"), node("b"), node("e", "end"),
            node("t", "boundary", attached_to="a", timer=Timer("P2D"), public=False),
            node("y"), node("f", "end"),
        ],
        [["s", "a", "b", "e"], ["t", "y", "f"]],
    )  # fmt: skip
    assert _public(with_limit) == _public(PLAIN)


def test_what_is_left_of_the_charts_of_the_customs_is_sound() -> None:
    register = china()
    wanted = {power.chart for power in register.powers if power.public}
    charts = [read(Path(path)) for name, path in register.charts if name in wanted]
    assert len(charts) > 20
    assert any(not one.public for chart in charts for one in chart.nodes)
    for chart in charts:
        left = without_withheld(chart)
        assert [one.code for one in check(left) if one.severity == "error"] == [], chart.id
        assert all(one.public for one in left.nodes)


def test_the_customs_show_nobody_how_goods_are_targeted() -> None:
    public = public_list(china(), on=dt.date(2026, 9, 1))
    for power in public.powers:
        for shown in power.chart.nodes if power.chart is not None else ():
            assert not re.search(INWARD, shown.label.zh), (power.id, shown.label)


def test_the_house_sees_all_of_it() -> None:
    chart = _chart(
        [node("s", "start"), node("a"), node("x", public=False), node("e", "end")],
        [["s", "a", "x", "e"]],
    )
    assert "步骤x" in draw(chart) and "步骤x" not in _public(chart)


def test_nothing_of_a_step_but_its_label_is_shown() -> None:
    shown = _public(PLAIN)
    assert "步骤a" in shown and "海关" in shown
    for hidden in ("trace a", "desk-post", "步骤desk", "Desk"):
        assert hidden not in shown


def test_a_chart_that_is_only_redrawn_would_be_caught() -> None:
    """The broken variant: the drawing of the house, with its lanes and its names."""
    assert "步骤desk" in drawn(PLAIN, language="zh").svg
