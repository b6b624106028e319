"""A question that takes too much is stopped, says so, and leaves nothing running."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhunsheng_web.casework.bounded.running import Limits, Unanswered, run


@pytest.fixture(autouse=True)
def trace(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    settings.TRACE = tmp_path
    return tmp_path


def test_a_small_question_is_answered() -> None:
    assert run("SELECT ? + 1, 'a'", [41]) == [[42, "a"]]


def test_one_that_takes_too_long_is_killed() -> None:
    endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range < b.range"
    with pytest.raises(Unanswered, match="more than 1 seconds"):
        run(endless, [], Limits(seconds=1))
    running = [p for p in Path("/proc").glob("[0-9]*/cmdline") if b"bounded/child.py" in _said(p)]
    assert running == []


def _said(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError:
        return b""


def test_one_that_needs_too_much_memory_is_refused() -> None:
    greedy = "SELECT list(a.range || repeat('x', 100)) FROM range(20000000) a"
    with pytest.raises(Unanswered, match="more than 64 MB"):
        run(greedy, [], Limits(megabytes=64, seconds=60))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/boards-escaped.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "ATTACH '/tmp/boards-other.duckdb'",
    ],
)
def test_the_child_reaches_nothing_but_the_trace(text: str) -> None:
    with pytest.raises(Unanswered, match="did not finish"):
        run(text, [])
    assert not Path("/tmp/boards-escaped.csv").exists()
