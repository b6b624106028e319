"""Out and in: nothing changes by itself, and a changed cell changes that and nothing else."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import REGISTER
from forms.office import ON, Desk, form, office, taken_back, texts_of
from zhunsheng.flow import load_register
from zhunsheng.forms import World
from zhunsheng.forms.form import shown
from zhunsheng.forms.mending import mended
from zhunsheng.forms.workbook import FORMS, write_workbook
from zhunsheng.model.text import Language


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return office(tmp_path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_nobody_touched_changes_nothing(folder: Path, language: Language) -> None:
    desk = Desk(folder, folder.parent / "forms.xlsx", language)
    intake = desk.back()
    assert intake.changes == () and intake.texts == {} and intake.notes == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_register_comes_back_as_it_went(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "forms.xlsx"
    write_workbook(World(load_register(REGISTER), dt.date(2012, 1, 1), language), path)
    intake = taken_back(path, REGISTER)
    assert intake.changes == () and intake.texts == {}


def test_the_same_register_gives_the_same_bytes(folder: Path) -> None:
    world = World(load_register(folder), ON, "zh")
    one, two = folder.parent / "1.xlsx", folder.parent / "2.xlsx"
    write_workbook(world, one)
    write_workbook(world, two)
    assert one.read_bytes() == two.read_bytes()


CHANGES = [
    ("catalogue", ("fine",), "title", "罚款（含没收）",
     ["-  title: {zh: 罚款, en: fine}", "+  title: {zh: 罚款（含没收）, en: fine}"]),
    ("catalogue", ("review",), "title", "法制审核把关",
     ["-    zh: >-", "-      法制", "-      审核", "+    zh: 法制审核把关"]),
    ("catalogue", ("fine",), "code", "CF-002", ["-  code: CF-001", "+  code: CF-002"]),
    ("catalogue", ("fine",), "code", None, ["-  code: CF-001"]),
    ("catalogue", ("review",), "code", "007", ['+  code: "007"']),
    ("catalogue", ("fine",), "domain", "专项", ["-  domain: general", "+  domain: special"]),
    ("catalogue", ("fine",), "public", "否", ["-  public: true", "+  public: false"]),
    ("catalogue", ("review",), "public", "是", ["+  public: true"]),
    ("catalogue", ("review",), "verified", "待核实", ["+  verified: false"]),
    ("catalogue", ("fine",), "levels", "上级", ["-  levels: [upper, lower]", "+  levels: [upper]"]),
    ("catalogue", ("review",), "levels", "下级\n上级", ["+  levels: [lower, upper]"]),
    ("catalogue", ("fine",), "approval", "panel", ["-  approval: head", "+  approval: panel"]),
    ("catalogue", ("fine",), "limits", "两万元以下",
     ['-    limits: {zh: "一万元以下", en: "up to 10,000"}',
      '+    limits: {zh: 两万元以下, en: "up to 10,000"}']),
    ("catalogue", ("fine",), "subitems", "当场罚款\n一般罚款\n简易罚款",
     ["+  - {zh: 简易罚款, en: 简易罚款}"]),
    ("catalogue", ("fine",), "subitems", "当场处罚\n一般罚款",
     ["-  - {zh: 当场罚款, en: on the spot}", "+  - {zh: 当场处罚, en: on the spot}"]),
    ("catalogue", ("fine",), "basis",
     "《行政处罚法》第九条第二款（2021-07-15文本）\n《行政处罚法》第66条（2021-07-15文本）",
     ['-    - {law: penalties, article: "66", edition: 2021-07-15, verified: false}',
      '+    - {law: penalties, article: "66", edition: 2021-07-15}']),
    ("posts", ("handler", "fine"), "up_to", "20000",
     ["-  - {power: fine, from: 2021-07-15, up_to: 10000}",
      "+  - {power: fine, from: 2021-07-15, up_to: 20000}"]),
    ("posts", ("handler", "fine"), "up_to", None,
     ["-  - {power: fine, from: 2021-07-15, up_to: 10000}",
      "+  - {power: fine, from: 2021-07-15}"]),
    ("posts", ("archivist", ""), "duties", "立卷归档",
     ["+  duties: {zh: 立卷归档, en: 立卷归档}"]),
    ("posts", ("reviewer", "review"), "key", "是", ["+  key: true"]),
    ("risks", ("favour",), "grade", "中", ["-  grade: high", "+  grade: medium"]),
    ("risks", ("delay",), "title", "拖延不办",
     ['-  title: {zh: "拖延, 不办", en: delay}', "+  title: {zh: 拖延不办, en: delay}"]),
    ("risks", ("delay",), "graded_on", dt.datetime(2022, 5, 1), ["+  graded_on: 2022-05-01"]),
    ("risks", ("favour",), "graded_on", "2022年2月1日",
     ["-  graded_on: 2022-01-31", "+  graded_on: 2022-02-01"]),
    ("risks", ("favour",), "standards", "按期送达",
     ["-  standards: [serve-in-time, within-bands]", "+  standards: [serve-in-time]"]),
    ("risks", ("favour",), "measures", "双人办案（系统实现）\n系统自动比对（系统实现）",
     ["-  - {zh: 双人办案, en: two officers a case, by: people}  # since 2015",
      "+  - {zh: 双人办案, en: two officers a case, by: system}  # since 2015"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "column", "value", "lines"), CHANGES)
def test_a_changed_cell_changes_exactly_its_place_in_the_file(
    folder: Path, name: str, key: tuple[str, ...], column: str, value: object, lines: list[str]
) -> None:
    desk = Desk(folder, folder.parent / "forms.xlsx")
    desk.put(name, key, column, value)
    before = texts_of(folder)
    intake = desk.back()
    assert texts_of(folder) == before  # shown, not written
    intake.accept()
    after = texts_of(folder)
    told = [line for file in before for line in changed_lines(before[file], after[file])]
    assert sorted(told) == sorted(lines)
    assert desk.back().texts == {}  # once more: nothing left to do
    assert len(intake.changes) == 1


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


WORDS = st.text(
    st.sampled_from("罚款处理，。、（）“”《》：；abcXYZ019 -_.,:'\"{}[]#&*!|>%@`?~=\\/\n"),
    min_size=1,
    max_size=24,
).filter(lambda text: text.strip())
LIST_OF = {
    "levels": ["上级", "下级"],
    "misconduct": ["收受贿赂", "徇私"],
    "standards": ["按期送达", "幅度之内"],
}
EDITABLE = [
    ("catalogue", ("fine",), "title", WORDS),
    ("catalogue", ("review",), "title", WORDS),
    ("catalogue", ("fine",), "limits", WORDS),
    ("catalogue", ("review",), "limits", WORDS),
    ("catalogue", ("fine",), "subitems", WORDS),
    ("catalogue", ("fine",), "code", WORDS.filter(lambda text: "\n" not in text.strip())),
    ("catalogue", ("review",), "levels", None),
    ("posts", ("handler", "fine"), "duties", WORDS),
    ("posts", ("archivist", ""), "duties", WORDS),
    ("risks", ("favour",), "title", WORDS),
    ("risks", ("favour",), "sign", WORDS),
    ("risks", ("delay",), "sign", WORDS),
    ("risks", ("favour",), "measures", WORDS),
    ("risks", ("delay",), "measures", WORDS),
    ("risks", ("delay",), "misconduct", None),
    ("risks", ("favour",), "standards", None),
]


NAMES_OTHERS = {"number", "power", "post", "holders", "incompatible"}
"""Columns that follow the title of another item."""


@st.composite
def edits(draw: st.DrawFn) -> dict[tuple[str, tuple[str, ...], str], str]:
    chosen = draw(st.lists(st.sampled_from(range(len(EDITABLE))), min_size=1, unique=True))
    found = {}
    for place in chosen:
        name, key, column, words = EDITABLE[place]
        if words is None:
            some = draw(st.lists(st.sampled_from(LIST_OF[column]), min_size=1, unique=True))
            found[name, key, column] = "\n".join(some)
        else:
            found[name, key, column] = draw(words)
    return found


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=edits())
def test_any_edit_is_in_the_register_afterwards_and_nothing_else_is(
    tmp_path_factory: pytest.TempPathFactory,
    made: dict[tuple[str, tuple[str, ...], str], str],
) -> None:
    folder = office(tmp_path_factory.mktemp("case"))
    before = cells(folder)
    desk = Desk(folder, folder.parent / "forms.xlsx")
    for (name, key, column), value in made.items():
        desk.at(name, key, column).value = value
        desk.at(name, key, column).data_type = "s" if value else "n"  # no formula by a hand's “=”
    desk.back().accept()
    after = cells(folder)
    for place, was in before.items():
        said = made.get(place)
        if said is None:
            assert after[place] == was or place[2] in NAMES_OTHERS
        elif place[2] in ("subitems", "measures", *LIST_OF):
            assert [" ".join(line.split()) for line in said.splitlines() if line.strip()] == (
                after[place].splitlines()
            )
        else:
            assert after[place].split() == said.split()
    assert desk.back().texts == {}


def cells(folder: Path) -> dict[tuple[str, tuple[str, ...], str], str]:
    world = World(load_register(folder), ON, "zh")
    return {
        (one.name, row.key, column): text
        for one in FORMS
        for row in one.rows(world)
        for column, text in shown(one, world, row).items()
    }


def test_a_new_row_is_a_new_risk_point_in_the_file_of_its_power(folder: Path) -> None:
    desk = Desk(folder, folder.parent / "forms.xlsx")
    sheet = desk.sheet("risks")
    for joined in [one for one in sheet.merged_cells.ranges if one.min_row >= 8]:
        sheet.unmerge_cells(str(joined))  # openpyxl leaves them where they were
    sheet.insert_rows(8)
    new = {
        "power": "罚款", "post": "经办岗", "title": "选择性执法", "grade": "高",
        "measures": "随机派单（系统实现）", "standards": "按期送达", "misconduct": "徇私",
    }  # fmt: skip
    columns = [one.key for one in form("risks").columns]
    for column, value in new.items():
        sheet.cell(8, columns.index(column) + 1).value = value
    sheet.cell(8, len(columns) + 1).value = "selective"
    intake = desk.back()
    assert [one.in_words().zh for one in intake.changes] == [
        "新增廉政风险点“selective”（选择性执法）"
    ]
    before = texts_of(folder)["risk_points/a.yaml"]
    intake.accept()
    after = texts_of(folder)["risk_points/a.yaml"]
    assert after == before + (
        "- id: selective\n"
        "  power: fine\n"
        "  post: handler\n"
        "  title: {zh: 选择性执法, en: 选择性执法}\n"
        "  misconduct: [favour]\n"
        "  grade: high\n"
        "  measures:\n"
        "  - {zh: 随机派单, en: 随机派单, by: system}\n"
        "  standards: [serve-in-time]\n"
    )


def test_a_deleted_row_takes_the_risk_point_out_and_nothing_else(folder: Path) -> None:
    desk = Desk(folder, folder.parent / "forms.xlsx")
    row = desk.at("risks", ("favour",), "title").row
    desk.sheet("risks").delete_rows(row)
    before = texts_of(folder)["risk_points/a.yaml"]
    desk.back().accept()
    after = texts_of(folder)["risk_points/a.yaml"]
    assert after == before[before.index("# the second one") :]


def test_a_cell_the_register_has_since_changed_is_not_put_back(folder: Path) -> None:
    desk = Desk(folder, folder.parent / "forms.xlsx")
    path = folder / "risk_points" / "a.yaml"
    path.write_text(path.read_text("utf-8").replace("grade: high", "grade: low"), "utf-8")
    desk.put("risks", ("favour",), "title", "办关系案")
    intake = desk.back()
    intake.accept()
    assert "grade: low" in path.read_text("utf-8") and "办关系案" in path.read_text("utf-8")
    assert [one.field for one in intake.changes] == ["title"]


def test_a_writer_that_loses_comments_would_be_seen(folder: Path) -> None:
    """The broken variant: a file written anew from its content keeps no comment."""
    text = (folder / "powers.yaml").read_text("utf-8")
    kept = mended(text, [], [], [])
    assert kept == text
    rewritten = "\n".join(line.split("#")[0].rstrip() for line in text.splitlines())
    assert changed_lines(text, rewritten)
