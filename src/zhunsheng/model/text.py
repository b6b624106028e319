"""Text in Chinese and English, always both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same statement in Chinese (``zh``) and English (``en``)."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """The text in ``zh`` or ``en``; any other language falls back to English."""
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """Both texts with ``{name}`` replaced; values that are texts are said in each language."""
        in_zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        in_en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**in_zh), self.en.format(**in_en))
