"""The whole way of a new user: draft a mapping, take in, judge, explain, report, try a draft."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from cli.calling import Program
from conftest import REGISTER, Judged

FINES = REGISTER / "mapping.yaml"


def test_a_log_becomes_findings(program: Program, judged: Judged, tmp_path: Path) -> None:
    place = ("--workspace", tmp_path)
    taken = program("ingest", judged.log, "--mapping", FINES, "--json", *place)
    assert taken.status == 0
    counts = taken.data["counts"]
    assert counts["accepted"] + counts["rejected"] + counts["duplicate"] == counts["rows"] > 5_000
    again = program("ingest", judged.log, "--mapping", FINES, *place)
    assert again.status == 0 and "nothing changed" in again.out
    run = program("run", "--register", REGISTER, "--json", *place)
    assert run.status == 0
    assert run.data["findings"] == judged.run.findings
    for one in run.data["standards"]:
        assert one["passed"] + one["failed"] + one["not_evaluated"] == one["in_scope"]


@pytest.mark.parametrize(("language", "said"), [("zh", "不符合"), ("en", "Fail")])
def test_the_summary_is_said_in_both_languages(
    program: Program, judged: Judged, language: str, said: str
) -> None:
    answer = program(
        "run", "--register", REGISTER, "--workspace", judged.workspace, language=language
    )
    assert answer.status == 0
    assert said in answer.out and "notify-in-time" in answer.out


def test_fail_on_ends_with_one_where_there_is_a_finding_of_that_grade(
    program: Program, judged: Judged
) -> None:
    words = ("run", "--register", REGISTER, "--workspace", judged.workspace)
    assert program(*words, "--fail-on", "high").status == 1
    assert program(*words).status == 0


def test_an_earlier_day_knows_less(program: Program, judged: Judged, tmp_path: Path) -> None:
    words = ("run", "--register", REGISTER, "--json", "--runs", tmp_path)
    early = program(*words, "--workspace", judged.workspace, "--as-of", "2010-06-30")
    assert early.data["as_of_day"] == "2010-06-30"
    assert 0 < early.data["findings"] < judged.run.findings


def test_a_finding_is_explained_down_to_its_row(program: Program, judged: Judged) -> None:
    place = ("--workspace", judged.workspace)
    key = _key(judged, "reason = 2 AND standard = 'notify-in-time'")
    found = program("explain", key[:10], "--json", *place).data
    assert found["key"] == key and found["stands_on_its_evidence"]
    assert {one["file"] for one in found["evidence"]} == {"log.xes.gz"}
    assert all(one["row"] >= 1 for one in found["evidence"])
    assert {one["article"] for one in found["basis"]} >= {"201"}
    shown = program("explain", key, *place, language="zh")
    assert "结论相同" in shown.out and "第201条" in shown.out


def test_the_law_of_the_day_is_the_one_that_is_cited(program: Program, judged: Judged) -> None:
    place = ("--workspace", judged.workspace)
    late = "standard = 'notify-in-time' AND reason = 2 AND allowed = "
    before = program("explain", _key(judged, late + "150"), "--json", *place).data
    after = program("explain", _key(judged, late + "90"), "--json", *place).data
    assert [one["article"] for one in before["basis"]] == ["201", "201"]
    assert [one["article"] for one in after["basis"]] == ["201", "201", "36"]
    assert after["basis"][1]["edition"] == "2010-08-13"


@pytest.mark.parametrize(
    "standard",
    ["notify-in-time", "no-early-penalty", "penalty-needs-notification", "send-before-notify",
     "infraction-on-record", "payment-within-total", "no-collection-once-dismissed"],
)  # fmt: skip
def test_the_query_runs_without_us_and_says_the_same(
    program: Program, judged: Judged, standard: str
) -> None:
    key = _key(judged, f"standard = '{standard}'")
    place = ("--workspace", judged.workspace)
    found = program("explain", key, "--json", *place).data
    with duckdb.connect() as db:
        cursor = db.execute(program("explain", key, "--sql", *place).out)
        names = [item[0] for item in cursor.description or ()]
        rows = cursor.fetchall()
    assert len(rows) == 1
    row = dict(zip(names, rows[0], strict=True))
    assert row["outcome"] == 1
    assert (row["observed"], row["allowed"]) == (found["observed"], found["allowed"])


def test_the_page_is_one_file(program: Program, judged: Judged, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    answer = program("report", "--workspace", judged.workspace, "--out", target)
    assert answer.status == 0 and str(target) in answer.out.replace("\n", "")
    assert "</html>" in target.read_text(encoding="utf-8")


def test_a_mapping_is_drafted_and_never_written_over(
    program: Program, judged: Judged, tmp_path: Path
) -> None:
    drafted = program("ingest", judged.log, "--propose-mapping", "--zone", "Europe/Rome")
    assert "zone: Europe/Rome" in drafted.out
    target = tmp_path / "mapping.yaml"
    words = ("ingest", judged.log, "--propose-mapping", "--mapping", target)
    assert program(*words).status == 0
    assert program(*words).status == 2


def _key(judged: Judged, condition: str) -> str:
    with duckdb.connect() as db:
        row = db.execute(
            f"SELECT finding_key FROM '{judged.run.folder}/findings.parquet' "
            f"WHERE {condition} ORDER BY finding_key LIMIT 1"
        ).fetchone()
    assert row is not None, f"the made-up log has nothing with {condition}"
    return str(row[0])
