"""Bases as lawyers write them, read as the register writes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from forms.office import ON, office
from zhunsheng.flow import load_register
from zhunsheng.forms import World
from zhunsheng.forms.citations import bases_cell, show_bases
from zhunsheng.forms.naming import Unread

CELL = bases_cell("basis")
EDITION = dt.date(2021, 7, 15)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office(tmp_path_factory.mktemp("law"))


@pytest.mark.parametrize(
    ("language", "line", "block"),
    [
        ("zh", "《行政处罚法》第66条", {"law": "penalties", "article": "66"}),
        ("zh", "《行政处罚法》第六十六条", {"law": "penalties", "article": "66"}),
        ("zh", "《行政处罚法》第一百零七条第二款第（三）项", None),
        ("zh", "《行政处罚法》第一百一十条第二款第三项",
         {"law": "penalties", "article": "110(2)(3)"}),
        ("zh", "《行政处罚法》第10条(1)（2021-07-15文本）〔待核实〕",
         {"law": "penalties", "article": "10(1)", "edition": EDITION, "verified": False}),
        ("zh", "《penalties》附件一", {"law": "penalties", "article": "附件一"}),
        ("en", "Law on Administrative Penalties, art. 66(1) (text of 2021-07-15) [to be verified]",
         {"law": "penalties", "article": "66(1)", "edition": EDITION, "verified": False}),
    ],
)  # fmt: skip
def test_a_line_is_a_basis(
    folder: Path, language: Any, line: str, block: dict[str, Any] | None
) -> None:
    world = World(load_register(folder), ON, language)
    made = CELL.read(world, line, None)
    if block is not None:
        assert made == [block]
    else:
        assert made[0]["article"].startswith("107(2)")


@pytest.mark.parametrize("line", ["第66条", "行政处罚法第66条", "《行政处罚法》", "《刑法》第66条"])
def test_a_line_that_is_none_is_told_with_an_example(folder: Path, line: str) -> None:
    with pytest.raises(Unread) as refused:
        CELL.read(World(load_register(folder), ON, "zh"), line, None)
    assert refused.value.mend.zh and refused.value.mend.en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_basis_of_the_register_is_read_as_it_is_shown(folder: Path, language: Any) -> None:
    world = World(load_register(folder), ON, language)
    for power in world.powers:
        for basis in power.versions[0].basis:
            line = show_bases(world, (basis,))
            (made,) = CELL.read(world, line, None)
            assert (made["law"], made["article"]) == (basis.law, basis.article)
            assert made.get("edition") == basis.edition
            assert made.get("verified", True) == basis.verified
