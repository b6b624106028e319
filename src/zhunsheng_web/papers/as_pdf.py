"""A page as PDF, set by typst: A4, the sizes and margins of official documents (GB/T 9704-2012).

Type is what the machine has of Noto CJK (as in ``zhunsheng.forms.picture``): Serif where the
standard says 仿宋 and 宋体, Sans where it says 黑体.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import typst

from zhunsheng_web.papers import page as on
from zhunsheng_web.ui.sheet import printable

_SERIF = '("Noto Serif CJK SC", "Libertinus Serif")'
_SANS = '("Noto Sans CJK SC", "Libertinus Serif")'
_RED = 'rgb("#c00000")'
_SIGN = {"zh": "　　年　月　日", "en": "    Date:"}


def as_pdf(page: on.Page, made_at: dt.datetime) -> bytes:
    """The page set. ``made_at`` goes into the file's properties."""
    with tempfile.TemporaryDirectory(prefix="zhunsheng-paper-") as folder:
        main = Path(folder) / "main.typ"
        main.write_text(source(page), encoding="utf-8")
        when = made_at.astimezone(dt.UTC).replace(microsecond=0)
        made = typst.compile(str(main), root=folder, format="pdf", timestamp=when)
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def source(page: on.Page) -> str:
    """The page in typst's language. Whatever was typed by people stands in quoted strings."""
    blocks = "\n".join(_blocks(page))
    return f"{_setup(page)}\n{_head(page)}\n{blocks}\n"


def _blocks(page: on.Page) -> Iterator[str]:
    """Whoever issues it never stands alone on a page: a paragraph or a single
    box before it goes along."""
    held = ""
    for block, then in zip_longest(page.blocks, page.blocks[1:]):
        made, held = held + _block(block, page), ""
        short = isinstance(block, on.Paragraph) or (
            isinstance(block, on.Grid) and len(block.rows) == 1
        )
        if short and isinstance(then, on.Seal):
            held = made + "\n"
        else:
            yield f"#block(breakable: false)[{made}]" if isinstance(block, on.Seal) else made


def _setup(page: on.Page) -> str:
    letter = page.layout == "letter"
    margin = (
        "(top: 3.3cm, bottom: 3cm, left: 2.8cm, right: 2.6cm)"
        if letter
        else "(top: 2.2cm, bottom: 2.2cm, left: 2.2cm, right: 2.2cm)"
    )
    # 三号 is 16 pt; a letter of a page and a half is better set a size smaller than broken.
    size = ("15pt" if page.language == "zh" else "12pt") if letter else "10.5pt"
    language = "zh" if page.language == "zh" else "en"
    region = ', region: "cn"' if page.language == "zh" else ""
    return f"""#set document(title: {quoted(page.title)}, author: ())
#set page(paper: "a4", margin: {margin}, footer-descent: 25%, footer: context [
  #set text(size: 10.5pt, font: {_SERIF})
  #align(center)[— #counter(page).display("1") —]
  #v(-4pt)
  #align(center, text(size: 7pt, fill: luma(90), font: {_SANS})[#{quoted(page.mark)}])
])
#set text(font: {_SERIF}, size: {size}, lang: "{language}"{region})
#set par(leading: {"0.9em" if letter else "0.55em"}, spacing: {"0.9em" if letter else "0.6em"}, \
justify: {"true" if page.language == "zh" else "false"})
"""


def _head(page: on.Page) -> str:
    marking = (
        f"#align(left, text(font: {_SANS}, size: 12pt)[#{quoted(page.marking)}])\n"
        if page.marking
        else ""
    )
    if page.layout == "letter":
        wide = (len(page.organ) > 9 and page.language == "zh") or len(page.organ) > 22
        size = "24pt" if wide else "34pt"
        return f"""{marking}#align(center, text(font: {_SERIF}, weight: "bold", size: {size}, \
fill: {_RED})[#{quoted(page.organ)}])
#v(6pt)
#align(center, text(size: 12pt)[#{quoted(page.number)}])
#v(-4pt)
#line(length: 100%, stroke: 1.6pt + {_RED})
#v(14pt)
#align(center, text(font: {_SERIF}, weight: "bold", size: {_title_size(page)})[\
#{quoted(page.title)}])
#v(8pt)
"""
    return f"""{marking}#align(center, text(font: {_SERIF}, weight: "bold", \
size: {_title_size(page)})[#{quoted(page.title)}])
#v(2pt)
#grid(columns: (1fr, auto), text(size: 10pt)[#{quoted(page.organ)}], \
text(size: 10pt)[#{quoted(page.number)}])
#v(-3pt)
"""


def _title_size(page: on.Page) -> str:
    long = len(page.title) > (16 if page.language == "zh" else 36)
    return "16pt" if long else "20pt"


def _block(block: on.Block, page: on.Page) -> str:
    indent = "2em" if page.language == "zh" else "0em"
    match block:
        case on.Addressee(words):
            colon = "：" if page.language == "zh" else ":"
            return f"#par[#{quoted(words + colon)}]"
        case on.Paragraph(words):
            return f"#par(first-line-indent: (amount: {indent}, all: true))[#{quoted(words)}]"
        case on.Heading(words):
            return f"#v(4pt)\n#par[#text(font: {_SANS})[#{quoted(words)}]]"
        case on.Grid(rows):
            return _grid(rows, page)
        case on.Table():
            return _table(block)
        case on.Signatures(names):
            cells = ", ".join(f"[#{quoted(_signed(name, page))}]" for name in names)
            return (
                f"#v(10pt)\n#text(size: 10.5pt)[#grid(columns: {len(names)}, "
                f"column-gutter: 1fr, {cells})]"
            )
        case on.Seal(words, day):
            return (
                "#v(18pt)\n#block(breakable: false, width: 100%)[#align(right)[#box(width: auto)["
                f"#align(center)[#{quoted(words)}\\ #{quoted(day)}]]#h(2em)]]"
            )
        case on.Remark(words):
            return f"#v(3pt)\n#par[#text(size: 9pt, fill: luma(70))[#{quoted(words)}]]"


def _signed(name: str, page: on.Page) -> str:
    return f"{name}：" if page.language == "zh" else f"{name}: ____________"


def _grid(rows: tuple[tuple[on.Box, ...], ...], page: on.Page) -> str:
    cells = []
    for row in rows:
        wide = len(row) == 1
        for box in row:
            cells.append(
                f"table.cell(fill: luma(245))[#align(center + horizon, [#{quoted(box.label)}])]"
            )
            cells.append(f"table.cell(colspan: {3 if wide else 1})[{_box(box, page)}]")
    label = "2.7cm" if page.language == "zh" else "3.4cm"
    return (
        f"#block(width: 100%, above: 0.8em, below: 0.8em)[#table(columns: ({label}, 1fr, {label}, "
        f"1fr), stroke: 0.6pt, inset: (x: 5pt, y: 5.5pt), align: left + horizon,\n"
        + ",\n".join(cells)
        + ")]"
    )


def _box(box: on.Box, page: on.Page) -> str:
    words = f"#{quoted(box.words)}" if box.words else ""
    if not box.tall:
        return words
    room = max(0.6, box.tall - 0.5 * len(box.words) / 30) if box.words else box.tall
    # A signature belongs under what is signed: the two are never parted by a page's end.
    foot = (
        f"#v({room:.1f}cm)#align(right)[#{quoted(_signed(box.sign, page) + _SIGN[page.language])}]"
        if box.sign
        else f"#v({room:.1f}cm)"
    )
    return f"{words}{foot}"


def _table(table: on.Table) -> str:
    columns = ", ".join(f"{share:g}fr" for _, share in table.heads)
    heads = ", ".join(f"[#align(center + horizon)[#{quoted(words)}]]" for words, _ in table.heads)
    cells = ",\n".join(", ".join(f"[#{quoted(cell)}]" for cell in row) for row in table.rows)
    more = f"\n#text(size: 9pt)[#{quoted(table.more)}]" if table.more else ""
    return (
        f"#block(width: 100%, above: 0.8em, below: 0.8em)[#set text(size: 9.5pt)\n"
        f"#table(columns: ({columns}), stroke: 0.6pt, inset: (x: 4pt, y: 4.5pt), "
        "align: left + horizon, fill: (_, y) => if y == 0 { luma(245) },\n"
        f"table.header({heads}),\n{cells}){more}]"
    )


def quoted(words: str) -> str:
    """Words as a string of typst, on several lines where they have several."""
    escaped = (
        printable(words)
        .replace("\r\n", "\n")
        .replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", "\\n")
    )
    return f'text("{escaped}")'
