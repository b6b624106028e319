"""One SQL query a standard comes to the counts of the engine, and a wrong one is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from bench.national_month import write_trace
from bench.peers import per_standard
from bench.peers.one_query import SHAPES, query
from bench.peers.stopwatch import Spent

from zhunsheng.model.register import Register
from zhunsheng.model.run import Trace

SCALE = 0.0005
STANDARDS = 160
WRONG = {
    "missing_step": ("b.moment > a.moment", "b.moment < a.moment"),
    "wrong_order": ("a.moment >= b.moment", "TRUE"),
    "never_together": ("count_if(b.moment IS NULL)", "0"),
    "overdue": ("(done IS NULL OR done >= begun)", "done IS NOT NULL"),
    "record_missing": ("count(*) - count(a_reference)", "0"),
    "out_of_bounds": ("> 990", ">= 985"),
    "conflicting_duties": ("count_if(unknown AND NOT same)", "0"),
    "beyond_authority": ("post NOT IN (", "post NOT IN ('post-9', "),
}
"""Shape → a slip in its query: what is written, and what a tired analyst might write."""


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Trace:
    return write_trace(tmp_path_factory.mktemp("month"), scale=SCALE)


@pytest.fixture(scope="module")
def register() -> Register:
    return per_standard.register_of(STANDARDS)


def test_every_standard_has_the_counts_of_the_engine(trace: Trace, register: Register) -> None:
    found = per_standard.compare(trace, register, at_most=600)
    assert found["differing"] == []
    assert found["compared"] == found["standards"] == STANDARDS
    assert set(found["milliseconds_by_shape"]) == set(SHAPES)
    assert not found["is_extrapolated"]


def test_the_answers_compared_hold_every_outcome(trace: Trace, register: Register) -> None:
    _, plan, result = per_standard.judge(trace, register)
    answers = per_standard.answers_of(plan, result).values()
    assert all(sum(counts[n] for counts in answers) > 10 for n in range(3))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_slip_in_the_query_of_a_shape_is_noticed(
    trace: Trace, register: Register, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    right, wrong = WRONG[shape]
    slipped = []

    def tired(version: Any, **more: Any) -> str:
        sql = query(version, **more)
        if version.shape != shape or right not in sql:
            return sql
        slipped.append(version)
        return sql.replace(right, wrong)

    monkeypatch.setattr(per_standard, "query", tired)
    found = per_standard.compare(trace, _of_shape(register, shape), at_most=600)
    assert slipped
    assert found["differing"]


def _of_shape(register: Register, shape: str) -> Register:
    kept = tuple(one for one in register.standards if one.versions[0].shape == shape)
    return replace(register, standards=kept)


def test_a_peer_stopped_early_is_said_to_be_extrapolated(
    trace: Trace, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def told(spent: Spent) -> Iterator[None]:
        yield
        spent.seconds, spent.cpu_seconds = spent.seconds + 0.5, spent.cpu_seconds + 0.25

    monkeypatch.setattr(per_standard, "measured", told)
    found = per_standard.compare(trace, register, at_most=0)
    assert found["compared"] == 1
    assert found["is_extrapolated"]
    whole = found["per_standard_all"]
    assert (whole["seconds"], whole["cpu_seconds"]) == (0.5 * STANDARDS, 0.25 * STANDARDS)
