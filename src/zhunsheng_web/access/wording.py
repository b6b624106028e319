"""Texts for what speaks only when it is shown: forms of others, validators, messages."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy

from zhunsheng.model.text import Text
from zhunsheng_web.ui.templatetags.words import say


def _now(zh: str, en: str) -> str:
    return say(Text(zh, en))


def told(zh: str, en: str) -> Any:
    """A text that chooses its language when it is read."""
    return lazy(_now, str)(zh, en)
