"""The dials of the schemes: what is wrong in them is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulate.schemes.played import PRACTICE
from zhunsheng.model.errors import PracticeError
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.dials import played_in, read_dials
from zhunsheng.simulate.schemes import SCHEMES

KNOWN = ("fast-lane", "same-hand")
GOOD = "- {id: fast-lane, strength: 0.5, officers: 2, from: 2026-10-01, until: 2026-10-31}\n"


def read(folder: Path, text: str):
    file = folder / "schemes.yaml"
    file.write_text(text, encoding="utf-8")
    return read_dials(file, KNOWN)


def test_the_last_day_is_played_to_its_end(tmp_path: Path):
    settings = played_in(read(tmp_path, GOOD), "6800")["fast-lane"]
    assert settings.until - settings.since == 31 * DAY
    assert (settings.strength, settings.officers, settings.firms) == (0.5, 2, 0)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (GOOD + GOOD.replace("fast-lane", "slow-lane"), "scheme-unknown", 2),
        (GOOD + GOOD, "scheme-twice", 2),
    ],
)
def test_a_scheme_nobody_knows_or_named_twice_is_refused(
    tmp_path: Path, text: str, code: str, line: int
):
    with pytest.raises(PracticeError) as raised:
        read(tmp_path, text)
    (fault,) = raised.value.problems
    assert (fault.code, fault.place.line) == (code, line)


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace("strength: 0.5", "strength: 1.5"),
        GOOD.replace("until: 2026-10-31", "until: 2026-09-30"),
        GOOD.replace("officers", "officer"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(tmp_path: Path, bad: str):
    with pytest.raises(PracticeError) as raised:
        read(tmp_path, GOOD.replace("fast-lane", "same-hand") + bad)
    assert {fault.place.line for fault in raised.value.problems} == {2}


def test_a_scheme_is_played_only_where_it_is_said_to_be(tmp_path: Path):
    text = GOOD.replace("officers: 2", 'officers: 2, districts: ["5300"]')
    dials = read(
        tmp_path, text + GOOD.replace("fast-lane, strength: 0.5", "same-hand, strength: 0")
    )
    assert set(played_in(dials, "5300")) == {"fast-lane"}
    assert played_in(dials, "6800") == {}


def test_the_demonstration_sets_every_scheme():
    dials = read_dials(PRACTICE / "schemes.yaml", [scheme.id for scheme in SCHEMES])
    assert set(dials) == {scheme.id for scheme in SCHEMES}
