"""No table of ours is executed by a spreadsheet (P27)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from web.ui.payloads import payloads
from zhunsheng_web.ui import sheet as room
from zhunsheng_web.ui.sheet import Column, Sheet, as_csv, as_xlsx, inert

RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")


def of(texts: list[str]) -> Sheet:
    return Sheet("表", (Column("编号"), Column("说明")), [(str(n), t) for n, t in enumerate(texts)])


def formulas(content: bytes) -> int:
    book = load_workbook(io.BytesIO(content))
    return sum(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)


def would_run(text: str) -> list[str]:
    """The lines of a CSV cell a spreadsheet might run: told without the code under test."""
    blank = " \u00a0\u3000\ufeff\u200b\u2028\u2029\v\f\x85"
    lines = re.split(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", text)
    return [line for line in lines if line.lstrip(blank)[:1] in RUNS and line.lstrip(blank)]


def csv_cells(content: bytes) -> list[str]:
    text = content.decode("utf-8-sig")
    return [row[1] for row in list(csv.reader(io.StringIO(text, newline="")))[1:]]


def test_two_thousand_payloads_make_no_formula_in_a_workbook() -> None:
    content = as_xlsx(of(payloads()))
    assert formulas(content) == 0
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page and "<hyperlink" not in page
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def test_two_thousand_payloads_make_nothing_to_run_in_csv() -> None:
    texts = payloads()
    cells = csv_cells(as_csv(of(texts)))
    assert len(cells) == len(texts)
    assert [cell for cell in cells if would_run(cell)] == []


def test_the_same_check_catches_the_tab_of_cve_2021_41270(monkeypatch: pytest.MonkeyPatch) -> None:
    def tabbed(text: str) -> str:
        return "\t" + text if text[:1] in ("=", "+", "-", "@") else text

    monkeypatch.setattr(room, "inert", tabbed)
    assert any(would_run(cell) for cell in csv_cells(as_csv(of(payloads()))))


def test_the_same_check_catches_a_writer_that_guesses_formulas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from xlsxwriter.worksheet import Worksheet

    def guessing(self, row, column, text, *looks):  # type: ignore[no-untyped-def]
        return self.write_formula(row, column, text) if text[:1] == "=" else 0

    monkeypatch.setattr(Worksheet, "write_string", guessing)
    assert formulas(as_xlsx(of(payloads()))) > 0


@pytest.mark.full
def test_libreoffice_finds_no_formula_either(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed")
    (tmp_path / "a.xlsx").write_bytes(as_xlsx(of(payloads())))
    (tmp_path / "b.csv").write_bytes(as_csv(of(payloads())))
    for name, reading in (("a.xlsx", ""), ("b.csv", "44,34,76,1")):
        subprocess.run(
            [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
             *([f"--infilter=CSV:{reading}"] if reading else []),
             "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / name)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        made = (tmp_path / name).with_suffix(".fods").read_text("utf-8")
        assert "table:formula" not in made
        assert made.count("<table:table-row") >= 100


def test_ordinary_texts_stay_as_they_are() -> None:
    for text in ("查验科", "64012026", "a-b", "3=3", "甲\n乙", "", "（－）"):
        assert inert(text) == text


def test_numbers_days_and_moments_keep_their_types() -> None:
    moment = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
    one = Sheet(
        "表",
        (Column("件数", "number"), Column("金额", "money"), Column("日", "date"),
         Column("时", "moment")),
        [(-3, Decimal("-12.50"), dt.date(2026, 11, 2), moment), (None, None, None, None)],
        notes=("甲 & 乙 导出",),
    )  # fmt: skip
    page = load_workbook(io.BytesIO(as_xlsx(one))).active
    row = [cell.value for cell in page[4]]
    assert row == [-3, -12.5, dt.datetime(2026, 11, 2), dt.datetime(2026, 11, 2, 9, 0)]
    assert page.cell(2, 1).value == "甲 & 乙 导出"
    assert '"-3","-12.50","2026-11-02","2026-11-02 09:00"' in as_csv(one).decode("utf-8-sig")


def test_what_no_file_may_hold_is_replaced_and_long_texts_are_cut_visibly() -> None:
    content = as_xlsx(of(["a\x00b\ud800c\x1bd", "长" * 40_000]))
    page = load_workbook(io.BytesIO(content)).active
    assert page.cell(3, 2).value == "a\ufffdb\ufffdc\ufffdd"
    assert len(page.cell(4, 2).value) == room.LONGEST and page.cell(4, 2).value.endswith("…")


@pytest.mark.parametrize(
    ("title", "tab"),
    [
        ("风险预警清单", "风险预警清单"),
        ("Records of warning [6400/2026]: *all*?", "Records of warning 6400 2026 al"),
        ("'quoted'", "quoted"),
        ("History", "1"),
        ("[]", "1"),
    ],
)
def test_the_tab_is_called_after_what_the_sheet_holds(title: str, tab: str) -> None:
    content = as_xlsx(Sheet(title, (Column("a"),), [("b",)]))
    assert load_workbook(io.BytesIO(content)).sheetnames == [tab]
