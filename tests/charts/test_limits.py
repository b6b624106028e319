"""Rules of time: what a timer says, and when nothing follows from it."""

from __future__ import annotations

from charts.facts import broken
from zhunsheng.charts import Chart, derive, play_out
from zhunsheng.charts.chart import Lane, Timer
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.derive import rules_of
from zhunsheng.charts.game import Game
from zhunsheng.charts.relations import Relations
from zhunsheng.charts.rule import DerivedRule
from zhunsheng.model.text import Text


def timed(*paths: str, host: str = "B", since: str | None = "A", **more: object) -> Chart:
    kinds = {"s": "start", "e": "end", "f": "end", "x": "exclusive", "y": "exclusive"}
    words = list(dict.fromkeys(word for path in paths for word in path.split() if word != "t"))
    nodes = [node(word, kinds.get(word, "task")) for word in words]  # type: ignore[arg-type]
    nodes.append(node("t", "boundary", attached_to=host, timer=Timer("P30D", since=since)))
    return connect("timed", nodes, [p.split() for p in paths], **more)  # type: ignore[arg-type]


def time_rules(chart: Chart) -> list[dict[str, object]]:
    rules = [r for r in derive(chart) if r.kind in ("within_time", "not_before")]
    assert broken(rules, play_out(chart, max_length=6)) == []
    return [dict(rule.parameters) for rule in rules]


def test_a_step_that_always_follows_must_follow_in_time() -> None:
    chart = timed("s A B e", since=None)
    assert time_rules(chart) == [{"from": "A", "to": "B", "within": {"days": 30}}]


def test_a_case_that_took_another_way_is_released_by_the_act_that_shows_it() -> None:
    assert time_rules(timed("s A x B e", "x C e")) == [
        {"from": "A", "to": "B", "within": {"days": 30}, "released_by": "C"}
    ]


def test_an_act_before_the_parting_of_the_ways_releases_if_the_case_then_just_ends() -> None:
    assert time_rules(timed("s A x B e", "x C y B", "y e")) == [
        {"from": "A", "to": "B", "within": {"days": 30}, "released_by": "C"}
    ]


IF_DONE = {"from": "A", "to": "B", "within": {"days": 30}, "only_if_done": True}


def test_a_step_that_may_be_left_out_must_be_in_time_only_if_it_is_done() -> None:
    assert time_rules(timed("s A x B e", "x e")) == [IF_DONE]


def test_so_must_one_where_every_case_has_what_would_release_it() -> None:
    assert time_rules(timed("s A C x B e", "x e")) == [IF_DONE]


def test_nothing_follows_where_the_step_cannot_come_after_what_the_time_runs_from() -> None:
    assert time_rules(timed("s x A e", "x B e")) == []


def test_the_way_out_of_an_interrupting_timer_releases() -> None:
    assert time_rules(timed("s A B e", "t C f")) == [
        {"from": "A", "to": "B", "within": {"days": 30}, "released_by": "C"}
    ]


def test_the_time_a_citizen_has_binds_him_only_if_he_acts() -> None:
    lanes = [
        Lane("desk", "desk", "desk", Text("窗口", "desk"), ("A",)),
        Lane("public", "public", "public", Text("公众", "public"), ("B",), outside=True),
    ]
    chart = timed("s A B e", lanes=lanes)
    assert time_rules(chart) == [IF_DONE]
    assert [r.parameters["act"] for r in derive(chart) if r.kind == "who_may"] == ["A"]


def test_a_timer_in_the_flow_makes_wait_what_comes_after_it() -> None:
    nodes = [node("s", "start"), node("A"), node("B"), node("e", "end")]
    wait = node("w", "event", timer=Timer(clock="wait"))
    chart = connect("c", [*nodes, wait], [["s", "A", "w", "B", "e"]])
    assert time_rules(chart) == [{"after": "A", "forbidden": "B", "within": {"clock": "wait"}}]


def test_nothing_need_wait_where_a_way_leads_past_the_timer() -> None:
    nodes = [node("s", "start"), node("A"), node("B"), node("e", "end"), node("x", "exclusive")]
    wait = node("w", "event", timer=Timer("P3D"))
    chart = connect("c", [*nodes, wait], [["s", "A", "x", "w", "B", "e"], ["x", "B"]])
    assert time_rules(chart) == []


def test_a_rule_that_forgot_the_other_way_would_be_caught() -> None:
    class Forgetful(Relations):
        def released_by(self, start: str, goal: str) -> frozenset[str] | None:
            return frozenset()

    chart = timed("s A x B e", "x C e")
    rules: list[DerivedRule] = list(rules_of(chart, Forgetful(Game(chart).graph())))
    assert [r.kind for r in broken(rules, play_out(chart, max_length=6))] == ["within_time"]
