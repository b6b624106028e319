"""Every shape's parameters are checked where the author wrote them."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from register.minimal import changed, refused
from zhunsheng.flow import PARAMETERS
from zhunsheng.standards.shapes import BY_NAME

PERIOD = {"days": 3}
STEP = {"activity": ["A", "B"], "where": {"office": ["x"], "amount": {"at_least": 1, "below": 2}}}

FULL: dict[str, dict[str, Any]] = {
    "missing_step": {"at": "A", "needs": STEP, "after": "B", "when": ["C"]},
    "wrong_order": {"first": "A", "then": "B", "counted": True},
    "forbidden_after": {"after": "A", "forbidden": "B", "until": "C", "within": PERIOD},
    "never_together": {"one": "A", "other": STEP},
    "overdue": {
        "from": "A",
        "to": "B",
        "within": {"working_days": 5, "roll": True},
        "each": "every",
        "only_if_done": False,
        "released_by": "C",
        "suspended_by": "D",
        "resumed_by": "E",
    },
    "beyond_authority": {
        "act": "A",
        "power": "q",
        "amount": "amount",
    },
    "conflicting_duties": {"one": "A", "other": "B"},
    "too_few_hands": {"acts": "A", "at_least": 2, "also": ["second_officer"]},
    "out_of_bounds": {"act": "A", "field": "f", "at_least": 0, "at_most": 1, "relative_to": "g"},
    "altered_after": {"after": "A", "by": "B", "field": "f"},
    "mismatch": {
        "one": "A",
        "field": "officer",
        "other": "B",
        "other_field": "officer",
        "tolerance": 1,
        "tolerance_share": 0.05,
    },
    "too_often": {"act": "A", "more_than": 3, "within": {"clock": "c"}},
    "repeated_change": {"acts": "A", "field": "f", "at_most": 1},
    "unlike_treatment": {
        "act": "A",
        "alike": ["f"],
        "outcome": "g",
        "ratio": 1.5,
        "period": "all",
    },
    "record_missing": {"act": "A", "fields": ["f"]},
}

NEEDED: dict[str, set[str]] = {
    "missing_step": {"at", "needs"},
    "wrong_order": {"first", "then"},
    "forbidden_after": {"after", "forbidden"},
    "never_together": {"one", "other"},
    "overdue": {"from", "to", "within"},
    "beyond_authority": {"act", "power"},
    "conflicting_duties": {"one", "other"},
    "too_few_hands": {"acts", "at_least"},
    "out_of_bounds": {"act", "field"},
    "altered_after": {"after", "by", "field"},
    "mismatch": {"one", "field", "other_field"},
    "too_often": {"act", "more_than", "within"},
    "repeated_change": {"acts", "field", "at_most"},
    "unlike_treatment": {"act", "alike", "outcome"},
    "record_missing": {"act", "fields"},
}


def test_every_shape_a_file_may_name_has_parameters():
    assert set(BY_NAME) == set(PARAMETERS) == set(FULL) == set(NEEDED)


@pytest.mark.parametrize("shape", sorted(FULL))
def test_everything_a_shape_knows_may_be_written(shape: str):
    PARAMETERS[shape].model_validate(FULL[shape])


@pytest.mark.parametrize("shape", sorted(FULL))
def test_what_a_shape_needs_may_not_be_left_out(shape: str):
    for key in FULL[shape]:
        rest = {name: value for name, value in FULL[shape].items() if name != key}
        if key in NEEDED[shape]:
            with pytest.raises(ValidationError):
                PARAMETERS[shape].model_validate(rest)
        elif key not in ("suspended_by", "resumed_by"):  # given together
            PARAMETERS[shape].model_validate(rest)


@pytest.mark.parametrize("shape", sorted(FULL))
def test_what_a_shape_does_not_know_is_refused(shape: str):
    with pytest.raises(ValidationError, match="extra_forbidden"):
        PARAMETERS[shape].model_validate({**FULL[shape], "extra": 1})


@pytest.mark.parametrize(
    ("shape", "written"),
    [
        ("overdue", {"from": "A", "to": "B", "within": PERIOD, "due": "due_at"}),
        ("overdue", {"from": "A", "to": "B", "within": PERIOD, "resumed_by": "C"}),
        ("overdue", {"from": "A", "to": [], "within": PERIOD}),
        ("overdue", {"from": "A", "to": "", "within": PERIOD}),
        ("overdue", {"from": "A", "to": {"where": {}}, "within": PERIOD}),
        ("overdue", {"from": "A", "to": "B", "within": {}}),
        ("overdue", {"from": "A", "to": "B", "within": {"days": True}}),
        ("overdue", {"from": "A", "to": "B", "within": {"days": -1}}),
        ("overdue", {"from": "A", "to": "B", "within": PERIOD, "suspended_by": "C"}),
        (
            "overdue",
            {"from": "A", "to": "B", "within": PERIOD, "released_by": "C", "only_if_done": True},
        ),
        (
            "overdue",
            {"from": "A", "to": "B", "due": "due_at", "suspended_by": "C", "resumed_by": "D"},
        ),
        ("beyond_authority", {"act": "A"}),
        ("beyond_authority", {"act": "A", "posts": ["p"], "power": "q"}),
        ("beyond_authority", {"act": "A", "posts": ["p"], "amount": "f"}),
        ("out_of_bounds", {"act": "A", "field": "f", "at_most": 0.00001}),
        ("out_of_bounds", {"act": "A", "field": "Not a field", "at_most": 1}),
        ("record_missing", {"act": "A", "fields": list("abcdefg")}),
        ("unlike_treatment", {"act": "A", "alike": list("abcde"), "outcome": "g"}),
        ("beyond_authority", {"act": "A", "certificate": "c", "amount": "f"}),
        ("too_few_hands", {"acts": "A", "at_least": 1}),
        ("too_few_hands", {"acts": "A", "at_least": 2**31}),
        ("too_often", {"act": "A", "more_than": 2**31, "within": PERIOD}),
        ("missing_step", {"at": "A", "needs": "B", "anchor": "last"}),
        ("beyond_authority", {"act": "A", "power": "q", "grants": []}),
        ("out_of_bounds", {"act": "A", "field": "f", "table": "t", "bounds": None}),
        ("out_of_bounds", {"act": "A", "field": "f"}),
        ("mismatch", {"one": "A", "field": "f", "other": "B", "other_field": "g", "tolerance": -1}),
        ("unlike_treatment", {"act": "A", "alike": [], "outcome": "g"}),
        ("never_together", {"one": "A", "other": {"activity": "B", "where": {"f": 5}}}),
        ("never_together", {"one": "A", "other": {"activity": "B", "where": {"f": {}}}}),
        (
            "never_together",
            {"one": "A", "other": {"activity": "B", "where": {"f": {"present": False}}}},
        ),
    ],
)
def test_what_makes_no_sense_together_is_refused(shape: str, written: dict[str, Any]):
    with pytest.raises(ValidationError):
        PARAMETERS[shape].model_validate(written)


@pytest.mark.parametrize(
    "held", [{"posts": ["p"]}, {"power": "q"}, {"certificate": "c"}, {"roster": "r"}]
)
def test_any_one_authority_may_be_asked_for(held: dict[str, Any]):
    PARAMETERS["beyond_authority"].model_validate({"act": "A", **held})


def test_a_due_field_alone_is_enough():
    PARAMETERS["overdue"].model_validate({"from": "A", "to": "B", "due": "due_at"})


def test_a_fault_deep_in_a_step_is_told_at_its_line(tmp_path: Path):
    files = changed(
        "standards/serving.yaml",
        "      to: {activity: [Serve, Post], where: {channel: mail}}\n",
        "      to:\n        activity: Serve\n        where:\n          channel: 7\n",
    )
    (fault,) = refused(tmp_path, files)
    assert fault.code == "number-as-text"
    assert fault.place is not None
    assert fault.place.line == 18
