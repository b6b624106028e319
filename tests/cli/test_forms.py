"""``register forms``, ``import`` and ``oscal`` as a shell calls them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli.calling import Program
from conftest import REGISTER

ON = ("--on", "2012-01-01")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REGISTER, tmp_path / "traffic-fines"))


def test_out_changed_shown_accepted(program: Program, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = program("register", "forms", register, "--to", out, "--only", "risks", *ON,
                   language="zh")  # fmt: skip
    assert said.status == 0 and "三表.xlsx" in said.out and "8 项权责" in said.out
    book = load_workbook(out / "三表.xlsx")
    sheet = book["风险点审核备案表"]
    assert sheet["G6"].value == "高"
    sheet["G6"].value = "中"
    book.save(out / "三表.xlsx")

    line = ("register", "import", out / "三表.xlsx", "--register", register)
    before = (register / "risk_points.yaml").read_text("utf-8")
    shown = program(*line, language="zh")
    assert shown.status == 0 and "风险等级由" in shown.out and "--accept" in shown.out
    assert (register / "risk_points.yaml").read_text("utf-8") == before
    given = program(*line, "--json").data
    assert [one["field"] for one in given["changes"]] == ["grade"] and not given["written"]
    assert program(*line, "--accept").status == 0
    after = (register / "risk_points.yaml").read_text("utf-8")
    assert len(after.splitlines()) == len(before.splitlines()) and "grade: medium" in after
    assert "say what the register says" in program(*line).out


def test_wrong_words_on_the_line(program: Program, register: Path, tmp_path: Path) -> None:
    two = program("register", "forms", register, "--to", tmp_path, "--power", "a", "--post", "b")
    assert two.status == 2 and "only one of" in two.err
    kinds = program("register", "forms", register, "--to", tmp_path, "--only", "risks,chat")
    assert kinds.status == 2 and "'chat'" in kinds.err
    part = program("register", "forms", register, "--to", tmp_path / "new", "--power", "x", *ON)
    assert part.status == 3 and "no power 'x'" in part.err
    assert not (tmp_path / "new").exists()
    gone = program("register", "import", tmp_path / "no.xlsx", "--register", register)
    assert gone.status == 3 and "no.xlsx" in gone.err


def test_oscal_to_a_file_and_to_the_screen(
    program: Program, register: Path, tmp_path: Path
) -> None:
    shown = program("register", "oscal", register, *ON)
    program("register", "oscal", register, *ON, "--out", tmp_path / "catalog.json")
    assert json.loads((tmp_path / "catalog.json").read_text("utf-8")) == shown.data
    assert shown.data["catalog"]["metadata"]["oscal-version"].startswith("1.1")
