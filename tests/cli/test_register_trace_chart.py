"""The groups of commands around the register, the trace and the charts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.calling import Program
from conftest import REGISTER, Judged

CHART = REGISTER / "charts" / "fine.bpmn"


def test_the_register_that_is_shipped_has_warnings_but_no_errors(program: Program) -> None:
    found = program("register", "check", REGISTER, "--json")
    assert found.status == 0
    assert {one["severity"] for one in found.data} == {"warning"}
    assert all(one["file"] for one in found.data)
    assert program("register", "check", REGISTER, "--fail-on", "warning").status == 1


def test_a_register_with_an_error_ends_with_one(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    shutil.copytree(REGISTER, folder)
    shutil.rmtree(folder / "standards")
    answer = program("register", "check", folder)
    assert answer.status == 1 and "risk_points.yaml" in answer.err
    assert program("register", "check", folder, "--fail-on", "never").status == 0


def test_the_change_of_law_is_told_in_words(program: Program) -> None:
    words = ("register", "diff", REGISTER, "2010-08-12", "2010-08-13")
    assert "期限由“150日”改为“90日”" in program(*words, language="zh").out
    assert any(one["item"] == "notify" for one in program(*words, "--json").data)
    assert "Nothing changed" in program("register", "diff", REGISTER, *["2010-08-13"] * 2).out


def test_what_is_in_force_is_shown_with_its_digest(program: Program) -> None:
    words = ("register", "show", REGISTER, "--json", "--on")
    before, after = (program(*words, day).data for day in ("2010-08-12", "2010-08-13"))
    assert before["digest"] != after["digest"]
    assert len(before["standards"]) == 16
    assert "notify-in-time" in program("register", "show", REGISTER).out


def test_schemas_are_written(program: Program, tmp_path: Path) -> None:
    assert program("register", "schemas", tmp_path / "schemas").status == 0
    assert (tmp_path / "schemas" / "standards.json").is_file()


def test_the_trace_is_summed_up_and_found_whole(program: Program, judged: Judged) -> None:
    place = ("--workspace", judged.workspace)
    assert program("trace", "summary", "--json", *place).data["types"][0]["subjects"] == 1_500
    assert "Create Fine" in program("trace", "summary", *place).out
    verified = program("trace", "verify", "--json", *place)
    assert verified.status == 0 and verified.data["bad"] == []


def test_a_damaged_strand_is_found_and_made_again(
    program: Program, judged: Judged, tmp_path: Path
) -> None:
    shutil.copytree(judged.workspace / "trace", tmp_path / "trace")
    strand = next((tmp_path / "trace").rglob("strands/fine.parquet"))
    strand.write_bytes(strand.read_bytes()[:-1])
    words = ("trace", "verify", "--workspace", tmp_path)
    assert program(*words).status == 1
    assert program(*words, "--mend").status == 0
    assert program(*words).status == 0


def test_rejected_rows_come_back_when_mended(program: Program, tmp_path: Path) -> None:
    place = ("--workspace", tmp_path)
    (tmp_path / "log.csv").write_text(
        "case,act,at\nA1,Create,2020-01-01\nA2,Create,=1+1\n", encoding="utf-8"
    )
    (tmp_path / "mapping.yaml").write_text(
        "source: s\nzone: Asia/Shanghai\nformat: csv\nacts:\n- activity: {column: act}\n"
        "  happened_at: {column: at}\n  objects:\n  - {type: case, column: case}\n",
        encoding="utf-8",
    )
    taken = program("ingest", tmp_path / "log.csv", "-m", tmp_path / "mapping.yaml", *place)
    assert taken.status == 0 and "trace quarantine 1" in taken.out
    assert "第2行" in program("trace", "quarantine", 1, *place, language="zh").out
    out = tmp_path / "bad.csv"
    assert program("trace", "quarantine", 1, "--out", out, *place).status == 0
    mended = out.read_text(encoding="utf-8-sig").replace("=1+1", "2020-01-02")
    out.write_text(mended, encoding="utf-8")
    assert "1 acts" in program("trace", "mend", 1, out, *place).out
    assert program("trace", "summary", "--json", *place).data["acts"] == 2


def test_a_gap_is_noted_and_listed(program: Program, judged: Judged, tmp_path: Path) -> None:
    shutil.copytree(judged.workspace / "trace", tmp_path / "trace")
    place = ("--workspace", tmp_path)
    assert "No gap" in program("trace", "gap", *place).out
    noted = program("trace", "gap", "2012-03-01", "2012-03-04", "--reason", "停机", *place)
    assert noted.status == 0
    assert "2012-03-01 00:00 – 2012-03-05 00:00" in noted.out and "停机" in noted.out
    assert program("trace", "gap", "2012-03-01", "2012-03-04", *place).status == 3


def test_a_chart_is_checked_drawn_and_derived(program: Program, tmp_path: Path) -> None:
    assert program("chart", "check", CHART).status == 0
    assert program("chart", "draw", CHART).out.startswith("<svg")
    assert program("chart", "draw", CHART, "--out", tmp_path / "c.svg").status == 0
    rules = program("chart", "derive", CHART, "--json").data
    assert {"must_precede", "within_time"} <= {rule["kind"] for rule in rules}
    assert "须先办理" in program("chart", "derive", CHART, language="zh").out


def test_a_chart_that_is_not_sound_ends_with_one(program: Program, tmp_path: Path) -> None:
    broken = tmp_path / "broken.bpmn"
    text = CHART.read_text(encoding="utf-8")
    broken.write_text(text.replace("parallelGateway", "exclusiveGateway", 2), encoding="utf-8")
    answer = program("chart", "check", broken)
    assert answer.status == 1 and answer.err


@pytest.mark.parametrize("day", ["2010", "31.12.2010", "2010-02-30"])
def test_a_day_that_is_none_is_refused(program: Program, day: str) -> None:
    answer = program("register", "show", REGISTER, "--on", day)
    assert answer.status == 2 and day in answer.err


def test_the_public_list_is_published_as_of_a_day(program: Program, tmp_path: Path) -> None:
    words = ("register", "publish", REGISTER, "--on", "2012-05-01", "--to")
    first = program(*words, tmp_path / "one", "--json").data
    assert first["powers"] == 5 and first["on"] == "2012-05-01"
    said = program(*words, tmp_path / "other", language="zh")
    assert said.status == 0 and first["digest"] in said.out and first["manifest"] in said.out
    again = program(*words, tmp_path / "one")
    assert again.status != 0 and "is not empty" in again.err
