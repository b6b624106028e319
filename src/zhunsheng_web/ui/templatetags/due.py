"""How long there is still time, in words: ``{% due one.due_at request.now %}``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from zhunsheng.model.text import Text
from zhunsheng_web.clock import day_of

register = template.Library()
_UNKNOWN = Text("日历未发布，未计期限", "calendar not published: no limit counted")


@register.inclusion_tag("ui/due.html")
def due(at: dt.datetime | None, now: dt.datetime) -> dict[str, Any]:
    """The moment, and how far off it is in calendar days; None: the calendar does not reach."""
    if at is None:
        return {"at": None, "words": _UNKNOWN, "tone": ""}
    days = (day_of(at) - day_of(now)).days
    return {"at": at, "words": words(days, late=at < now), "tone": tone(days, late=at < now)}


def words(days: int, *, late: bool) -> Text:
    """Calendar days from today to the last day, said as people say it."""
    if late:
        gone = max(-days, 1)
        return Text(f"逾期 {gone} 天", f"{gone} day{'' if gone == 1 else 's'} overdue")
    if days == 0:
        return Text("今天到期", "due today")
    if days == 1:
        return Text("明天到期", "due tomorrow")
    return Text(f"还有 {days} 天", f"{days} days left")


def tone(days: int, *, late: bool) -> str:
    """The class that colours it: late, soon or none."""
    return "late" if late else "soon" if days <= 1 else ""
