"""Which language to speak: asked for (``--lang``), else that of the system.

Help is written where a command is declared, in both languages (:func:`both`), and taken apart
where it is printed: Typer keeps one string.
"""

from __future__ import annotations

from collections.abc import Mapping

from zhunsheng.model.text import Language, Text

_BETWEEN = "\x1f"


def both(zh: str, en: str) -> str:
    """Help in both languages, as one string."""
    return zh + _BETWEEN + en


def text_of(helped: str | None) -> Text:
    """What :func:`both` put together; a string without its mark is said in either language."""
    if not helped:
        return Text("", "")
    zh, mark, en = helped.partition(_BETWEEN)
    return Text(zh, en if mark else zh)


def of_system(environment: Mapping[str, str]) -> Language:
    """The language of LC_ALL, LC_MESSAGES or LANG, the first that is set; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
