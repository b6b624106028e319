"""Timings of a register: what can never be measured is told, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from register.minimal import MINIMAL, write
from zhunsheng.flow import PARAMETERS, load_register
from zhunsheng.register import check

WORDS = {
    "activities.yaml": """\
- {id: file, title: {zh: 立案, en: filed}, objects: [case], fields: [found_at, size]}
- {id: decide, title: {zh: 决定, en: decided}, objects: [case]}
- {id: ship, title: {zh: 装船, en: shipped}, objects: [vessel]}
""",
    "fields.yaml": """\
- {id: found_at, title: {zh: 发现时间, en: found}, kind: time}
- {id: size, title: {zh: 大小, en: size}, kind: number}
""",
}
TIMING = """\
- id: course
  title: {zh: 办案用时, en: time of a case}
  subject: case
  unit: days
  from: {activity: file, where: {size: {at_least: 3}}, time: found_at}
  to: decide
  stretches:
  - {id: first, title: {zh: 一, en: one}, waits_for: authority, from: file, to: decide}
"""


def _told(folder: Path, timing: str) -> set[str]:
    register = load_register(write(folder / "r", {**MINIMAL, **WORDS, "timings.yaml": timing}))
    found = check(register, parameters=PARAMETERS)
    places = [one for one in found if one.place is not None and "timings" in one.place.file]
    assert all(one.place is not None and one.place.line == 1 for one in places)
    return {one.code for one in places}


def test_a_timing_in_order_is_not_told(tmp_path: Path) -> None:
    assert _told(tmp_path, TIMING) == set()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("to: decide\n  str", "to: decided\n  str", "activity-unknown"),
        ("from: file, to", "from: ship, to", "timing-of-another-object"),
        ("{size: ", "{sise: ", "field-unknown"),
        ("time: found_at", "time: found_on", "field-unknown"),
        ("time: found_at", "time: size", "timing-by-no-time"),
    ],
)
def test_what_could_never_be_measured_is_told(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert old in TIMING
    assert code in _told(tmp_path, TIMING.replace(old, new))
