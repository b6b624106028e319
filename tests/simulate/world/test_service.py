"""A service is read with every fault told where it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from simulate.service import FOLDER, register, service
from zhunsheng.model.errors import PracticeError
from zhunsheng.simulate.world.service import read_service


def spoiled(folder: Path, file: str, before: str, after: str) -> str:
    """What is said of the shipped service with one text replaced."""
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, folder / path.name)
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PracticeError) as raised:
        read_service(folder)
    zh = "\n".join(problem.in_language("zh") for problem in raised.value.problems)
    return f"{raised.value}\n{zh}"


def line_of(file: str, text: str) -> int:
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_time_off_the_quarter_hour_is_refused_with_its_line(tmp_path: Path) -> None:
    said = spoiled(tmp_path, "service.yaml", '"08:30-12:00"', '"08:20-12:00"')
    assert f"service.yaml:{line_of('service.yaml', '08:30-12:00')}" in said
    assert "08:20" in said and "整刻" in said


def test_a_span_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    assert "no span of the day" in spoiled(
        tmp_path, "service.yaml", '"13:30-17:30"', '"17:30-13:30"'
    )


def test_an_unknown_roster_is_refused(tmp_path: Path) -> None:
    said = spoiled(tmp_path, "service.yaml", "district-head: [0.0, 5, office]",
                   "district-head: [0.0, 5, offfice]")  # fmt: skip
    assert "'offfice' is not a roster" in said and "“offfice”" in said


def test_an_unknown_kind_of_office_is_refused(tmp_path: Path) -> None:
    assert "'seaa' is not a kind of office" in spoiled(
        tmp_path, "offices.yaml", "offices: {sea: 5", "offices: {seaa: 5"
    )


def test_a_figure_without_a_source_is_refused(tmp_path: Path) -> None:
    said = spoiled(
        tmp_path, "figures.yaml", ', source: "[F4], December 2022, national average"', ""
    )
    assert "'source' is missing" in said
    assert f"figures.yaml:{line_of('figures.yaml', 'import-clearance-hours')}" in said


def test_a_figure_written_twice_is_refused(tmp_path: Path) -> None:
    said = spoiled(
        tmp_path, "figures.yaml", "{id: export-clearance-hours", "{id: import-clearance-hours"
    )
    assert "the figure 'import-clearance-hours' is there twice" in said


def test_goods_without_a_price_are_refused(tmp_path: Path) -> None:
    assert "'goods.1.price' is missing" in spoiled(tmp_path, "goods.yaml", "price: 62, ", "")


def test_every_figure_says_where_it_is_from_or_that_it_is_assumed() -> None:
    for figure in service().figures.table.values():
        if figure.verified:
            assert re.match(r"(S\d+|\[F\d\])", figure.source), figure.id
        else:
            assert figure.source.startswith(("assumed", "from memory")) or figure.note, figure.id


def test_the_posts_of_the_service_are_of_the_levels_the_register_gives_them() -> None:
    levels = {post.id: set(post.levels) for post in register().posts}
    wrong = [
        (kind, name)
        for kind, block in service().block.kinds.items()
        for name in service().posts(kind, staff=1000)
        if block.level not in levels[name]
    ]
    assert wrong == []


def test_every_post_of_the_register_but_the_public_has_people() -> None:
    known = {
        name
        for kind in service().block.kinds
        for staff in (10, 1000)
        for name in service().posts(kind, staff)
    }
    assert {post.id for post in register().posts} - known == {"public"}
