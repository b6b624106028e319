"""How long cases took: first act to first act, whose time it was, by which office it ended."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from zhunsheng import flow
from zhunsheng.flow import load_register
from zhunsheng.model.moment import Moment, moment_of
from zhunsheng.timing import TimingTaken, timings_taken
from zhunsheng.trace import Store

NOW = dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC)
MAPPING = """
source: s
zone: Asia/Shanghai
format: csv
acts:
- activity: {column: act}
  happened_at: {column: at}
  office: office
  objects:
  - {type: declaration, column: on}
  attributes:
  - {name: flow, column: flow}
  - {name: arrived_at, column: arrived, kind: time}
"""
TIMINGS = """
- id: whole
  title: {zh: 全程, en: whole}
  subject: declaration
  unit: hours
  from: {activity: submit, where: {flow: import}, time: arrived_at}
  to: release
  stretches:
  - id: lodging
    title: {zh: 申报, en: lodging}
    waits_for: party
    from: {activity: submit, time: arrived_at}
    to: submit
  - {id: paying, title: {zh: 缴税, en: paying}, waits_for: party, from: bill, to: pay}
  - {id: bringing, title: {zh: 送验, en: bringing}, waits_for: party, from: order, to: bring}
  - {id: leaving, title: {zh: 离场, en: leaving}, waits_for: party, from: release, to: leave}
"""
ROWS = """act,on,at,office,flow,arrived
submit,D1,2026-10-01 10:00:00,A,import,2026-10-01 00:00:00
bill,D1,2026-10-01 12:00:00,A,,
order,D1,2026-10-01 13:00:00,A,,
pay,D1,2026-10-01 15:00:00,,,
bring,D1,2026-10-01 16:00:00,,,
release,D1,2026-10-01 20:00:00,B,,
release,D1,2026-10-03 20:00:00,B,,
leave,D1,2026-10-02 20:00:00,B,,
submit,D2,2026-10-01 10:00:00,A,import,2026-10-01 06:00:00
release,D2,2026-10-01 16:00:00,C,,
submit,D3,2026-10-01 10:00:00,A,import,2026-10-01 06:00:00
submit,D4,2026-10-01 10:00:00,A,export,2026-10-01 06:00:00
release,D4,2026-10-01 11:00:00,A,,
release,D5,2026-10-01 11:00:00,A,,
submit,D6,2026-10-01 10:00:00,A,import,2026-10-01 06:00:00
release,D6,2026-10-09 10:00:00,A,,
"""
DAY = moment_of(dt.datetime(2026, 10, 5), offset_minutes=480)


def _taken(folder: Path, *, timings: str = TIMINGS, as_of: Moment = DAY) -> TimingTaken:
    register = folder / "register"
    register.mkdir()
    (register / "register.yaml").write_text(
        "id: r\ntitle: {zh: 一, en: one}\nlegal_zone: Asia/Shanghai\n", encoding="utf-8"
    )
    (register / "timings.yaml").write_text(timings, encoding="utf-8")
    (folder / "log.csv").write_text(ROWS, encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    flow.take_in(folder / "log.csv", folder / "mapping.yaml", folder / "trace", now=NOW)
    (found,) = timings_taken(load_register(register), Store(folder / "trace"), as_of=as_of)
    return found


def test_it_counts_from_the_recorded_time_to_the_first_end(tmp_path: Path) -> None:
    found = _taken(tmp_path)
    assert found.whole is not None
    assert (found.whole.cases, found.whole.mean, found.whole.median) == (2, 15.0, 15.0)
    assert found.whole.p90 == pytest.approx(19.0)


def test_only_what_meets_the_condition_and_had_begun_and_ended_by_then_counts(
    tmp_path: Path,
) -> None:
    assert _taken(tmp_path).unfinished == 2, "D3 never ended, D6 not by that day"


def test_overlapping_stretches_of_the_party_count_once_and_none_outside_the_whole(
    tmp_path: Path,
) -> None:
    found = _taken(tmp_path)
    # D1: 10 h to lodge, 12 to 16 h paying and bringing; leaving is outside. D2: 4 h to lodge.
    assert found.waiting_for == {"party": (14 + 4) / 2, "authority": 15 - 9}


def test_a_stretch_outside_the_whole_is_reported_all_the_same(tmp_path: Path) -> None:
    stretches = {one.stretch.id: one.taken for one in _taken(tmp_path).stretches}
    assert stretches["leaving"] is not None and stretches["leaving"].mean == 24.0
    assert stretches["paying"] is not None and stretches["paying"].cases == 1


def test_offices_are_those_of_the_act_that_ends_the_case(tmp_path: Path) -> None:
    assert {code: taken.mean for code, taken in _taken(tmp_path).offices} == {"B": 20.0, "C": 10.0}


def test_a_field_nobody_records_gives_no_case(tmp_path: Path) -> None:
    found = _taken(tmp_path, timings=TIMINGS.replace("arrived_at", "landed_at"))
    assert found.whole is None and found.unfinished == 0
