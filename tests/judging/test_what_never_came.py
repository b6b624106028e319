"""An act that never came is reported when its time is up, by the day of the run alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from judging.small import act, at, outcomes, standard
from zhunsheng.model.moment import Moment

SEND = standard("overdue", {"from": "Create", "to": "Send", "within": {"days": 10}})
CREATED = act(1, "Create", at("03-01", 9))


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (at("03-01", 9), "NOT_YET_DUE"),
        (at("03-11", 23), "NOT_YET_DUE"),  # the last day, to its end
        (at("03-12", 0), "NEVER_CAME"),
        (at("12-31"), "NEVER_CAME"),
    ],
)
def test_one_act_and_the_day_of_the_run_suffice(tmp_path: Path, as_of: Moment, said: str) -> None:
    assert outcomes(tmp_path, SEND, [CREATED], as_of=as_of) == {said: 1}


def test_later_acts_of_other_cases_change_nothing(tmp_path: Path) -> None:
    """The broken variant: a clock that moves only with the case's own events would stay silent."""
    other = act(2, "Create", at("03-20"), subject=2)
    said = outcomes(tmp_path, SEND, [CREATED, other], as_of=at("03-20"))
    assert said == {"NEVER_CAME": 1, "NOT_YET_DUE": 1}


def test_what_came_after_the_day_of_the_run_is_not_known_yet(tmp_path: Path) -> None:
    sent = act(2, "Send", at("03-15"))
    assert outcomes(tmp_path, SEND, [CREATED, sent], as_of=at("03-13")) == {"NEVER_CAME": 1}
    assert outcomes(tmp_path, SEND, [CREATED, sent], as_of=at("03-15")) == {"LATE": 1}


def test_a_released_duty_need_not_be_done(tmp_path: Path) -> None:
    parameters = {"from": "Create", "to": "Send", "within": {"days": 10}, "released_by": "Pay"}
    released = standard("overdue", parameters)
    paid, late = act(2, "Pay", at("03-11")), act(2, "Pay", at("03-12"))
    assert outcomes(tmp_path, released, [CREATED, paid], as_of=at("12-31")) == {"NONE": 1}
    assert outcomes(tmp_path, released, [CREATED, late], as_of=at("12-31")) == {"NEVER_CAME": 1}


def test_a_period_that_stands_still_is_neither_kept_nor_broken(tmp_path: Path) -> None:
    parameters = {
        "from": "Create", "to": "Send", "within": {"days": 10},
        "suspended_by": "Ask", "resumed_by": "Answer",
    }  # fmt: skip
    suspended = standard("overdue", parameters)
    asked, answered = act(2, "Ask", at("03-05")), act(3, "Answer", at("04-05"))
    sent = act(4, "Send", at("04-11"))
    assert outcomes(tmp_path, suspended, [CREATED, asked], as_of=at("12-31")) == {"SUSPENDED": 1}
    acts = [CREATED, asked, answered]
    assert outcomes(tmp_path, suspended, acts, as_of=at("04-11")) == {"NOT_YET_DUE": 1}
    assert outcomes(tmp_path, suspended, acts, as_of=at("04-12")) == {"NEVER_CAME": 1}
    assert outcomes(tmp_path, suspended, [*acts, sent], as_of=at("12-31")) == {"NONE": 1}


@pytest.mark.parametrize("each", ["first", "every"])
def test_what_nobody_is_bound_to_do_is_late_only_if_it_comes(tmp_path: Path, each: str) -> None:
    """An appeal: nobody has to make one, but who does has ten days."""
    appeal = standard(
        "overdue",
        {"from": "Create", "to": "Appeal", "within": {"days": 10}, "each": each,
         "only_if_done": True},
    )  # fmt: skip
    in_time, late = act(2, "Appeal", at("03-11")), act(2, "Appeal", at("03-12"))
    assert outcomes(tmp_path, appeal, [CREATED], as_of=at("12-31")) == {}
    assert outcomes(tmp_path, appeal, [CREATED, in_time], as_of=at("12-31")) == {"NONE": 1}
    assert outcomes(tmp_path, appeal, [CREATED, late], as_of=at("12-31")) == {"LATE": 1}
    assert outcomes(tmp_path, appeal, [CREATED, late], as_of=at("03-11")) == {}


def test_an_appeal_against_the_second_decision_is_no_appeal_against_the_first(
    tmp_path: Path,
) -> None:
    parameters = {"from": "Create", "to": "Appeal", "within": {"days": 10}, "each": "every",
                  "only_if_done": True}  # fmt: skip
    appeal = standard("overdue", parameters)
    acts = [CREATED, act(2, "Appeal", at("03-05")), act(3, "Create", at("03-20"))]
    assert outcomes(tmp_path, appeal, acts, as_of=at("12-31")) == {"NONE": 1}
