"""A chart as a picture: SVG to look at, PDF to print, PNG to put into a document.

Typst draws the PDF: it works offline, cuts the system's Noto CJK down to the letters used and puts
them into the file (docs/decisions/0007). A chart too wide for a sheet is not shrunk until nobody
can read it: it is cut into strips, one below the other, each with the names of the lanes.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Literal

import typst

from zhunsheng.charts import draw, read
from zhunsheng.charts.draw import HEAD
from zhunsheng.charts.layout import LANE_HEAD
from zhunsheng.model.errors import ChartError, Place, Problem, problem
from zhunsheng.model.text import Language, Text

_A3, _MARGIN, _FOOT = (1190.55, 841.89), 34.0, 18.0  # points, landscape
ROOM, HIGH = _A3[0] - 2 * _MARGIN, _A3[1] - 2 * _MARGIN - _FOOT
_LEAST_SCALE = 0.56  # letters of 13 pixels are printed at 7.3 points
_OVERLAP, _BETWEEN = 40.0, 24.0
_EDGE = 14.0  # of the drawing around the chart, in pixels
_SHEET = Text("{title}　第 {n} 张，共 {of} 张", "{title}, sheet {n} of {of}")
_SIZE = re.compile(r'width="([0-9.]+)" height="([0-9.]+)"')
CHINESE = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC")
"""The families of ``charts.palette`` that have Chinese letters."""
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_DOTS_AN_INCH = 108.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart drawn. ``width``, ``height`` of the SVG and ``head``, of its lanes' names, in
    pixels."""

    title: str
    svg: str
    width: float
    height: float
    head: float


@dataclass(frozen=True, slots=True)
class Strips:
    """How a drawing is cut: ``scale`` in points a pixel; where each strip begins and how much of
    the drawing it shows, both in points; how many go on a sheet of A3."""

    scale: float
    lefts: tuple[float, ...]
    width: float
    a_sheet: int

    @property
    def sheets(self) -> int:
        return ceil(len(self.lefts) / self.a_sheet)


def drawing(path: Path, language: Language) -> Drawing:
    """The chart in a BPMN file. Raises ChartError; also where there is no type for its language."""
    if language == "zh" and not any(family in _installed() for family in CHINESE):
        raise ChartError((_without_type(path),))
    chart = read(path)
    svg = draw(chart, language=language)
    found = _SIZE.search(svg)
    assert found is not None, "draw gives its drawing a size"
    head = _EDGE + LANE_HEAD if chart.lanes else 0.0
    return Drawing(chart.title.say(language), svg, float(found[1]), float(found[2]), head)


@cache
def _installed() -> frozenset[str]:
    """The families of type on this machine."""
    return frozenset(typst.Fonts().families())


def _without_type(path: Path) -> Problem:
    return problem(
        "no-chinese-type",
        (
            "本机没有中文字体，流程图不能输出",
            "no Chinese type is installed: the chart cannot be set",
        ),
        why=(
            f"需要其中之一：{'、'.join(CHINESE)}",
            f"one of these is needed: {', '.join(CHINESE)}",
        ),
        mend=(
            "安装中文字体，例如：sudo apt-get install fonts-noto-cjk",
            "install one: sudo apt-get install fonts-noto-cjk",
        ),
        place=Place(str(path)),
    )


def strips_of(drawn: Drawing) -> Strips:
    """The drawing cut so that its letters can be read on A3."""
    whole = min(ROOM / drawn.width, HIGH / drawn.height, 1.0)
    scale = max(whole, min(_LEAST_SCALE, HIGH / drawn.height))
    wide, head = drawn.width * scale, drawn.head * scale
    if wide <= ROOM + 1:
        return Strips(scale, (0.0,), wide, 1)
    number = ceil((wide - head - _OVERLAP) / (ROOM - head - _OVERLAP))
    # as large as that many strips may be, if no fewer then fit on a sheet
    fills = (ROOM - _OVERLAP + _OVERLAP / number) / (
        (drawn.width - drawn.head) / number + drawn.head
    )
    larger = min(fills, HIGH / drawn.height)
    if larger > scale and _a_sheet(drawn, larger) == _a_sheet(drawn, scale):
        scale = larger
    head = drawn.head * scale
    step = (drawn.width * scale - head - _OVERLAP) / number
    lefts = tuple(place * step for place in range(number))
    return Strips(scale, lefts, head + step + _OVERLAP, _a_sheet(drawn, scale))


def _a_sheet(drawn: Drawing, scale: float) -> int:
    return max(1, int((HIGH + _BETWEEN) / (drawn.height * scale + _BETWEEN)))


def pdf_of(drawn: Drawing, language: Language) -> bytes:
    """The drawing on sheets of A3."""
    cut = strips_of(drawn)
    pages = []
    for number in range(cut.sheets):
        own = cut.lefts[number * cut.a_sheet : (number + 1) * cut.a_sheet]
        foot = _SHEET.fill(title=drawn.title, n=number + 1, of=cut.sheets).say(language)
        pages.append(
            f"#stack(spacing: {_BETWEEN}pt, {', '.join(_strip(drawn, cut, left) for left in own)})"
            f"#place(bottom + center, dy: {_FOOT}pt, text(size: 9pt)[#{_quoted(foot)}])"
        )
    page = _page(_A3[0], _A3[1], _MARGIN)
    return _compiled(drawn, page + "#pagebreak()\n".join(pages), "pdf")


def pngs_of(drawn: Drawing) -> list[bytes]:
    """The strips of the drawing, one picture each."""
    cut = strips_of(drawn)
    page = _page(cut.width, drawn.height * cut.scale, 0.0)
    return [_compiled(drawn, f"{page}#{_strip(drawn, cut, left)}", "png") for left in cut.lefts]


def _strip(drawn: Drawing, cut: Strips, left: float) -> str:
    """One strip: the names of the lanes, and what lies beside them from ``left`` on."""
    head, tall, wide = drawn.head * cut.scale, drawn.height * cut.scale, drawn.width * cut.scale
    above = HEAD * cut.scale if left else 0.0  # the title stands over the first strip alone
    lanes = _window(0.0, head, tall - above, wide, top=above)
    parts = [
        f"pad(top: {above:.2f}pt, {lanes})",
        _window(head + left, cut.width - head, tall, wide),
    ]
    return f"stack(dir: ltr, {', '.join(parts)})"


def _window(left: float, width: float, tall: float, wide: float, *, top: float = 0.0) -> str:
    # without its height the picture would be made to fit the box
    whole = f'image("chart.svg", width: {wide:.2f}pt, height: {tall + top:.2f}pt)'
    moved = f"move(dx: -{left:.2f}pt, dy: -{top:.2f}pt, {whole})"
    return f"box(width: {width:.2f}pt, height: {tall:.2f}pt, clip: true, {moved})"


def _page(width: float, height: float, margin: float) -> str:
    return (
        f"#set page(width: {width:.2f}pt, height: {height:.2f}pt, margin: {margin}pt)\n"
        '#set text(font: ("Noto Sans CJK SC", "Libertinus Serif"))\n#set par(spacing: 0pt)\n'
    )


def _compiled(drawn: Drawing, source: str, form: Literal["pdf", "png"]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "chart.svg").write_text(drawn.svg, encoding="utf-8")
        main = str(Path(folder) / "main.typ")
        Path(main).write_text(source, encoding="utf-8")
        made = typst.compile(
            main,
            root=folder,
            format=form,
            ppi=2 * _DOTS_AN_INCH,
            timestamp=_MADE,
            pdf_tags=False,
        )
    assert isinstance(made, bytes), "one page, or one document"
    return made


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
