"""The made-up log: the same every time, and unlawful in the ways it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CASES, Judged
from zhunsheng.demo.cases import WAYS, cases
from zhunsheng.demo.log import SEED, write_log


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two, other = (tmp_path / name for name in ("one", "two", "other"))
    assert write_log(one, count=300) == write_log(two, count=300)
    write_log(other, count=300, seed=SEED + 1)
    assert one.read_bytes() == two.read_bytes() != other.read_bytes()


def test_the_shares_add_up_to_a_thousand() -> None:
    assert sum(weight for _, weight in WAYS) == 1_000


FOUND = [
    ("penalty-needs-notification", "penalty without notification", "Add penalty"),
    (
        "collection-needs-notification",
        "collected without notification",
        "Send for Credit Collection",
    ),
    ("no-collection-once-dismissed", "collected though dismissed", "Send for Credit Collection"),
    ("payment-within-total", "paid more than in all", "Payment"),
    ("send-before-notify", "notified before sent", "Insert Fine Notification"),
    ("no-early-penalty", "penalty too early", "Add penalty"),
    ("appeal-in-time", "appealed late", "Insert Date Appeal to Prefecture"),
    ("forward-appeal-in-time", "appeal forwarded late", "Send Appeal to Prefecture"),
]
"""Standard, the way that breaks it, and the act by which it is broken (not after the log's end)."""


@pytest.mark.parametrize(("standard", "way", "activity"), FOUND)
def test_what_was_made_unlawful_is_found_and_nothing_else(
    judged: Judged, standard: str, way: str, activity: str
) -> None:
    made = [
        case
        for case in cases(CASES, seed=SEED)
        if case.way == way and any(event.activity == activity for event in case.events)
    ]
    failed = next(one.failed for one in judged.run.standards if one.standard == standard)
    assert failed == len(made) > 0


def test_sixty_days_across_a_clock_change_are_sixty_days(judged: Judged) -> None:
    """By elapsed seconds a penalty on the 60th day after a change to winter time would be late."""
    due = next(one for one in judged.run.standards if one.standard == "penalty-when-due")
    assert due.failed == 0 and due.passed > 500
    crossing = [
        case
        for case in cases(CASES, seed=SEED)
        if any(event.activity == "Add penalty" and event.day.month == 11 for event in case.events)
    ]
    assert crossing, "no case crosses the change: the test would prove nothing"
