"""The look of the tables: what a spreadsheet program and a printer are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from forms.office import ON, Desk, form, office
from zhunsheng.flow import load_register
from zhunsheng.forms import World
from zhunsheng.forms.workbook import FORMS, write_workbook
from zhunsheng.forms.world import Scope
from zhunsheng.model.errors import RegisterError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office(tmp_path_factory.mktemp("look"))


@pytest.fixture(scope="module")
def book(folder: Path) -> Any:
    return Desk(folder, folder.parent / "forms.xlsx").book


@pytest.mark.parametrize("one", FORMS, ids=lambda one: one.name)
def test_a_table_prints_as_an_office_prints(book: Any, one: Any) -> None:
    sheet = book[one.tab.zh]
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 8  # A3
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide, as many high as it takes
    assert sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
    assert sheet.freeze_panes == "A6"
    last = len(one.columns)
    assert sheet.print_area.startswith(f"'{one.tab.zh}'!$A$1:$")
    assert sheet.cell(1, 1).value == one.title.zh
    assert f"A1:{sheet.cell(1, last).coordinate}" in {str(r) for r in sheet.merged_cells.ranges}
    assert "填报单位" in sheet["A3"].value and "审核人" in sheet["A3"].value
    for column in range(1, last + 1):
        cell = sheet.cell(6, column)
        assert cell.alignment.wrap_text and cell.border.left.style == "thin"


def test_heads_stand_over_their_columns(book: Any) -> None:
    sheet = book["风险点审核备案表"]
    joined = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:C4", "D4:F4", "G4:H4", "I4:K4", "L4:M4"} <= joined
    assert [sheet.cell(5, n).value for n in (7, 8, 9)] == [
        "等级",
        "定级日期",
        "措施内容（实现方式）",
    ]


def test_a_choice_is_offered_for_the_grade(book: Any) -> None:
    found = {
        str(one.sqref): one.formula1
        for one in book["风险点审核备案表"].data_validations.dataValidation
    }
    assert found["G6:G7"] == '"高,中,低"'


def test_the_sheet_of_origin_is_not_seen(book: Any) -> None:
    assert book["zhunsheng"].sheet_state == "veryHidden"


def test_a_text_that_looks_like_a_formula_is_text(tmp_path: Path, folder: Path) -> None:
    copy = office(tmp_path)
    path = copy / "risk_points" / "a.yaml"
    path.write_text(path.read_text("utf-8").replace("zh: 办人情案", 'zh: "=1+1"'), "utf-8")
    desk = Desk(copy, tmp_path / "forms.xlsx")
    cell = desk.at("risks", ("favour",), "title")
    assert cell.data_type != "f" or cell.value == "=1+1"
    raw = load_workbook(desk.path, rich_text=False)["风险点审核备案表"]
    assert raw.cell(cell.row, cell.column).value == "=1+1"


@pytest.mark.parametrize(
    ("scope", "powers", "posts", "risks"),
    [
        (Scope(), ["fine", "review"], 3, 2),
        (Scope("power", "review"), ["review"], 1, 0),
        (Scope("post", "handler"), ["fine"], 1, 2),
        (Scope("level", "lower"), ["fine"], 1, 2),
    ],
)
def test_a_part_of_the_register(
    folder: Path, scope: Scope, powers: list[str], posts: int, risks: int
) -> None:
    world = World(load_register(folder), ON, "zh", scope).checked()
    assert [power.id for power in world.powers] == powers
    assert (len(world.posts), len(world.risk_points)) == (posts, risks)


def test_a_part_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(RegisterError, match="no post 'nobody'"):
        World(load_register(folder), ON, "zh", Scope("post", "nobody")).checked()


def test_a_part_comes_back_alone(folder: Path, tmp_path: Path) -> None:
    from forms.office import taken_back

    path = tmp_path / "part.xlsx"
    world = World(load_register(folder), ON, "en", Scope("post", "handler"))
    write_workbook(world, path, forms=(form("posts"),))
    assert taken_back(path, folder).texts == {}
