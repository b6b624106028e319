"""What python-docx leaves to its user: Chinese type, fields, bookmarks, links, heads repeated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

_SONGTI, _HEITI, _LATIN = "宋体", "黑体", "Times New Roman"
GROUND = "E8EEF5"


@dataclass(slots=True)
class Bookmarks:
    """Gives every bookmark of a document a number of its own."""

    given: int = 0

    def put(self, paragraph: Paragraph, name: str) -> None:
        """A bookmark around what the paragraph says."""
        self.given += 1
        start, end = (
            _element("w:bookmarkStart", id=self.given, name=name),
            _element("w:bookmarkEnd", id=self.given),
        )
        properties = paragraph._p.pPr
        if properties is not None:
            properties.addnext(start)
        else:
            paragraph._p.insert(0, start)
        paragraph._p.append(end)


def set_type(document: Document) -> None:
    """The styles a Chinese office prints with; the Latin letters beside them."""
    for name, size, bold, face in (
        ("Normal", 10.5, False, _SONGTI),
        ("Title", 22, False, _HEITI),
        ("Heading 1", 16, False, _HEITI),
        ("Heading 2", 13, False, _HEITI),
        ("Heading 3", 11, False, _HEITI),
    ):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        font = style.font
        font.name, font.size, font.bold = _LATIN, Pt(size), bold
        font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), face)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    languages = defaults.find(f".//{qn('w:lang')}")
    languages.set(qn("w:eastAsia"), "zh-CN")  # its own forms of letters and marks
    title = document.styles["Title"].element.pPr
    title.remove(title.find(qn("w:pBdr")))
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    for level in (1, 2):
        style = document.styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent = Cm(0.7 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(
            Cm(16), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )


def contents(document: Document, entries: list[tuple[int, str, str]]) -> None:
    """A table of contents (level, words, bookmark), right as it stands, renewed by Word."""
    for place, (level, words, bookmark) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if place == 0:
            _field_begins(paragraph._p, ' TOC \\o "1-2" \\h \\z \\u ')
        link = _element("w:hyperlink", anchor=bookmark)
        _run(link, words)
        link.append(_run_with(_element("w:tab")))
        _field_begins(link, f" PAGEREF {bookmark} \\h ")
        _run(link, "…")
        link.append(_run_with(_element("w:fldChar", fldCharType="end")))
        paragraph._p.append(link)
        if place == len(entries) - 1:
            paragraph._p.append(_run_with(_element("w:fldChar", fldCharType="end")))


def link_to(paragraph: Paragraph, words: str, bookmark: str) -> None:
    """Words that lead to a bookmark."""
    link = _element("w:hyperlink", anchor=bookmark)
    _run(link, words)
    paragraph._p.append(link)


def page_number(paragraph: Paragraph) -> None:
    """The number of the page, by a field."""
    _field_begins(paragraph._p, " PAGE ")
    _run(paragraph._p, "1")
    paragraph._p.append(_run_with(_element("w:fldChar", fldCharType="end")))


def shade(cell: _Cell) -> None:
    """A light ground for the heads of a table."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=GROUND))


def set_widths(table: Table, widths: tuple[float, ...]) -> None:
    """The columns' widths, in centimetres; Word goes by the cells, others by the grid."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def repeat_head(row: _Row) -> None:
    """The row is said again at the top of every page its table runs over."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def say(cell: _Cell, text: str, *, size: float = 9.5, bold: bool = False) -> None:
    """``text`` in a cell, a paragraph a line."""
    for place, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        run = paragraph.add_run(line)
        run.font.size = Pt(size)
        run.font.bold = bold


def _field_begins(parent: Any, instruction: str) -> None:
    parent.append(_run_with(_element("w:fldChar", fldCharType="begin", dirty="true")))
    code = _element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = instruction
    parent.append(_run_with(code))
    parent.append(_run_with(_element("w:fldChar", fldCharType="separate")))


def _run(parent: Any, words: str) -> None:
    text = _element("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = words
    parent.append(_run_with(text))


def _run_with(child: Any) -> Any:
    run = _element("w:r")
    run.append(child)
    return run


def _element(tag: str, **attributes: object) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element
