"""Steps that are internal are not in a public chart, and leave no gap that tells of them."""

from __future__ import annotations

from dataclasses import replace

from zhunsheng.charts import Chart, check
from zhunsheng.charts.chart import Lane, Node, Timer
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.draw import draw
from zhunsheng.model.text import Text
from zhunsheng.publish.chart import public_chart
from zhunsheng.publish.drawing import drawn
from zhunsheng.publish.withheld import without_withheld

AUTHORITY = Text("海关", "the customs")


def _said(name: str) -> Text:
    return Text(f"步骤{name}", f"step {name}")


def _chart(nodes: list[Node], paths: list[list[str]]) -> Chart:
    said = [
        replace(one, name=f"trace {one.id}", label=_said(one.id)) if one.kind == "task" else one
        for one in nodes
    ]
    lanes = [Lane("desk", "desk-post", "Desk", _said("desk"), tuple(one.id for one in nodes))]
    return connect("c", said, paths, lanes=lanes, title=Text("流程", "Course"))


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
    )  # fmt: skip
    assert _public(with_choice) == _public(PLAIN)


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


def test_what_is_left_is_a_sound_chart() -> None:
    chart = _chart(
        [
            node("s", "start"), node("p", "parallel"), node("a"), node("x", public=False),
            node("q", "parallel"), node("b"), node("e", "end"),
        ],
        [["s", "p", "a", "q", "b", "e"], ["p", "x", "q"]],
    )  # fmt: skip
    left = without_withheld(chart)
    assert check(left) == []
    assert [task.id for task in left.tasks] == ["a", "b"]


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
