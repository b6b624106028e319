"""How pages say things: both languages stand side by side, where the page is written."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import mark_safe
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
def both(zh: str, en: str, *, one: str = "", **values: Any) -> str:
    """``{% both "今日" "Today" %}``; with values: ``{% both "{n} 件" "{n} items" n=3 %}``. ``one``:
    the English for an ``n`` of one."""
    chosen = zh if language() == "zh" else one if one and values.get("n") == 1 else en
    return chosen.format(**values) if values else chosen


@register.simple_tag
def written(zh: str, en: str, *, form: str = "") -> str:
    """What somebody wrote, in English where he wrote that too; where he did not, as it stands, and
    said so. ``form``: "lines" for paragraphs, "plain" for a page's title."""
    is_english = language() == "en"
    text = en if is_english and en else zh
    if form == "plain":
        return text
    shown = mark_safe(linebreaks(text, True)) if form == "lines" else conditional_escape(text)
    if en or not is_english:
        return shown
    holder = "div" if form == "lines" else "span"
    return format_html(
        '<{0} lang="zh-Hans">{1}</{0}> <span class="tag">English not given</span>', holder, shown
    )


@register.filter(name="say")
def say_filter(value: Any) -> Any:
    """A Text, or something with ``title_zh`` and ``title_en``, in the reader's language."""
    if isinstance(value, Text):
        return say(value)
    if hasattr(value, "title"):
        title = value.title
        return say(title) if isinstance(title, Text) else title
    return value
