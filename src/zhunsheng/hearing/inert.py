"""What comes from a log is text and nothing else: not a terminal's command, not a direction.

A log is hostile input. An escape sequence in an activity's name can rewrite a terminal's screen,
and a bidirectional control can make a line read other than it is (CVE-2021-42574).
"""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2028\u2029\ufeff")


def inert(text: str) -> str:
    """``text`` with every control, direction mark and unseen letter shown as its code."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if letter in _UNSEEN or unicodedata.category(letter) in ("Cc", "Cf", "Cs"):
        return f"\\u{ord(letter):04x}"
    return letter
