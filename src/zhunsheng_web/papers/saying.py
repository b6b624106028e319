"""Days, moments, sums and people as a paper says them, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.casework.values import counted
from zhunsheng_web.clock import day_of

EMPTY = Text("", "")
UNKNOWN_YEAR = Text(
    "{year} 年工作日历未发布，期限未定", "not set: the working days of {year} are not published"
)
YES, NO = Text("是", "yes"), Text("否", "no")


def plain(words: object) -> Text:
    """The same in both languages."""
    said = "" if words is None else str(words)
    return Text(said, said)


def day(of: dt.date | dt.datetime | None) -> Text:
    """2026年11月2日; 2 November 2026."""
    if of is None:
        return EMPTY
    on = day_of(of) if isinstance(of, dt.datetime) else of
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%B %Y}")


def moment(of: dt.datetime | None) -> Text:
    """2026-11-02 09:00, in the legal zone."""
    return plain(f"{timezone.localtime(of):%Y-%m-%d %H:%M}") if of is not None else EMPTY


def money(of: Decimal | None) -> Text:
    """12,345.60 元; CNY 12,345.60."""
    return EMPTY if of is None else Text(f"{of:,.2f} 元", f"CNY {of:,.2f}")


def quantity(of: float | None, unit: str) -> Text:
    """A value with its unit, without figures nobody measured."""
    if of is None:
        return EMPTY
    said = f"{of:,.2f}".rstrip("0").rstrip(".") if of % 1 else f"{of:,.0f}"
    return counted(of, unit) or plain(said)


def share(part: int, of: int) -> Text:
    """95.0%（19/20）; of few, the counts alone say more than a share."""
    if not of:
        return EMPTY
    if of < 5:
        return Text(f"{part}/{of}（数量少，不计比例）", f"{part}/{of} (too few for a share)")
    return Text(f"{100 * part / of:.1f}%（{part}/{of}）", f"{100 * part / of:.1f}% ({part}/{of})")


def person(of: Person | None) -> Text:
    """张三（W1）; Zhang San (W1)."""
    if of is None:
        return EMPTY
    return Text(f"{of.name_zh}（{of.code}）", f"{of.name_en} ({of.code})")


def role(of: str) -> Text:
    """The title of a role; empty for none."""
    return TITLES[Role(of)] if of in set(Role) else EMPTY


def joined(texts: list[Text], zh: str = "、", en: str = ", ") -> Text:
    """Several, one after the other."""
    return Text(zh.join(text.zh for text in texts), en.join(text.en for text in texts))


def told(row: Mapping[str, Any], name: str) -> Text:
    """``name_zh`` and ``name_en`` of a stored row; what is missing is empty."""
    return Text(str(row.get(f"{name}_zh") or ""), str(row.get(f"{name}_en") or ""))
