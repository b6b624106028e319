"""What stages, acts, conclusions, lines and parts are called, for templates: ``{{ x|stage|say }}``.

A value nobody knows any more is shown as it is, so that an old page never breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import (
    CONCLUSION_TITLES,
    DESK_TITLES,
    DISPOSAL_TITLES,
    DONE_TITLES,
    STAGE_TITLES,
    VERB_TITLES,
    stage_title,
)

register = template.Library()


def _title(titles: Mapping[Any, Text], value: str) -> Text:
    """``titles``: by a StrEnum, whose members are found by what they say."""
    return titles.get(value) or Text(value, value)


@register.filter
def stage(value: str) -> Text:
    """What a warning waits for."""
    return _title(STAGE_TITLES, value)


@register.filter
def standing(warning: Warning) -> Text:
    """What this warning waits for."""
    return stage_title(warning.stage, warning.secrecy)


@register.filter
def verb(value: str) -> Text:
    """What can be done."""
    return _title(VERB_TITLES, value)


@register.filter
def done(value: str) -> Text:
    """What was done, in a history."""
    return _title(DONE_TITLES, value)


@register.filter
def conclusion(value: str) -> Text:
    """What the verifier concluded."""
    return _title(CONCLUSION_TITLES, value)


@register.filter
def disposal(value: str) -> Text:
    """What is done about it."""
    return _title(DISPOSAL_TITLES, value)


@register.filter
def desk(value: str) -> Text:
    """Whose turn it is."""
    return _title(DESK_TITLES, value)


@register.filter
def role(value: str) -> Text:
    """The part somebody plays."""
    return _title(TITLES, value)


@register.filter
def place(office: Office) -> Text:
    """An office as somebody from elsewhere must be told of it: a section with its customs. Lists
    fetch ``office__parent`` beforehand."""
    above = office.parent
    if office.level != "section" or above is None or above.level != "subordinate":
        return office.title
    return Text(f"{above.title_zh}{office.title_zh}", f"{office.title_en}, {above.title_en}")


@register.filter
def level(value: int) -> Text:
    """A level with what it means: 三级（执法偏差）."""
    return handling().level(value).title.text
