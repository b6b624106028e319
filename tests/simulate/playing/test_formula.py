"""Formulas of plays: arithmetic, choice and texts over columns, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from zhunsheng.simulate.book import Clock, Coded, Values
from zhunsheng.simulate.playing.formula import FormulaFault, Operand, parse


class Columns:
    """A scope of three cases."""

    count = 3

    def column(self, name: str) -> Values:
        return {
            "tax": np.array([0.0, 10.0, np.nan]),
            "kind": Coded(np.array([0, 1, -1], np.int32), ("import", "export")),
            "begun": Clock(np.array([0, 1000, 2000], np.int64)),
        }[name]

    def call(self, name: str, arguments: list[Operand]) -> Operand:
        assert name == "twice"
        return np.asarray(arguments[0]) * 2


def numbers(text: str) -> list[float]:
    return parse(text).numbers(Columns()).tolist()


def test_arithmetic_is_done_for_every_case():
    assert numbers("tax * 2 + 1")[:2] == [1.0, 21.0]
    assert numbers("twice(tax)")[1] == 20.0


def test_truth_is_one_and_nought_and_an_empty_number_is_not_true():
    assert numbers("tax > 5") == [0.0, 1.0, 0.0]
    assert numbers("not tax") == [1.0, 0.0, 1.0]
    assert numbers("kind == 'import' or tax > 5") == [1.0, 1.0, 0.0]


def test_texts_are_compared_as_texts():
    assert numbers("kind in ('export', 'transit')") == [0.0, 1.0, 0.0]
    assert numbers("kind != 'import'") == [0.0, 1.0, 1.0]
    assert numbers("kind == 'nobody wrote this'") == [0.0, 0.0, 0.0]


def test_a_choice_may_be_between_texts():
    found = parse("'dutiable' if tax > 5 else kind").values(Columns())
    assert isinstance(found, Coded)
    assert found.texts() == ["import", "dutiable", None]


def test_a_length_of_time_moves_a_moment():
    found = parse("begun + 500").values(Columns())
    assert isinstance(found, Clock)
    assert found.at.tolist() == [500, 1500, 2500]


def test_a_text_where_a_number_is_needed_is_refused():
    with pytest.raises(FormulaFault, match="number"):
        parse("kind + 1").values(Columns())


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "tax.real",
        "[n for n in (1, 2)]",
        "(lambda: 1)()",
        "tax if",
        "open('x', mode='w')",
        "b'bytes'",
        "{}['a']",
    ],
)
def test_anything_but_a_formula_is_refused(text: str):
    with pytest.raises(FormulaFault):
        parse(text)
