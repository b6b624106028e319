"""The page in a browser, at a desk and on a telephone, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from conftest import Judged
from report.browser import CHROMIUM, looked_at
from zhunsheng.report.page import page

pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no Chromium on this machine; as root `make setup` installs Debian's package chromium",
)

DESK, PHONE = 1280, 390
SMALLEST_LETTERS = 12
HEADS = {
    "zh": ["内控标准", "等级", "不符合", "符合", "未评价"],
    "en": ["Standard", "Grade", "Fail", "Pass", "Not evaluated"],
}


@pytest.fixture(scope="module")
def written(judged: Judged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(judged.run, judged.register, judged.store, language="zh"), "utf-8")
    return path


def _faults(seen: dict[str, Any], *, width: int, language: str) -> Iterator[str]:
    """What would keep somebody from reading it."""
    if seen["wide"] > seen["width"]:
        yield f"{seen['wide']} px wide: it scrolls sideways"
    yield from (f"reaches past the edge: {name}" for name in seen["outside"])
    if seen["languages"] != [language]:
        yield f"speaks {seen['languages']}"
    if width == DESK and seen["head"] != HEADS[language]:
        yield f"the table is headed {seen['head']}"
    if not seen["rows"]:
        yield "the table of findings is empty"
    for row in seen["rows"]:
        for cell in row:
            if not cell["text"] or cell["cut"] or cell["font"] < SMALLEST_LETTERS:
                yield f"not to be read: {cell}"
        for one, other in combinations(row, 2):
            if _overlap(one["rect"], other["rect"]):
                yield f"{one['text']!r} lies on {other['text']!r}"
        if width == PHONE and any(cell["label"] in ("none", '""') for cell in row[1:]):
            yield "figures without a word what they are"


def _overlap(one: list[int], other: list[int]) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_page_can_be_read(written: Path, width: int, language: str) -> None:
    seen = looked_at(written, width=width, language=language)
    assert seen["width"] == width
    assert list(_faults(seen, width=width, language=language)) == []


@pytest.mark.parametrize(
    ("width", "old", "new", "fault"),
    [
        (PHONE, "@media (max-width: 44rem)", "@media (max-width: 1px)", "scrolls sideways"),
        (PHONE, "content: attr(data-zh)", "content: none; --was: attr(data-zh)", "without a word"),
        (DESK, "#say-zh:checked ~ * .en, ", "", "speaks"),
        (DESK, "th, td {", "td { position: absolute; } th, td {", "lies on"),
    ],
)
def test_a_page_that_cannot_be_read_is_noticed(
    written: Path, tmp_path: Path, width: int, old: str, new: str, fault: str
) -> None:
    """The broken variants: one rule of the style left out or wrong."""
    text = written.read_text("utf-8")
    assert old in text
    broken = tmp_path / "broken.html"
    broken.write_text(text.replace(old, new), "utf-8")
    seen = looked_at(broken, width=width, language="zh")
    assert any(fault in said for said in _faults(seen, width=width, language="zh"))
