"""The notation: what authors write becomes the nouns, exactly, or is told about."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from zhunsheng.model.clock import Period
from zhunsheng.model.notation import Block, Number
from zhunsheng.model.notation_faults import problems_of
from zhunsheng.model.notation_period import PeriodField, PeriodReference
from zhunsheng.model.notation_step import StepField, read_conditions
from zhunsheng.model.standard import Condition, Step

STEP: TypeAdapter[Step] = TypeAdapter(StepField)
PERIOD: TypeAdapter[PeriodReference] = TypeAdapter(PeriodField)
NUMBER: TypeAdapter[Decimal] = TypeAdapter(Number)


class Watch(Block):
    """A toy block with one of everything."""

    act: StepField
    within: PeriodField | None = None
    most: Number | None = None


def _codes(written: Any, block: type[BaseModel] = Watch) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        block.model_validate(written)
    found = list(problems_of(caught.value, block=block, locate=lambda _: None))
    for fault in found:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in fault.what.zh)
        assert fault.what.en
    return [fault.code for fault in found]


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("A", Step(("A",))),
        (["B", "A", "B"], Step(("A", "B"))),
        ("*", Step(())),
        (["*"], Step(())),
        ({"activity": "*", "where": {"office": "x"}}, Step((), read_conditions({"office": "x"}))),
        ({"activity": ["B", "A"]}, Step(("A", "B"))),
    ],
)
def test_a_step_is_an_activity_a_list_any_act_or_a_mapping(written: Any, step: Step):
    assert STEP.validate_python(written) == step


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (["*", "A"], "any-and-some"),
        ({"activity": "A", "wher": {}}, "extra-forbidden"),
        ({"where": {}}, "missing"),
        ({"activity": "A", "where": {"code": 84}}, "number-as-text"),
        ({"activity": "A", "where": {"code": 8.4}}, "number-as-text"),
        ({"activity": "A", "where": {"code": [84]}}, "string-type"),
        ({"activity": "A", "where": {"code": {"prefix": 84}}}, "string-type"),
        ({"activity": "A", "where": {"code": {"in": None}}}, "empty-condition"),
        ({"activity": "A", "where": {"code": {"prefix": []}}}, "empty-condition"),
        ({"activity": "A", "where": {"code": {"in": ["a"], "below": None}}}, "empty-condition"),
        ({"activity": "A", "where": {"Code": "a"}}, "string-pattern-mismatch"),
    ],
)
def test_a_step_that_could_be_read_two_ways_is_refused(written: Any, code: str):
    assert code in _codes({"act": written})


def test_conditions_do_not_depend_on_the_order_they_are_written_in():
    one = read_conditions({"office": ["b", "a"], "amount": {"below": 9, "at_least": 1}})
    other = read_conditions({"amount": {"at_least": 1, "below": 9}, "office": ["a", "b"]})
    assert (
        one
        == other
        == (
            Condition("amount", "at_least", bound=Decimal(1)),
            Condition("amount", "below", bound=Decimal(9)),
            Condition("office", "in", values=("a", "b")),
        )
    )
    assert read_conditions(None) == ()


@pytest.mark.parametrize(
    ("written", "exact"),
    [(3, "3"), (Decimal("50000.50"), "50000.50"), (0.1, "0.1"), (-2.0001, "-2.0001")],
)
def test_numbers_are_kept_exactly_to_four_decimals(written: Any, exact: str):
    assert NUMBER.validate_python(written) == Decimal(exact)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (Decimal("0.00001"), "too-many-decimals"),
        (10**14, "number-too-large"),
        ("6.5", "decimal-type"),
        (True, "decimal-type"),
        (float("nan"), "finite-number"),
        (float("inf"), "finite-number"),
    ],
)
def test_what_cannot_be_kept_exactly_is_no_number(written: Any, code: str):
    assert _codes({"act": "A", "most": written}) == [code]


def test_a_binary_float_would_not_be_exact():
    """What the notation prevents: 0.1 read as a binary fraction has 55 decimals."""
    assert Decimal.from_float(0.1) != NUMBER.validate_python(0.1) == Decimal("0.1")


@pytest.mark.parametrize(
    ("written", "reference"),
    [
        ({"clock": "c"}, PeriodReference(clock="c")),
        ({"days": 0}, PeriodReference(Period(0, "calendar_days"))),
        ({"working_days": 5, "roll": True}, PeriodReference(Period(5, "working_days", True))),
        ({"hours": 24}, PeriodReference(Period(24, "hours"))),
    ],
)
def test_a_period_is_a_clock_or_a_length(written: Any, reference: PeriodReference):
    assert PERIOD.validate_python(written) == reference


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({}, "period-units"),
        ({"days": 1, "months": 1}, "period-units"),
        ({"clock": "c", "roll": True}, "clock-and-length"),
        ({"hours": 1, "roll": True}, "roll-of-hours"),
        ({"days": "3"}, "int-type"),
        ({"years": 101}, "less-than-equal"),
        (7, "model-type"),
    ],
)
def test_a_period_that_is_not_one_length_is_refused(written: Any, code: str):
    assert _codes({"act": "A", "within": written}) == [code]
