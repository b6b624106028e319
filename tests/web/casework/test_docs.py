"""The documentation draws the life of a warning as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhunsheng.model.text import Language
from zhunsheng_web.casework import drawing
from zhunsheng_web.casework.drawing import drawn_into
from zhunsheng_web.casework.stages import TRANSITIONS

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_as_the_table_is(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / language / "casework.md").read_text("utf-8")
    assert page.count("<!-- made: ") == 4
    assert drawn_into(page, language) == page, "run: zhunsheng-web draw-life"
    monkeypatch.setattr(drawing, "TRANSITIONS", TRANSITIONS[1:])
    assert drawn_into(page, language) != page
