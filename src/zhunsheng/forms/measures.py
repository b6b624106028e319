"""Control measures (防控措施), one a line, each with who realises it."""

from __future__ import annotations

from zhunsheng.forms.entries import kept_lines, lines_of
from zhunsheng.forms.form import Entry, Plain
from zhunsheng.forms.naming import one_line
from zhunsheng.forms.world import World
from zhunsheng.model.power import Measure
from zhunsheng.model.text import Text

_BY = {
    "system": Text("（系统实现）", " (by system)"),
    "people": Text("（人工实现）", " (by people)"),
}


def show_measures(world: World, measures: tuple[Measure, ...]) -> str:
    """Measures, one a line."""
    return "\n".join(_line(world, one.text.say(world.language), one.by) for one in measures)


def measures_cell(*trail: str) -> Entry:
    """Measures, one a line. What another language says of a line is kept with it."""

    def read(world: World, written: str, now: Plain) -> Plain:
        parted = [_parted(line) for line in lines_of(written)]
        there = now if isinstance(now, list) else []
        blocks = kept_lines(world, [words for words, _ in parted], there)
        found = []
        for block, (_, by) in zip(blocks, parted, strict=True):
            bare = {key: value for key, value in block.items() if key != "by"}
            found.append(bare if by is None else {**bare, "by": by})
        return found or None

    return Entry(trail, read)


def _line(world: World, words: str, by: str | None) -> str:
    return one_line(words) + (_BY[by].say(world.language) if by else "")


def _parted(line: str) -> tuple[str, str | None]:
    for by, text in _BY.items():
        for mark in (text.zh, text.en):
            if line.endswith(mark) and len(line) > len(mark):
                return line[: -len(mark)].rstrip(), by
    return line, None
