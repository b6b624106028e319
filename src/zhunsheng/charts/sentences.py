"""Derived rules in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from zhunsheng.charts.rule import RuleKind
from zhunsheng.model.text import Text

SENTENCES: dict[
    RuleKind | Literal["within_time_unless", "within_time_if_done", "standing_still"], Text
] = {
    "must_precede": Text("办理“{late}”之前，须先办理“{early}”", "{early} must come before {late}"),
    "must_follow": Text(
        "“{cause}”之后、“{end}”之前，须办理“{answer}”",
        "after {cause}, {answer} must come before {end}",
    ),
    "order": Text(
        "“{first}”与“{then}”都办理的，“{first}”应当在先",
        "where both occur, {first} comes before {then}",
    ),
    "in_balance": Text(
        "任何时候，“{then}”的次数不得多于“{first}”",
        "{then} may at no time have been done more often than {first}",
    ),
    "never_together": Text(
        "同一事项不得既有“{one}”又有“{other}”",
        "{one} and {other} must not both occur in one case",
    ),
    "who_may": Text("“{act}”只能由{posts}办理", "only {posts} may do {act}"),
    "within_time": Text(
        "“{start}”之后，应当在{period}内办理“{goal}”",
        "{goal} must be done within {period} after {start}",
    ),
    "within_time_unless": Text(
        "“{start}”之后，应当在{period}内办理“{goal}”；其间已有{instead}的除外",
        "{goal} must be done within {period} after {start}, unless {instead} came instead",
    ),
    "within_time_if_done": Text(
        "办理“{goal}”的，应当在“{start}”之后{period}内办理",
        "{goal}, where it is done, must be done within {period} after {start}",
    ),
    "standing_still": Text(
        "{rule}；{pauses}期间不计算在内", "{rule}, not counting the time of {pauses}"
    ),
    "not_before": Text(
        "“{start}”之后未满{period}的，不得办理“{goal}”",
        "{goal} must not be done within {period} after {start}",
    ),
}

_UNITS = {
    "hours": Text("{n}小时", "{n} hours"),
    "days": Text("{n}日", "{n} days"),
    "months": Text("{n}个月", "{n} months"),
    "years": Text("{n}年", "{n} years"),
    "clock": Text("时限“{n}”规定的期间", "the period of the clock {n}"),
}


def period_said(period: Mapping[str, int | str]) -> Text:
    """``{"days": 60}`` → 60日 / 60 days."""
    ((unit, length),) = period.items()
    said = _UNITS[unit].fill(n=length)
    if length == 1:
        return Text(said.zh, said.en.removesuffix("s"))
    return said


def listed(texts: list[Text]) -> Text:
    """A、B或C / A, B or C, the Chinese in quotes."""
    zh = [f"“{text.zh}”" for text in texts]
    en = [text.en for text in texts]
    return Text(_joined(zh, "、", "或"), _joined(en, ", ", " or "))


def _joined(parts: list[str], between: str, last: str) -> str:
    return between.join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else parts[0]
