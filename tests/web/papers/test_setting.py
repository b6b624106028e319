"""How a page is set: nothing that signs for it stands alone, titles begin as titles do."""

from __future__ import annotations

import datetime as dt
import io

from docx import Document

from zhunsheng.model.text import Text
from zhunsheng_web.papers import page as on
from zhunsheng_web.papers.as_pdf import source
from zhunsheng_web.papers.as_word import as_word
from zhunsheng_web.papers.composing import Filling, compose
from zhunsheng_web.papers.form import forms

MADE = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


def letter(*blocks: on.Block) -> on.Page:
    return on.Page("告知书", "号", "海关", "letter", "zh", blocks)


def test_who_issues_it_stays_with_the_last_paragraph_in_print() -> None:
    seal = on.Seal("海关", "2026年11月24日")
    text = source(letter(on.Paragraph("第一段"), on.Paragraph("末段"), seal))
    held = text[text.index("#block(breakable: false)[") :]
    assert "末段" in held and "2026年11月24日" in held
    assert "第一段" not in held


def test_who_issues_it_stays_with_what_comes_before_in_word() -> None:
    seal = on.Seal("海关", "2026年11月24日")
    box = on.Grid(((on.Box("意见", "同意", 3.0),),))
    told = Document(
        io.BytesIO(as_word(letter(on.Paragraph("第一段"), on.Paragraph("末段"), seal), MADE))
    )
    kept = {line.text: line.paragraph_format.keep_with_next for line in told.paragraphs}
    assert (kept["第一段"], kept["末段"], kept["海关"]) == (None, True, True)
    boxed = Document(io.BytesIO(as_word(letter(box, seal), MADE)))
    line = boxed.tables[0].rows[-1].cells[1].paragraphs[0]
    assert line.paragraph_format.keep_with_next


def test_a_title_in_a_place_of_its_own_begins_with_a_capital_and_an_id_does_not() -> None:
    filling = Filling(
        {
            "number": Text("yj-1", "yj-1"),
            "standard": Text("放行前缴税", "tax is paid before release"),
        }
    )
    made = compose(forms()["assignment-slip"], filling, number="n", mark="m", language="en")
    (grid, *_) = made.blocks
    assert isinstance(grid, on.Grid)
    words = {box.words for row in grid.rows for box in row}
    assert {"Tax is paid before release", "yj-1"} <= words
