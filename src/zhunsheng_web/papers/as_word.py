"""The same page as a Word document, to be filled in further; set like the printed one."""

from __future__ import annotations

import datetime as dt
import io
from itertools import zip_longest

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from zhunsheng.forms import wordfile
from zhunsheng_web.papers import page as on
from zhunsheng_web.ui.sheet import printable

_FANGSONG, _SONGTI, _HEITI, _TITLE = "仿宋", "宋体", "黑体", "方正小标宋简体"
_RED = RGBColor(0xC0, 0, 0)
_SIGN = {"zh": "　　年　月　日", "en": "    Date:"}


def as_word(page: on.Page, made_at: dt.datetime) -> bytes:
    """The page as a .docx. ``made_at`` goes into the file's properties."""
    document = Document()
    wordfile.set_type(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = page.title, "", ""
    properties.created = properties.modified = made_at.astimezone(dt.UTC).replace(tzinfo=None)
    _Setting(document, page).all()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Setting:
    def __init__(self, document: DocumentObject, page: on.Page) -> None:
        self.document, self.page = document, page
        self.letter = page.layout == "letter"
        self.size = (15 if page.language == "zh" else 12) if self.letter else 10.5
        self.width: Length = Cm(15.6) if self.letter else Cm(16.6)

    def all(self) -> None:
        self._paper()
        self._head()
        blocks = self.page.blocks
        for block, then in zip_longest(blocks, blocks[1:]):
            first = len(self.document.element.body)
            self._block(block)
            if isinstance(then, on.Seal):
                self._keep_from(first)

    def _keep_from(self, first: int) -> None:
        """Whoever issues it never stands alone on a page: what was set last goes along."""
        made = self.document.element.body[first - 1 : -1]  # the last is the section
        tables = [Table(one, self.document) for one in made if one.tag == qn("w:tbl")]
        lines = [Paragraph(one, self.document._body) for one in made if one.tag == qn("w:p")]
        if tables:
            lines += [line for cell in tables[-1].rows[-1].cells for line in cell.paragraphs]
        for line in lines:
            line.paragraph_format.keep_with_next = True

    def _paper(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        top, side = (Cm(3.3), Cm(2.8)) if self.letter else (Cm(2.2), Cm(2.2))
        section.top_margin, section.bottom_margin = top, Cm(2.6)
        section.left_margin, section.right_margin = side, Cm(2.6) if self.letter else side
        section.footer_distance = Cm(1.2)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run("— ")
        wordfile.page_number(foot)
        foot.add_run(" —")
        mark = section.footer.add_paragraph()
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(mark, self.page.mark, 7, _SONGTI)

    def _head(self) -> None:
        page = self.page
        if page.marking:
            self._run(self.document.add_paragraph(), page.marking, 12, _HEITI)
        if self.letter:
            wide = len(page.organ) > (9 if page.language == "zh" else 22)
            organ = self._centred()
            red = self._run(organ, page.organ, 24 if wide else 34, _TITLE, bold=True)
            red.font.color.rgb = _RED
            number = self._centred()
            self._run(number, page.number, 12, _FANGSONG)
            _line_below(number)
            self._centred().paragraph_format.space_after = Pt(4)
        title = self._centred()
        long = len(page.title) > (16 if page.language == "zh" else 36)
        self._run(title, page.title, 16 if long else 20, _TITLE, bold=True)
        title.paragraph_format.space_after = Pt(8)
        if not self.letter:
            line = self.document.add_paragraph()
            line.paragraph_format.tab_stops.add_tab_stop(self.width, alignment=2)
            self._run(line, f"{page.organ}\t{page.number}", 10, _SONGTI)

    def _block(self, block: on.Block) -> None:
        chinese = self.page.language == "zh"
        match block:
            case on.Addressee(words):
                self._paragraph(words + ("：" if chinese else ":"))
            case on.Paragraph(words):
                made = self._paragraph(words)
                if chinese:
                    made.paragraph_format.first_line_indent = Pt(2 * self.size)
            case on.Heading(words):
                made = self.document.add_paragraph()
                made.paragraph_format.space_before = Pt(6)
                made.paragraph_format.keep_with_next = True
                self._run(made, words, self.size, _HEITI)
            case on.Grid(rows):
                self._grid(rows)
            case on.Table():
                self._table(block)
            case on.Signatures(names):
                made = self.document.add_paragraph()
                made.paragraph_format.space_before = Pt(12)
                for place in range(1, len(names)):
                    made.paragraph_format.tab_stops.add_tab_stop(
                        Length(self.width * place // len(names))
                    )
                self._run(made, "\t".join(self._signed(name) for name in names), 10.5, _SONGTI)
            case on.Seal(words, day):
                for place, line in enumerate((words, day)):
                    made = self.document.add_paragraph()
                    made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                    made.paragraph_format.right_indent = Pt(2 * self.size)
                    made.paragraph_format.space_before = Pt(0 if place else 22)
                    made.paragraph_format.keep_with_next = not place
                    self._run(made, line, self.size, _FANGSONG)
            case on.Remark(words):
                self._run(self.document.add_paragraph(), words, 9, _SONGTI)

    def _grid(self, rows: tuple[tuple[on.Box, ...], ...]) -> None:
        label = Cm(2.7 if self.page.language == "zh" else 3.4)
        value = Length((self.width - 2 * label) // 2)
        table = self.document.add_table(rows=0, cols=4, style="Table Grid")
        wordfile.set_widths(table, tuple(w.cm for w in (label, value, label, value)))
        for row in rows:
            line = table.add_row()
            cells = line.cells
            for cell, width in zip(cells, (label, value, label, value), strict=True):
                cell.width = width
            places = (
                ((cells[0], cells[1].merge(cells[3])),)
                if len(row) == 1
                else ((cells[0], cells[1]), (cells[2], cells[3]))
            )
            for (head, body), box in zip(places, row, strict=False):
                wordfile.shade(head)
                head.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                head.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                wordfile.say(head, box.label, size=10.5)
                self._body(body, box)
            tall = max(box.tall for box in row)
            if tall:
                line.height, line.height_rule = Cm(tall + 1), WD_ROW_HEIGHT_RULE.AT_LEAST
        self._gap()

    def _body(self, cell: _Cell, box: on.Box) -> None:
        cell.vertical_alignment = (
            WD_CELL_VERTICAL_ALIGNMENT.TOP if box.tall else WD_CELL_VERTICAL_ALIGNMENT.CENTER
        )
        wordfile.say(cell, printable(box.words), size=10.5)
        if box.sign:
            foot = cell.add_paragraph()
            foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            foot.paragraph_format.space_before = Cm(max(0.5, box.tall - 1.2))
            signed = self._signed(box.sign) + _SIGN[self.page.language]
            self._run(foot, signed, 10.5, _SONGTI)

    def _table(self, block: on.Table) -> None:
        shares = sum(share for _, share in block.heads)
        widths = tuple(self.width.cm * share / shares for _, share in block.heads)
        table = self.document.add_table(rows=1, cols=len(widths), style="Table Grid")
        wordfile.set_widths(table, widths)
        wordfile.repeat_head(table.rows[0])
        for cell, (words, _), width in zip(table.rows[0].cells, block.heads, widths, strict=True):
            cell.width = Cm(width)
            wordfile.shade(cell)
            wordfile.say(cell, words)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for row in block.rows:
            line = table.add_row()
            line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            cells = line.cells
            for cell, words, width in zip(cells, row, widths, strict=True):
                cell.width = Cm(width)
                wordfile.say(cell, printable(words))
        if block.more:
            self._run(self.document.add_paragraph(), block.more, 9, _SONGTI)
        self._gap()

    def _gap(self) -> None:
        """Word joins tables that nothing stands between."""
        between = self.document.add_paragraph()
        between.paragraph_format.line_spacing = Pt(6)

    def _signed(self, name: str) -> str:
        return f"{name}：" if self.page.language == "zh" else f"{name}: ____________"

    def _paragraph(self, words: str) -> Paragraph:
        made = self.document.add_paragraph()
        made.paragraph_format.line_spacing = 1.5 if self.letter else 1.2
        self._run(made, words, self.size, _FANGSONG)
        return made

    def _centred(self) -> Paragraph:
        made = self.document.add_paragraph()
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return made

    def _run(
        self, paragraph: Paragraph, words: str, size: float, face: str, *, bold: bool = False
    ) -> Run:
        run = paragraph.add_run(printable(words))
        run.font.size, run.font.bold = Pt(size), bold
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        return run


def _line_below(paragraph: Paragraph) -> None:
    """The red line under the head of a letter."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "14"), ("space", "6"), ("color", "C00000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
