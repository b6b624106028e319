"""Findings by office, and the list of all of them for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import NOW, REGISTER, Judged
from zhunsheng import flow
from zhunsheng.flow import load_register
from zhunsheng.model.text import Text
from zhunsheng.report.coverage import by_domain, by_line, why_not_evaluated
from zhunsheng.report.leads import write_list
from zhunsheng.report.offices import SHOWN, offices_of
from zhunsheng.report.standing import standings
from zhunsheng.trace import Store

MAPPING = """
source: s
zone: Europe/Rome
format: csv
acts:
- activity: {column: act}
  happened_at: {column: at}
  office: office
  officer: officer
  objects:
  - {type: fine, column: on}
"""


@pytest.fixture(scope="module")
def two_offices(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Nine fines nobody sent, seven of office N and two of office S; one id like a formula."""
    folder = tmp_path_factory.mktemp("offices")
    rows = ["act,on,at,office,officer"]
    for number in range(9):
        office = "N" if number < 7 else "S"
        on = "=1+1" if number == 0 else f"F{number}"
        rows.append(f"Create Fine,{on},2010-01-0{number + 1},{office},W{number % 2}")
    rows.append("Create Fine,F99,2012-12-31,S,W3")
    (folder / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    flow.take_in(folder / "log.csv", folder / "mapping.yaml", folder / "trace", now=NOW)
    run = flow.run(REGISTER, folder / "trace", folder / "runs", now=NOW)
    return Judged(folder, folder / "log.csv", load_register(REGISTER), Store(folder / "trace"), run)


def test_every_finding_is_in_one_offices_list(two_offices: Judged) -> None:
    found = offices_of(
        two_offices.run,
        two_offices.register,
        two_offices.store,
        titles={"N": Text("北所", "north")},
    )
    assert [(one.code, one.title.en, one.acts) for one in found] == [
        ("N", "north", 7),
        ("S", "S", 3),
    ]
    assert sum(one.findings for one in found) == two_offices.run.findings
    assert sum(sum(one.by_domain.values()) for one in found) == two_offices.run.findings


def test_what_was_never_done_is_told_apart(two_offices: Judged) -> None:
    north = offices_of(two_offices.run, two_offices.register, two_offices.store, titles={})[0]
    sent = next(one for one in north.standards if one.standard.id == "send-in-time")
    assert (sent.count, sent.still_open, len(sent.first)) == (7, 7, SHOWN)
    written = next(
        one for one in north.standards if one.standard.versions[-1].shape == "record_missing"
    )
    assert written.still_open == 0


def test_a_list_that_comes_from_one_standard_asks_for_a_look_at_the_records(
    two_offices: Judged,
) -> None:
    north = offices_of(two_offices.run, two_offices.register, two_offices.store, titles={})[0]
    assert north.one_sided is None, "too few to say"
    first, *others = north.standards
    many = replace(north, standards=(replace(first, count=70), *others), by_grade={"high": 100})
    assert many.one_sided is not None and many.one_sided.count == 70
    assert replace(many, by_grade={"high": 120}).one_sided is None


def test_few_acts_give_no_rate(two_offices: Judged) -> None:
    assert all(
        one.rate is None
        for one in offices_of(two_offices.run, two_offices.register, two_offices.store, titles={})
    )


def test_the_list_holds_every_finding_and_no_cell_starts_a_formula(
    two_offices: Judged, tmp_path: Path
) -> None:
    path = tmp_path / "findings.csv"
    written = write_list(path, two_offices.run, two_offices.register, two_offices.store)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert written == len(rows) == two_offices.run.findings
    assert "'=1+1" in {row["subject_id"] for row in rows}
    assert {row["office"] for row in rows} == {"N", "S"}
    assert not {"W0", "W1"} & {value for row in rows for value in row.values()}
    assert all(dt.date.fromisoformat(row["day"]) for row in rows)


def test_domains_and_lines_hold_every_standard_once(judged: Judged) -> None:
    standing = standings(judged.run, judged.register)
    for parts in (
        by_domain(standing, judged.run, judged.register),
        by_line(standing, judged.run, judged.register),
    ):
        held = [one.standard.id for part in parts for one in part.standings]
        assert sorted(held) == sorted(one.standard for one in judged.run.standards)
        assert sum(part.failed for part in parts) == judged.run.findings
        for part in parts:
            of = (*part.with_findings, *part.kept, *part.unjudged)
            assert sorted(one.standard.id for one in of) == sorted(
                one.standard.id for one in part.standings
            )


def test_the_reasons_add_up_to_what_was_not_evaluated(judged: Judged) -> None:
    reasons = why_not_evaluated(judged.run)
    assert sum(number for _, number in reasons) == sum(
        one.not_evaluated for one in judged.run.standards
    )
