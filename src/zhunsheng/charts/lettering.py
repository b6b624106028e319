"""Letters: how wide a text is, and where to break it, without a font at hand."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("iljtfrI.,:;'|!()[] -")
_WIDE = frozenset("mwMW@%")
_NO_LINE_START = frozenset("，。、；：？！）》”’,.;:?!)")


def width_of(text: str, size: float) -> float:
    """The width in pixels, a little generous: Chinese in full ems, Latin by kinds of letters."""
    return size * sum(_ems(letter) for letter in text)


def wrapped(text: str, width: float, size: float, *, lines: int = 3) -> list[str]:
    """The text in lines no wider than ``width``; what does not fit in ``lines`` ends with …."""
    found: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width_of((line + piece).rstrip(), size) > width:
            if piece[0] in _NO_LINE_START:
                line += piece
                continue
            found.append(line.strip())
            line = ""
        line += piece
    if line.strip():
        found.append(line.strip())
    if len(found) > lines:
        last = found[lines - 1]
        while last and width_of(last + "…", size) > width:
            last = last[:-1]
        found = [*found[: lines - 1], last.rstrip() + "…"]
    return found


def _pieces(text: str) -> list[str]:
    """What may not be broken: a Latin word with its space, a single Chinese character."""
    pieces: list[str] = []
    word = ""
    for letter in text:
        if is_full(letter):
            if word:
                pieces.append(word)
                word = ""
            pieces.append(letter)
        else:
            word += letter
            if letter == " ":
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces


def is_full(letter: str) -> bool:
    """Whether the letter is as wide as it is high (Chinese characters and their marks)."""
    return unicodedata.east_asian_width(letter) in ("W", "F")


def _ems(letter: str) -> float:
    if is_full(letter):
        return 1.0
    if letter in _NARROW:
        return 0.38
    if letter in _WIDE:
        return 0.98
    return 0.74 if letter.isupper() else 0.62
