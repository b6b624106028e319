"""Derived rules hold on every trace (sound) and leave nothing out that does (complete)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from charts.facts import broken, missed
from charts.test_check import brute_traces, unstructured
from charts.test_playout import traces_of
from charts.trees import Tree, drawn, trees
from zhunsheng.charts import Chart, check, derive, play_out
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.derive import rules_of
from zhunsheng.charts.game import Game, Graph
from zhunsheng.charts.relations import Relations
from zhunsheng.charts.rule import DerivedRule
from zhunsheng.model.errors import ChartError

# long enough for every loop of these trees to be gone through twice
LENGTH = 8
A, B, C, D, E = (Tree("task", name) for name in "ABCDE")
SKIP = Tree("skip")


def seq(*parts: Tree) -> Tree:
    return Tree("seq", "", parts)


def both(op: str, one: Tree, other: Tree) -> Tree:
    return Tree(op, "", (one, other))


HAND_MADE = {
    "a chain": seq(A, B, C, D),
    "a choice": seq(A, both("xor", B, seq(C, D)), E),
    "a parallel block": seq(A, both("and", seq(B, C), D), E),
    "an inclusive block": seq(A, both("or", B, seq(C, D)), E),
    "an optional step": seq(A, both("xor", B, SKIP), C),
    "a loop with rework": seq(A, both("loop", seq(B, C), D), E),
    "a loop with an option": seq(both("loop", both("xor", A, B), SKIP), C),
    "a choice in parallel": both("and", both("xor", A, B), both("xor", C, D)),
    "a pair in a loop": seq(both("loop", seq(A, both("xor", B, SKIP)), SKIP), C),
    "a repeated step in a loop": seq(both("loop", seq(A, Tree("rep", "B")), SKIP), C),
    "one activity drawn twice": seq(both("xor", seq(A, B), seq(C, A)), D),
}


@pytest.mark.parametrize("name", HAND_MADE)
def test_hand_made_charts_give_rules_that_hold_and_all_of_them(name: str) -> None:
    tree = HAND_MADE[name]
    rules, traces = derive(drawn(tree)), traces_of(tree, 9)
    assert broken(rules, traces) == []
    assert missed(rules, traces) == []


@settings(max_examples=200, deadline=None)
@given(trees(repeated_names=True))
def test_every_derived_rule_holds_on_every_trace(tree: Tree) -> None:
    traces = traces_of(tree, LENGTH)
    assert broken(derive(drawn(tree)), traces) == []


@settings(max_examples=200, deadline=None)
@given(trees(names="ABCD", repeated_names=True))
def test_every_relation_of_all_traces_is_derived_or_implied(tree: Tree) -> None:
    traces = traces_of(tree, 10)
    assert missed(derive(drawn(tree)), traces) == []


@settings(max_examples=60, deadline=None)
@given(trees())
def test_no_derived_relation_follows_from_the_others(tree: Tree) -> None:
    traces = traces_of(tree, 10)
    rules = derive(drawn(tree))
    for rule in rules:
        if rule.kind in ("must_precede", "order", "never_together"):
            rest = [other for other in rules if other is not rule]
            assert missed(rest, traces) != missed(rules, traces)


@settings(max_examples=200, deadline=None)
@given(unstructured())
def test_rules_of_unstructured_charts_hold_too(chart: Chart) -> None:
    if not check(chart):
        traces = brute_traces(chart, 7)
        assert play_out(chart, max_length=7) == traces
        assert broken(derive(chart), traces) == []


# --- broken variants: each must be caught by the proofs above -----------------------------------


def exclusive_as_parallel(chart: Chart) -> tuple[DerivedRule, ...]:
    swapped = tuple(
        replace(n, kind="parallel") if n.kind == "exclusive" else n for n in chart.nodes
    )
    return tuple(rules_of(chart, Relations(Game(replace(chart, nodes=swapped)).graph())))


def parallel_as_exclusive(chart: Chart) -> tuple[DerivedRule, ...]:
    swapped = tuple(
        replace(n, kind="exclusive") if n.kind == "parallel" else n for n in chart.nodes
    )
    return tuple(rules_of(chart, Relations(Game(replace(chart, nodes=swapped)).graph())))


def without_loops(chart: Chart) -> tuple[DerivedRule, ...]:
    graph = Game(chart).graph()
    onward = [move for move in graph.moves if move.target > move.source]
    return tuple(rules_of(chart, Relations(Graph(graph.states, onward, graph.final))))


class NoDominators(Relations):
    """Takes "before, where both occur" for "must come before"."""

    def needs(self, late: str, early: str) -> bool:
        return self.together(early, late) and self.ordered(early, late)


class AnyOrder(Relations):
    """Takes "can come before" for "comes before"."""

    def ordered(self, first: str, then: str) -> bool:
        return self.follows(first, then)


class NoBalance(Relations):
    """Takes "must come before" for "never more of"."""

    def balanced(self, more: str, less: str) -> bool:
        return self.needs(less, more)


class SomeAnswer(Relations):
    """Takes "an answer can come" for "an answer must come"."""

    def answered_before(self, end: str, cause: str, answer: str) -> bool:
        return self.follows(cause, answer) and self.follows(answer, end)


def with_relations(variant: type[Relations]) -> Callable[[Chart], tuple[DerivedRule, ...]]:
    return lambda chart: tuple(rules_of(chart, variant(Game(chart).graph())))


@pytest.mark.parametrize(
    "variant",
    [
        exclusive_as_parallel,
        parallel_as_exclusive,
        without_loops,
        with_relations(NoDominators),
        with_relations(AnyOrder),
        with_relations(NoBalance),
        with_relations(SomeAnswer),
    ],
)
def test_a_broken_derivation_is_caught(
    variant: Callable[[Chart], tuple[DerivedRule, ...]],
) -> None:
    caught = False
    for tree in HAND_MADE.values():
        if variant is exclusive_as_parallel and "loop" in repr(tree):
            continue  # such a chart only deadlocks
        traces = traces_of(tree, 9)
        rules = variant(drawn(tree))
        caught = caught or bool(broken(rules, traces) or missed(rules, traces))
    assert caught


# --- what the rules look like --------------------------------------------------------------------


def parameters(tree: Tree, kind: str) -> list[dict[str, object]]:
    return [dict(r.parameters) for r in derive(drawn(tree)) if r.kind == kind]


def test_only_the_nearest_predecessors_are_named() -> None:
    assert parameters(HAND_MADE["a chain"], "must_precede") == [
        {"at": "B", "needs": "A"},
        {"at": "C", "needs": "B"},
        {"at": "D", "needs": "C"},
    ]


def test_a_choice_gives_one_never_together_at_its_first_steps() -> None:
    assert parameters(HAND_MADE["a choice"], "never_together") == [{"one": "B", "other": "C"}]


def test_an_optional_step_gives_an_order_but_no_need() -> None:
    assert parameters(HAND_MADE["an optional step"], "order") == [{"first": "B", "then": "C"}]


def test_a_choice_of_two_steps_must_be_carried_through_before_the_end() -> None:
    assert {"at": "E", "needs": "D", "after": "C"} in parameters(
        HAND_MADE["a choice"], "must_follow"
    )


def test_a_pair_in_a_loop_stays_in_balance() -> None:
    assert parameters(HAND_MADE["a pair in a loop"], "in_balance") == [
        {"first": "A", "then": "B", "counted": True}
    ]


def test_lanes_say_who_may() -> None:
    assert {"act": "A", "posts": ["one"]} in parameters(HAND_MADE["a chain"], "who_may")


def test_nothing_is_derived_from_a_chart_that_is_not_sound() -> None:
    chart = connect(
        "torn",
        [
            node("s", "start"),
            node("x", "exclusive"),
            node("A"),
            node("B"),
            node("j", "parallel"),
            node("e", "end"),
        ],
        [["s", "x", "A", "j", "e"], ["x", "B", "j"]],
    )
    with pytest.raises(ChartError, match="wait at"):
        derive(chart)
