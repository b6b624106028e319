"""Bases as a lawyer writes them, one a line, and read again.

``《中华人民共和国海关法》第24条(2)（2021-04-29文本）〔待核实〕``. Articles may also be written in
Chinese numerals with their paragraphs and items: 第二十四条第二款.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from zhunsheng.forms.entries import lines_of
from zhunsheng.forms.form import Entry, Plain
from zhunsheng.forms.naming import NameList, Unread, one_line
from zhunsheng.forms.world import World
from zhunsheng.model.law import Basis
from zhunsheng.model.text import Text

_NUMBERED = re.compile(r"(\d+(?:-\d+)?)(.*)", re.DOTALL)
_ZH = re.compile(
    r"《(?P<law>.+)》(?: ?\[(?P<id>[^\]]+)\])?\s*(?P<article>.*?)"
    r"(?:[（(](?P<edition>\d{4}-\d\d-\d\d)\s*(?:文本|版|年版)?[）)])?\s*(?P<open>[〔【\[]待核实[〕】\]])?"
)
_EN = re.compile(
    r"(?P<law>.+), art\. ?(?P<article>.+?)"
    r"(?: \((?:text of )?(?P<edition>\d{4}-\d\d-\d\d)\))?\s*(?P<open>\[to be verified\])?"
)
_ARTICLE = re.compile(r"第(?P<number>[^条]+)条(?P<rest>.*)", re.DOTALL)
_PART = re.compile(r"第([一二三四五六七八九十百零〇\d]+)[款项]")
_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0}
_MEND = Text(
    "一行一条，例如：《中华人民共和国海关法》第24条(2)（2021-04-29文本）",
    "one a line, such as: Customs Law of the People's Republic of China, art. 24(2) (text of "
    "2021-04-29)",
)


def show_bases(world: World, bases: tuple[Basis, ...]) -> str:
    """Bases, one a line."""
    return "\n".join(_line(world, _block(basis)) for basis in bases)


def bases_cell(*trail: str) -> Entry:
    """Bases, one a line. A line that is as it was keeps its quotation."""

    def read(world: World, written: str, now: Plain) -> Plain:
        there = now if isinstance(now, list) else []
        by_line = {_line(world, block): block for block in there}
        found = []
        for line in lines_of(written):
            block = by_line.get(line) or _read(world, line)
            found.append(by_line.get(_line(world, block), block))
        return found or None

    return Entry(trail, read, required=True)


def _block(basis: Basis) -> dict[str, Any]:
    return {
        "law": basis.law,
        "article": basis.article,
        "edition": basis.edition,
        "verified": basis.verified,
    }


def _line(world: World, block: dict[str, Any]) -> str:
    law = world.names("laws").shown(block["law"])
    edition, doubtful = block.get("edition"), not block.get("verified", True)
    article = one_line(str(block["article"]))
    numbered = _NUMBERED.fullmatch(article)
    if world.language == "zh":
        title, _, id_ = law.partition(" [") if law.endswith("]") else (law, "", "")
        said = f"《{_bare(title)}》" + (f"[{id_}" if id_ else "")
        said += f"第{numbered[1]}条{numbered[2]}" if numbered else article
        said += f"（{edition}文本）" if edition else ""
        return said + ("〔待核实〕" if doubtful else "")
    said = f"{law}, art. {article}"
    said += f" (text of {edition})" if edition else ""
    return said + (" [to be verified]" if doubtful else "")


def _read(world: World, line: str) -> dict[str, Any]:
    found = _ZH.fullmatch(line) or _EN.fullmatch(line)
    if found is None or not found["article"].strip():
        raise Unread(Text(f"看不懂依据“{line}”", f"the basis {line!r} cannot be read"), _MEND)
    named = found.groupdict()
    block: dict[str, Any] = {
        "law": named.get("id") or _law(world.names("laws"), named["law"]),
        "article": _article(named["article"].strip()),
    }
    if named["edition"]:
        block["edition"] = dt.date.fromisoformat(named["edition"])
    if named["open"]:
        block["verified"] = False
    return block


def _law(names: NameList, written: str) -> str:
    """A law by its title, with or without the words every Chinese law begins with."""
    bare = _bare(one_line(written))
    for tried in (bare, f"《{bare}》", "中华人民共和国" + bare):
        try:
            return names.meant(tried)
        except Unread:
            continue
    return names.meant(bare)


def _bare(title: str) -> str:
    return title[1:-1] if title.startswith("《") and title.endswith("》") else title


def _article(written: str) -> str:
    found = _ARTICLE.fullmatch(written)
    if found is None:
        return written
    rest = _PART.sub(lambda part: f"({_number(part[1])})", found["rest"].strip())
    return f"{_number(found['number'].strip())}{rest}"


def _number(written: str) -> str:
    """Chinese numerals below a thousand as figures; anything else as it is."""
    if not written or set(written) - set("零〇一二三四五六七八九十百"):
        return written
    total, digit = 0, 0
    for letter in written:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        else:
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
    return str(total + digit)
