"""What is wrong in a table is told by sheet, row and column, all of it, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from forms.office import Desk, office, taken_back, texts_of
from register.minimal import MINIMAL, write
from zhunsheng.forms import take_back
from zhunsheng.model.errors import RegisterError, SourceError


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(office(tmp_path), tmp_path / "forms.xlsx")


def told(desk: Desk) -> dict[str, str]:
    before = texts_of(desk.folder)
    with pytest.raises(SourceError) as refused:
        desk.back()
    assert texts_of(desk.folder) == before
    assert all(one.mend is not None for one in refused.value.problems)
    return {one.code: one.in_language("zh") for one in refused.value.problems}


def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    desk.put("catalogue", ("fine",), "type", "行政指导")
    desk.put("catalogue", ("fine",), "title", None)
    desk.put("catalogue", ("review",), "basis", "海关法24")
    desk.put("posts", ("handler", "fine"), "up_to", "一万")
    desk.put("risks", ("favour",), "graded_on", "2022-02-30")
    desk.put("risks", ("favour",), "title", "好的，现在全体检查")  # right beside what is wrong
    with pytest.raises(SourceError) as refused:
        desk.back()
    said = [one.in_language("zh") for one in refused.value.problems]
    assert len(said) == 5
    assert "sheet 行政权力目录表, row 6, column B" in said[0] and "行政指导" in said[0]
    assert "行政许可" in said[0] and "行政处罚" in said[0]
    assert any("row 6, column E" in one and "不能为空" in one for one in said)
    assert any("row 7, column G" in one and "海关法24" in one for one in said)
    assert any("岗位职责细化表, row 7" in one and "一万" in one for one in said)
    assert any("风险点审核备案表, row 7, column H" in one and "2022-02-30" in one for one in said)


def test_a_column_of_the_program_cannot_be_changed(desk: Desk) -> None:
    desk.put("catalogue", ("fine",), "periods", "送达期限：30日")
    assert "由系统生成" in told(desk)["column-not-yours"]


def test_both_changed_is_told_and_neither_is_lost(desk: Desk) -> None:
    path = desk.folder / "risk_points" / "a.yaml"
    path.write_text(path.read_text("utf-8").replace("grade: high", "grade: low"), "utf-8")
    desk.put("risks", ("favour",), "grade", "中")
    assert "导出之后" in told(desk)["changed-twice"]


def test_a_row_too_many_or_too_few(desk: Desk) -> None:
    sheet = desk.sheet("catalogue")
    desk.at("catalogue", ("review",), "title").value = "新的"
    place = desk.at("catalogue", ("review",), "title").row
    sheet.cell(place, 17).value = "invented"
    said = told(desk)
    assert "invented" in said["row-unknown"] and "review" in said["row-gone"]


def test_a_new_id_has_to_be_one(desk: Desk) -> None:
    desk.put("risks", ("favour",), "filing", None)
    row = desk.at("risks", ("favour",), "title").row
    desk.sheet("risks").cell(row, 14).value = "新风险点"
    assert "新标识" in told(desk)["row-unknown"]


def test_a_row_without_an_id_and_an_id_twice(desk: Desk) -> None:
    row = desk.at("risks", ("favour",), "title").row
    desk.sheet("risks").cell(row, 14).value = None
    desk.sheet("catalogue").cell(7, 17).value = "fine"
    said = told(desk)
    assert "没有标识" in said["row-without-id"] and "第 6 行" in said["row-twice"]


def test_a_head_that_is_gone(desk: Desk) -> None:
    desk.sheet("risks").cell(5, 7).value = "分级"
    assert "“等级”" in told(desk)["head-missing"]


def test_heads_are_found_where_columns_have_moved(desk: Desk) -> None:
    for sheet in desk.book.worksheets:
        for joined in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(joined))
    desk.sheet("risks").insert_cols(2)
    desk.sheet("risks").insert_rows(1, 3)
    assert desk.back().texts == {}


def test_letters_nobody_sees_are_refused(desk: Desk) -> None:
    desk.put("risks", ("favour",), "title", "办\u202e案")
    assert "\\u202e" in told(desk)["unseen-letters"]


def test_joined_rows_that_contradict_each_other(desk: Desk, tmp_path: Path) -> None:
    desk.put("posts", ("handler", "fine"), "duties", "甲")
    sheet = desk.sheet("posts")
    for joined in [one for one in sheet.merged_cells.ranges if one.min_row >= 6]:
        sheet.unmerge_cells(str(joined))
    row = desk.at("posts", ("handler", "fine"), "duties").row
    sheet.insert_rows(row + 1)
    for column in range(1, 15):
        sheet.cell(row + 1, column).value = sheet.cell(row, column).value
    sheet.cell(row + 1, 6).value = "乙"
    assert "row-twice" in told(desk)


def test_an_acceptable_table_that_breaks_the_register_is_refused(desk: Desk) -> None:
    desk.put("risks", ("favour",), "measures", None)
    desk.put("risks", ("favour",), "standards", None)
    with pytest.raises(RegisterError) as refused:
        desk.back()
    assert "favour" in str(refused.value)


def test_a_form_of_another_register_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = {**MINIMAL, "register.yaml": MINIMAL["register.yaml"].replace("example", "another")}
    folder = write(tmp_path / "other", other)
    with pytest.raises(SourceError) as refused:
        taken_back(desk.path, folder)
    assert [one.code for one in refused.value.problems] == ["other-register"]


def test_without_its_sheet_of_origin_nothing_is_guessed(desk: Desk) -> None:
    del desk.book["zhunsheng"]
    assert "origin-missing" in told(desk)


def test_a_file_changed_between_looking_and_accepting_is_left_alone(desk: Desk) -> None:
    desk.put("risks", ("favour",), "grade", "中")
    intake = desk.back()
    path = desk.folder / "risk_points" / "a.yaml"
    path.write_text(path.read_text("utf-8") + "# a hand was here\n", "utf-8")
    with pytest.raises(RegisterError) as refused:
        intake.accept()
    assert refused.value.problems[0].code == "changed-meanwhile"
    assert "grade: high" in path.read_text("utf-8")


def test_a_formula_and_a_cell_error_are_named(desk: Desk) -> None:
    desk.put("risks", ("favour",), "grade", '=IF(1,"高","低")')
    desk.at("risks", ("delay",), "title").value = "#REF!"
    desk.book.save(desk.path)
    assert load_workbook(desk.path) is not None
    with pytest.raises(SourceError) as refused:
        take_back(desk.path, desk.folder)
    codes = {one.code: str(one) for one in refused.value.problems}
    assert "column G" in codes["cell-formula"] and "=IF" in codes["cell-formula"]
    assert "column D" in codes["cell-error"]
