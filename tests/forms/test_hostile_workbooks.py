"""Files built to hurt end in a sentence, within limits, and the register is as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.office import Desk, office, texts_of
from zhunsheng.forms import take_back
from zhunsheng.forms.apart import Limits
from zhunsheng.model.errors import SourceError

SHEET = "xl/worksheets/sheet1.xml"
LIMITS = Limits(seconds=10, megabytes=700)


def rebuilt(path: Path, name: str, change: Callable[[str], str]) -> None:
    """One part of the workbook in other words."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (80 << 20))


def lying_dimension(path: Path) -> None:
    rebuilt(
        path, SHEET, lambda xml: re.sub(r'ref="A1:[A-Z]+\d+"', 'ref="A1:XFD1048576"', xml, count=1)
    )


def joined_sheet(path: Path) -> None:
    rebuilt(path, SHEET, lambda xml: xml.replace("</mergeCells>",
            '<mergeCell ref="A100:XFD1048576"/></mergeCells>'))  # fmt: skip


def far_cell(path: Path) -> None:
    rebuilt(path, SHEET, lambda xml: xml.replace("</sheetData>",
            '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
            "</sheetData>"))  # fmt: skip


def entities(path: Path) -> None:
    nested = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    rebuilt(
        path,
        "xl/sharedStrings.xml",
        lambda xml: re.sub(r"(\?>\s*)", rf"\1<!DOCTYPE sst [{nested}]>", xml, count=1).replace(
            "</sst>", "<si><t>&l11;</t></si></sst>"
        ),
    )


def broken(path: Path) -> None:
    rebuilt(path, SHEET, lambda xml: xml[: len(xml) // 2])


def text(path: Path) -> None:
    path.write_text("序号,权力事项\n1,罚款\n", encoding="utf-8")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


HOSTILE = [bomb, joined_sheet, far_cell, entities, broken, text, cut]


@pytest.mark.parametrize("hurt", HOSTILE)
def test_a_hostile_workbook_costs_a_sentence(tmp_path: Path, hurt: Callable[[Path], None]) -> None:
    folder = office(tmp_path)
    desk = Desk(folder, tmp_path / "forms.xlsx")
    hurt(desk.path)
    before = texts_of(folder)
    with pytest.raises(SourceError) as refused:
        take_back(desk.path, folder, limits=LIMITS)
    assert texts_of(folder) == before
    assert all(one.mend is not None for one in refused.value.problems)
    assert "register" in str(refused.value) or "sheet" in str(refused.value)


def test_dimensions_that_lie_are_not_believed(tmp_path: Path) -> None:
    folder = office(tmp_path)
    desk = Desk(folder, tmp_path / "forms.xlsx")
    lying_dimension(desk.path)
    assert take_back(desk.path, folder, limits=LIMITS).texts == {}


def test_a_changed_cell_comes_through_the_process_apart(tmp_path: Path) -> None:
    folder = office(tmp_path)
    desk = Desk(folder, tmp_path / "forms.xlsx")
    desk.put("risks", ("favour",), "grade", "low")
    desk.book.save(desk.path)
    intake = take_back(desk.path, folder)
    assert [(one.item, one.field) for one in intake.changes] == [("favour", "grade")]
