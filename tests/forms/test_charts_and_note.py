"""Charts on paper and the note in Word: whole, readable, and the same every time."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from conftest import REGISTER
from zhunsheng.charts import palette
from zhunsheng.flow import load_register
from zhunsheng.forms import World, picture, send_up
from zhunsheng.forms.picture import (
    HIGH,
    ROOM,
    Drawing,
    drawing,
    pdf_of,
    pngs_of,
    strips_of,
)
from zhunsheng.model.errors import ChartError
from zhunsheng.model.text import Language

CHART = REGISTER / "charts" / "fine.bpmn"
LETTERS = 13  # pixels: what a chart's tasks are lettered in


@pytest.fixture(scope="module")
def world() -> World:
    return World(load_register(REGISTER), dt.date(2012, 1, 1), "zh")


@pytest.mark.parametrize("width", [300.0, 1_500.0, 2_600.0, 7_000.0, 20_000.0])
@pytest.mark.parametrize("height", [200.0, 600.0, 1_400.0])
def test_strips_cover_the_drawing_fit_the_sheet_and_can_be_read(
    width: float, height: float
) -> None:
    drawn = Drawing("", "", width, height, 44.0)
    cut = strips_of(drawn)
    head = drawn.head * cut.scale
    assert cut.width <= ROOM + 1 and drawn.height * cut.scale <= HIGH + 1
    assert LETTERS * cut.scale >= 7 or drawn.height * cut.scale >= HIGH - 1
    reach = 0.0
    for left in cut.lefts:
        assert left <= reach
        reach = left + cut.width - head
    assert reach >= (width - drawn.head) * cut.scale - 1


def test_a_cut_without_overlap_would_be_seen() -> None:
    """The broken variant: strips laid edge to edge, one too few, leave the end of a chart out."""
    drawn = Drawing("", "", 7_000.0, 1_400.0, 44.0)
    cut = replace(strips_of(drawn), lefts=strips_of(drawn).lefts[:-1])
    reach = cut.lefts[-1] + cut.width - drawn.head * cut.scale
    assert reach < (drawn.width - drawn.head) * cut.scale - 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_carries_its_letters_with_it(language: Language) -> None:
    drawn = drawing(CHART, language)
    pdf = pdf_of(drawn, language)
    assert pdf == pdf_of(drawn, language)
    assert pdf.startswith(b"%PDF-")
    said = pdf + b"".join(_unpacked(pdf))
    fonts = set(re.findall(rb"/BaseFont\s*/([\w+-]+)", said))
    assert fonts and all(b"+" in font for font in fonts)  # a subset, embedded
    assert b"/FontFile3" in said or b"/FontFile2" in said


def _unpacked(pdf: bytes) -> list[bytes]:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return found


def test_without_chinese_type_no_empty_boxes_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_installed", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(ChartError, match="fonts-noto-cjk"):
        drawing(CHART, "zh")
    assert drawing(CHART, "en").width > 0
    assert all(family in palette.FONTS for family in picture.CHINESE)


def test_a_picture_for_each_strip() -> None:
    drawn = drawing(CHART, "zh")
    pictures = pngs_of(drawn)
    assert len(pictures) == len(strips_of(drawn).lefts)
    assert all(one.startswith(b"\x89PNG") for one in pictures)


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    send_up(world, folder, progress=lambda part, share: None)
    return folder


def test_all_five_are_written(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "三表.xlsx",
        "权力运行流程图/fine.svg",
        "权力运行流程图/fine.pdf",
        "权力类别及说明.docx",
    }


def test_the_note_says_every_power_with_what_belongs_to_it(folder: Path, world: World) -> None:
    document = Document(str(folder / "权力类别及说明.docx"))
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert heads[: len(world.powers)] == [
        f"{number}. {power.title.zh}" for number, power in enumerate(world.powers, start=1)
    ]
    said = "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    for power in world.powers:
        for basis in power.versions[0].basis:
            assert f"第{basis.article}条" in said
    for point in world.risk_points:
        assert point.title.zh in said
        assert all(measure.text.zh in said for measure in point.measures)
    prose = "\n".join(one.text for one in document.paragraphs)
    assert all(standard.title.zh in prose for standard in world.today.standards)
    assert len(document.inline_shapes) == len(strips_of(drawing(CHART, "zh")).lefts)


def test_the_contents_lead_to_bookmarks_there_are(folder: Path) -> None:
    with zipfile.ZipFile(folder / "权力类别及说明.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    wanted = set(re.findall(r'w:anchor="([^"]+)"', xml))
    marks = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', xml)
    assert wanted and wanted <= {name for _, name in marks}
    assert len({number for number, _ in marks}) == len(marks)
    assert "TOC \\o" in xml
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"')


def test_the_note_is_the_same_every_time(folder: Path, world: World, tmp_path: Path) -> None:
    send_up(world, tmp_path, only=("note",), progress=lambda part, share: None)
    name = "权力类别及说明.docx"
    assert _parts(tmp_path / name) == _parts(folder / name)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()}
