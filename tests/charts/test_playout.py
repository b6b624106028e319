"""The token game gives exactly the traces a block structure means."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from charts.trees import TooMany, Tree, drawn, language, trees
from zhunsheng.charts import check, play_out
from zhunsheng.charts.game import Game

LENGTH = 6


def traces_of(tree: Tree, longest: int) -> set[tuple[str, ...]]:
    try:
        return language(tree, longest)
    except TooMany:
        assume(False)
        raise


@settings(max_examples=120, deadline=None)
@given(trees(repeated_names=True))
def test_a_block_structured_chart_is_sound_and_plays_out_its_tree(tree: Tree) -> None:
    expected = traces_of(tree, LENGTH)
    chart = drawn(tree)
    assert check(chart) == []
    assert play_out(chart, max_length=LENGTH) == expected


A, B, C = (Tree("task", name) for name in "ABC")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Tree("xor", "", (A, B)), {("A",), ("B",)}),
        (Tree("and", "", (A, B)), {("A", "B"), ("B", "A")}),
        (Tree("or", "", (A, B)), {("A",), ("B",), ("A", "B"), ("B", "A")}),
        (Tree("loop", "", (A, B)), {("A",), ("A", "B", "A")}),
        (Tree("rep", "A"), {("A",), ("A", "A"), ("A", "A", "A")}),
    ],
)
def test_each_gateway_means_what_bpmn_says(tree: Tree, expected: set[tuple[str, ...]]) -> None:
    assert play_out(drawn(tree), max_length=3) == expected


def test_an_inclusive_join_that_does_not_wait_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = drawn(Tree("or", "", (A, B)))
    monkeypatch.setattr(Game, "_may_join", lambda *_: True)
    assert check(chart) != []
