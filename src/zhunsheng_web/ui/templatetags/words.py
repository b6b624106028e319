"""How pages say things: both languages stand side by side, where the page is written."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from zhunsheng.model.text import Text

register = template.Library()


def language() -> str:
    """``zh`` or ``en``: what the reader of this request has chosen."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def say(text: Text) -> str:
    """The text in the reader's language."""
    return text.say(language())


@register.simple_tag
def both(zh: str, en: str, **values: Any) -> str:
    """``{% both "今日" "Today" %}``; with values: ``{% both "{n} 件" "{n} items" n=3 %}``."""
    chosen = zh if language() == "zh" else en
    return chosen.format(**values) if values else chosen


@register.filter(name="say")
def say_filter(value: Any) -> Any:
    """A Text, or something with ``title_zh`` and ``title_en``, in the reader's language."""
    if isinstance(value, Text):
        return say(value)
    if hasattr(value, "title"):
        title = value.title
        return say(title) if isinstance(title, Text) else title
    return value
