"""What the import does the short way comes out as the long way would have it."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zhunsheng.trace import sandbox
from zhunsheng.trace.resolve import _groups
from zhunsheng.trace.strands import _in_order
from zhunsheng.trace.touching import touch

FEW = st.integers(0, 3)


@settings(deadline=None)
@given(st.lists(st.tuples(FEW, FEW, FEW, FEW), min_size=1, max_size=40), st.booleans())
def test_strands_are_in_order_of_subject_time_row_and_act(
    drawn: list[tuple[int, int, int, int]], ordered: bool
) -> None:
    rows = sorted(drawn, key=lambda row: row[1:]) if ordered else drawn
    subject, *within = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    order = _in_order(subject, (within[0], within[1], within[2]))
    assert [rows[at] for at in order] == sorted(rows)
    assert sorted(order) == list(range(len(rows)))


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), max_size=40))
def test_acts_of_one_identity_are_found_in_file_order(acts: list[int]) -> None:
    expected: defaultdict[int, list[int]] = defaultdict(list)
    for position, act in enumerate(acts):
        expected[act].append(position)
    found = [group.tolist() for group in _groups(np.array(acts, np.int64))]
    assert found == [group for _, group in sorted(expected.items()) if len(group) > 1]


@settings(deadline=None)
@given(st.lists(st.integers(-1, 3), max_size=20))
def test_objects_are_named_once_and_only_those_touched(codes: list[int]) -> None:
    values = ["a", "b", "c", "d"]
    at, touches, objects = touch("case", "", np.array(codes, np.int32), values)
    assert at.tolist() == [row for row, code in enumerate(codes) if code >= 0]
    assert objects["id"].to_pylist() == [values[code] for code in sorted(set(codes) - {-1})]
    names = dict(zip(objects["subject"].to_pylist(), objects["id"].to_pylist(), strict=True))
    told = [names[subject] for subject in touches["subject"].to_pylist()]
    assert told == [values[code] for code in codes if code >= 0]


ASKED = "import sys; print([n for n in ('duckdb', 'pydantic') if n in sys.modules])"


def loaded(start: str) -> str:
    """Which of two heavy libraries a Python process has after ``start``."""
    command = [sys.executable, "-c", f"{start}\n{ASKED}", str(Path(sandbox.__file__).parent)]
    return subprocess.check_output(
        command, text=True, stdin=subprocess.DEVNULL, env={"PYTHONPATH": ":".join(sys.path)}
    ).strip()


def test_readers_wait_for_no_library_they_do_not_use() -> None:
    assert loaded(sandbox.START) == "[]"
    assert loaded("import zhunsheng.trace.reader_host") == "['duckdb', 'pydantic']"
