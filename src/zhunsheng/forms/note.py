"""The explanatory note (权力类别及说明) as a Word document: classes of power, then every power.

Charts stand together at the end, one strip below the other on sheets of A3: most of them serve
several powers. The document carries no date of its making.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Length, Pt

from zhunsheng.forms import wordfile
from zhunsheng.forms.entries import show_codes
from zhunsheng.forms.measures import show_measures
from zhunsheng.forms.note_rows import note_rows
from zhunsheng.forms.picture import HIGH, drawing, pngs_of, strips_of
from zhunsheng.forms.wordfile import Bookmarks, say
from zhunsheng.forms.world import World
from zhunsheng.model.power import Power, RiskPoint
from zhunsheng.model.text import Text
from zhunsheng.report.words import GRADE

TITLE = Text("权力类别及说明", "Classes of power and explanatory notes")
_CLASSES = Text("一、权力类别", "1. Classes of power")
_POWERS = Text("二、权力说明", "2. The powers")
_CHARTS = Text("三、权力运行流程图", "3. Charts")
_RISKS = Text("廉政风险点及防控措施", "Risk points and measures")
_STANDARDS = Text("内控标准", "Control standards")
_CHART = Text("流程图", "Chart")
_SEE = Text("见附图“{title}”", "see the chart {title!r} below")
_IN_FORCE = Text("{on} 有效", "in force on {on}")
_CLASS_HEADS = (Text("类别", "Class"), Text("事项数", "Powers"), Text("说明", "Note"))
_RISK_HEADS = (
    Text("风险点", "Risk"),
    Text("岗位", "Post"),
    Text("等级", "Grade"),
    Text("防控措施", "Measures"),
    Text("内控标准", "Standards"),
)
_WIDTHS = (2.6, 13.4)
_RISK_WIDTHS = (4.4, 2.4, 1.2, 5.0, 3.0)
_CLASS_WIDTHS = (4.0, 2.0, 10.0)
_MADE = dt.datetime(2000, 1, 1)


def write_note(world: World, path: Path, *, step: Callable[[float], None]) -> None:
    """The note on the powers of ``world`` at ``path``; ``step`` is told the share done. Raises
    ChartError."""
    _Note(world, step).write(path)


class _Note:
    def __init__(self, world: World, step: Callable[[float], None]) -> None:
        self.world, self.step = world, step
        self.document: DocumentObject = Document()
        self.bookmarks = Bookmarks()
        charts = dict(world.register.charts)
        wanted = dict.fromkeys(power.chart for power in world.powers if power.chart in charts)
        self.drawn = {
            name: drawing(Path(charts[name]), world.language) for name in wanted if name is not None
        }

    def say(self, text: Text) -> str:
        return text.say(self.world.language)

    def write(self, path: Path) -> None:
        document, world = self.document, self.world
        properties = document.core_properties
        properties.title, properties.author = self.say(TITLE), ""
        properties.created = properties.modified = _MADE
        properties.comments = ""
        wordfile.set_type(document)
        self._page()
        title = document.add_paragraph(self.say(TITLE), style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        of = document.add_paragraph(
            f"{self.say(world.register.title)}　{self.say(_IN_FORCE.fill(on=world.on))}"
        )
        of.alignment = WD_ALIGN_PARAGRAPH.CENTER
        of.paragraph_format.space_after = Pt(18)
        wordfile.contents(document, self._contents())
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self._classes()
        self._head(1, self.say(_POWERS), "powers")
        for number, power in enumerate(world.powers, start=1):
            self._power(number, power)
            self.step(0.7 * number / len(world.powers))
        if self.drawn:
            self._charts()
        made = io.BytesIO()
        document.save(made)
        path.write_bytes(made.getvalue())

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.3)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        wordfile.page_number(foot)

    def _contents(self) -> list[tuple[int, str, str]]:
        entries = [(1, self.say(_CLASSES), "classes"), (1, self.say(_POWERS), "powers")]
        entries += [
            (2, self._name(number, power), f"power_{number}")
            for number, power in enumerate(self.world.powers, start=1)
        ]
        if self.drawn:
            entries.append((1, self.say(_CHARTS), "charts"))
            entries += [
                (2, drawn.title, f"chart_{number}")
                for number, drawn in enumerate(self.drawn.values(), start=1)
            ]
        return entries

    def _name(self, number: int, power: Power) -> str:
        return f"{number}. {self.say(power.title)}"

    def _head(self, level: int, words: str, bookmark: str) -> None:
        paragraph = self.document.add_heading(words, level)
        self.bookmarks.put(paragraph, bookmark)

    def _classes(self) -> None:
        world = self.world
        self._head(1, self.say(_CLASSES), "classes")
        times = Counter(power.type for power in world.powers)
        table = world.register.code_table("power-types")
        notes = {code.id: code.note for code in table.codes} if table is not None else {}
        order = [one for one in notes if times[one]] + [one for one in times if one not in notes]
        rows = []
        for one in order:
            note = notes.get(one)
            rows.append(
                (
                    world.codes("power-types").shown(one),
                    str(times[one]),
                    self.say(note) if note is not None else "",
                )
            )
        self._table(_CLASS_HEADS, _CLASS_WIDTHS, rows)

    def _power(self, number: int, power: Power) -> None:
        world = self.world
        self._head(2, self._name(number, power), f"power_{number}")
        table = self.document.add_table(rows=0, cols=2, style="Table Grid")
        wordfile.set_widths(table, _WIDTHS)
        for head, text in note_rows(world, power):
            left, right = table.add_row().cells
            left.width, right.width = (Cm(width) for width in _WIDTHS)
            wordfile.shade(left)
            say(left, self.say(head))
            say(right, text)
        if power.chart in self.drawn:
            left, right = table.add_row().cells
            left.width, right.width = (Cm(width) for width in _WIDTHS)
            wordfile.shade(left)
            say(left, self.say(_CHART))
            place = list(self.drawn).index(power.chart) + 1
            title = self.drawn[power.chart].title
            wordfile.link_to(
                right.paragraphs[0], self.say(_SEE.fill(title=title)), f"chart_{place}"
            )
        self._risks([point for point in world.today.risk_points if point.power == power.id])
        self._standards(power)

    def _risks(self, points: list[RiskPoint]) -> None:
        if not points:
            return
        world = self.world
        self.document.add_heading(self.say(_RISKS), 3)
        rows = [
            (
                self.say(point.title),
                world.names("posts").shown(point.post),
                self.say(GRADE[point.grade]),
                show_measures(world, point.measures),
                show_codes(world.names("standards"), point.standards),
            )
            for point in points
        ]
        self._table(_RISK_HEADS, _RISK_WIDTHS, rows)

    def _standards(self, power: Power) -> None:
        own = [one for one in self.world.today.standards if one.power == power.id]
        if not own:
            return
        self.document.add_heading(self.say(_STANDARDS), 3)
        for standard in own:
            line = self.document.add_paragraph()
            line.paragraph_format.left_indent = Cm(0.6)
            line.paragraph_format.first_line_indent = Cm(-0.4)
            words = (
                f"· {self.say(standard.title)}（{standard.id}，{self.say(GRADE[standard.grade])}）"
            )
            if self.world.language == "en":
                words = f"· {standard.title.en} ({standard.id}, {GRADE[standard.grade].en})"
            line.add_run(words).font.size = Pt(9.5)

    def _table(
        self, heads: tuple[Text, ...], widths: tuple[float, ...], rows: Iterable[tuple[str, ...]]
    ) -> None:
        table = self.document.add_table(rows=1, cols=len(heads), style="Table Grid")
        wordfile.set_widths(table, widths)
        wordfile.repeat_head(table.rows[0])
        for cell, head, width in zip(table.rows[0].cells, heads, widths, strict=True):
            cell.width = Cm(width)
            wordfile.shade(cell)
            say(cell, self.say(head))
        for texts in rows:
            cells = table.add_row().cells
            for cell, text, width in zip(cells, texts, widths, strict=True):
                cell.width = Cm(width)
                say(cell, text, size=9)

    def _charts(self) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(42), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.2)
        section.top_margin = section.bottom_margin = Cm(1.2)
        section.footer_distance = Cm(0.6)
        self._head(1, self.say(_CHARTS), "charts")
        high = Pt(HIGH - 60)  # the heads stand on the first sheet
        for number, drawn in enumerate(self.drawn.values(), start=1):
            self._head(2, drawn.title, f"chart_{number}")
            width, tall = Pt(strips_of(drawn).width), Pt(drawn.height * strips_of(drawn).scale)
            share = min(1.0, high / tall)
            for picture in pngs_of(drawn):
                paragraph = self.document.add_paragraph()
                paragraph.add_run().add_picture(
                    io.BytesIO(picture), width=Length(int(width * share))
                )
            self.step(0.7 + 0.3 * number / len(self.drawn))
