"""Making a service to practise on, and the demonstration that rests on it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cli.calling import Program

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--district", "9700", "--declarations", "300")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_without_a_district_it_lists_them_all_and_makes_nothing(
    program: Program, tmp_path: Path
) -> None:
    answer = program("simulate", "--to", tmp_path / "new", language="zh")
    assert answer.status == 0 and "6400" in answer.out and "海口海关" in answer.out
    assert not (tmp_path / "new").exists()


def test_tables_are_taken_in_without_a_row_left_out(program: Program, tmp_path: Path) -> None:
    made = program("simulate", "--to", tmp_path / "m", *SMALL, "--format", "csv", "--noise", "0",
                   "--json").data  # fmt: skip
    (district,) = made["districts"]
    names = [Path(source).name for source, _ in district["sources"]]
    assert names[0] == "people.csv" and len(names) > 5
    acts = 0
    for source, mapping in district["sources"]:
        counts = program("ingest", source, "--mapping", mapping, "--trace", tmp_path / "trace",
                         "--json").data["counts"]  # fmt: skip
        assert counts["rows"] == counts["accepted"] and not counts["rejected"], source
        acts += counts["acts"]
    assert acts == district["acts"] > 3_000


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    program: Program, tmp_path: Path
) -> None:
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        answer = program("simulate", "--to", tmp_path / name, *SMALL, "--seed", seed)
        assert answer.status == 0, answer.err
    one, two, other = (_digests(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two and one != other
    assert any(name.startswith("truth/") for name in one)


def test_honest_work_has_no_truth_to_tell(program: Program, tmp_path: Path) -> None:
    answer = program("simulate", "--to", tmp_path / "m", *SMALL, "--no-schemes", "--json")
    assert answer.data["truth"] is None and not (tmp_path / "m" / "truth").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--district", "9999"), "9999"),
        (("--district", "6400", "--month", "2026-13"), "2026-10"),
        (("--district", "6400", "--month", "2031-01"), "2031"),
    ],
)
def test_what_cannot_be_made_is_told(
    program: Program, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = program("simulate", "--to", tmp_path / "m", *words)
    assert answer.status in (2, 3) and said in answer.err


def test_a_folder_with_something_in_it_is_not_touched(program: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    answer = program("simulate", "--to", tmp_path, *SMALL)
    assert answer.status == 2 and [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_the_demonstration_goes_from_tables_to_the_truth(program: Program, tmp_path: Path) -> None:
    answer = program("demo", "--workspace", tmp_path, *SMALL, language="zh")
    assert answer.status == 0, answer.err
    place = tmp_path / "demo-china-customs"
    page = (place / "report.html").read_text("utf-8")
    assert 'id="practice"' in page and "本报告所据数据全部为模拟生成" in page
    assert "西宁海关" not in page, "no real office is named for invented misconduct"
    assert (place / "findings.csv").stat().st_size > 1_000
    assert "先看这些" in answer.out and "退回" in answer.out
