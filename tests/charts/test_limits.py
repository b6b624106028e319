"""Rules of time: what a timer says, and when nothing follows from it."""

from __future__ import annotations

from charts.facts import broken
from zhunsheng.charts import Chart, check, derive, play_out
from zhunsheng.charts.chart import ANY_POST, Lane, Timer
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


def limited(**limits: Timer) -> Chart:
    """After A either B as b1 or, past C, B as b2; each with the limit given."""
    nodes = [
        node("s", "start"),
        node("A"),
        node("x", "exclusive"),
        node("C"),
        node("b1", stands_for="B"),
        node("b2", stands_for="B"),
        node("e", "end"),
        *(node(f"t-{at}", "boundary", attached_to=at, timer=t) for at, t in limits.items()),
    ]
    return connect("c", nodes, [["s", "A", "x", "b1", "e"], ["x", "C", "b2", "e"]])


def test_a_limit_all_tasks_of_an_activity_have_is_one_rule() -> None:
    month = Timer("P30D", since="A")
    assert time_rules(limited(b1=month, b2=month)) == [
        {"from": "A", "to": "B", "within": {"days": 30}}
    ]


def test_a_limit_only_some_tasks_of_an_activity_have_is_no_rule() -> None:
    # the trace shows B, not by which task: 40 days would be right on one way, late on the other
    month, longer = Timer("P30D", since="A"), Timer("P60D", since="A")
    assert time_rules(limited(b1=month, b2=longer)) == []
    assert time_rules(limited(b1=month)) == []


def test_a_derivation_that_took_tasks_of_an_activity_for_one_would_be_caught() -> None:
    class Careless(Relations):
        def first_after(self, start: str, goal: str) -> frozenset[str]:
            return frozenset()

    chart = limited(b1=Timer("P30D", since="A"), b2=Timer("P60D", since="A"))
    rules = rules_of(chart, Careless(Game(chart).graph()))
    assert len([rule for rule in rules if rule.kind == "within_time"]) == 2


def test_a_limit_counts_from_another_act_on_another_way() -> None:
    chart = limited(b1=Timer("P30D", since="A"), b2=Timer("P30D", since="C"))
    assert time_rules(chart) == [{"from": "C", "to": "B", "within": {"days": 30}}]


def test_time_stands_still_where_the_timer_says_so() -> None:
    pause = Timer("P30D", since="A", paused_by=("C",), resumed_by=("D",))
    nodes = [node(n) for n in "ABCD"]
    ends = [node("s", "start"), node("e", "end"), node("x", "exclusive")]
    border = node("t", "boundary", attached_to="B", timer=pause)
    chart = connect("c", [*nodes, *ends, border], [["s", "A", "x", "B", "e"], ["x", "C", "D", "B"]])
    assert time_rules(chart) == [
        {
            "from": "A",
            "to": "B",
            "within": {"days": 30},
            "suspended_by": ["C"],
            "resumed_by": ["D"],
        }
    ]
    said = next(r.sentence for r in derive(chart) if r.kind == "within_time")
    assert said.zh.endswith("“C”期间不计算在内")


def test_a_pause_without_an_end_or_of_an_unknown_act_is_refused() -> None:
    for pause in (
        Timer("P30D", since="A", paused_by=("A",)),
        Timer("P30D", since="A", paused_by=("Z",), resumed_by=("A",)),
    ):
        nodes = [node("s", "start"), node("A"), node("B"), node("e", "end")]
        border = node("t", "boundary", attached_to="B", timer=pause)
        chart = connect("c", [*nodes, border], [["s", "A", "B", "e"]])
        assert [found.code for found in check(chart)] == ["chart-timer-pause"]


def test_officers_of_any_post_give_no_rule_on_posts_but_their_time_does() -> None:
    lanes = [Lane("any", ANY_POST, "anyone", Text("经办关员", "anyone"), ("A", "B"))]
    chart = timed("s A B e", lanes=lanes)
    assert time_rules(chart) == [{"from": "A", "to": "B", "within": {"days": 30}}]
    assert [r for r in derive(chart) if r.kind == "who_may"] == []


def test_a_rule_that_forgot_the_other_way_would_be_caught() -> None:
    class Forgetful(Relations):
        def released_by(self, start: str, goal: str) -> frozenset[str] | None:
            return frozenset()

    chart = timed("s A x B e", "x C e")
    rules: list[DerivedRule] = list(rules_of(chart, Forgetful(Game(chart).graph())))
    assert [r.kind for r in broken(rules, play_out(chart, max_length=6))] == ["within_time"]
