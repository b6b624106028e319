"""How a citizen reads dates, periods, editions and marks of doubt."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace

from zhunsheng.model.clock import Period, Unit
from zhunsheng.model.text import Text
from zhunsheng.publish.items import Citation
from zhunsheng.register.wording import in_words

UNVERIFIED = Text("待核实", "to be verified")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

COLUMNS: dict[str, Text] = {
    "content": Text("行使内容", "What is done"),
    "conduct": Text("履责方式", "How it is done"),
    "conditions": Text("受理条件和材料", "Conditions and papers"),
    "promised": Text("承诺时限", "Time promised"),
    "fee": Text("收费", "Fee"),
    "remedies": Text("救济途径", "Remedies"),
    "liability": Text("追责情形", "Liability of officers"),
    "supervision": Text("监督渠道", "Where to complain"),
}
"""Public column → its heading."""

COUNTED: dict[Unit, Text] = {
    "calendar_days": Text(
        "按自然日计算，包括节假日；起算事件发生的当日不计入，自次日起算，最后一日终了时届满。",
        "Calendar days, holidays included. The day of the event does not count; the period begins "
        "the next day and ends with the end of its last day.",
    ),
    "working_days": Text(
        "按工作日计算，不含周末休息日和法定节假日，调休上班的日子计入；起算事件发生的当日不计入，"
        "最后一个工作日终了时届满。",
        "Working days: weekends and public holidays do not count, weekend days worked in exchange "
        "do. The day of the event does not count; the period ends with the end of its last "
        "working day.",
    ),
    "hours": Text(
        "自起算时刻起连续计算，不分昼夜，不扣除休息日。",
        "Elapsed hours from the moment of the event, by day and night, holidays included.",
    ),
    "months": Text(
        "至届满月份的对应日终了时届满；该月没有对应日的，为该月最后一日。",
        "Ends with the day of the same number in the last month, or with the last day of a month "
        "that has no such day.",
    ),
    "years": Text(
        "至届满年份的对应日终了时届满；该年没有对应日（2月29日）的，为2月28日。",
        "Ends with the same day of the last year; for 29 February, with 28 February where that "
        "year has none.",
    ),
}
"""How each unit of a period is counted; the rule itself is in ``model/counting.py``."""

ROLLS = Text(
    "最后一日是休息日或者法定节假日的，顺延至其后的第一个工作日。",
    "Where the last day is not a working day, the period ends on the next working day.",
)
UNITS: dict[Unit, Text] = {
    "calendar_days": Text("日（自然日）", "Days (calendar days)"),
    "working_days": Text("工作日", "Working days"),
    "hours": Text("小时", "Hours"),
    "months": Text("月", "Months"),
    "years": Text("年", "Years"),
}


def length(period: Period) -> Text:
    """``20个工作日`` / ``20 working days``; whether it rolls is for :func:`counted` to say."""
    return in_words(replace(period, roll=False))


def counted(period: Period) -> Text:
    """How this period is counted, in full."""
    how = COUNTED[period.unit]
    return Text(how.zh + ROLLS.zh, f"{how.en} {ROLLS.en}") if period.roll else how


def day(date: dt.date) -> Text:
    """``2026年11月22日`` / ``22 November 2026``."""
    return Text(
        f"{date.year}年{date.month}月{date.day}日",
        f"{date.day} {MONTHS[date.month - 1]} {date.year}",
    )


def edition(one: Citation) -> Text | None:
    """Which text of the law is cited, and whether the law has changed or ceased since."""
    zh, en = [], []
    if one.edition is not None:
        zh.append(f"{day(one.edition).zh}起施行的文本")
        en.append(f"text in force from {day(one.edition).en}")
        if one.in_force is not None and one.in_force != one.edition:
            zh.append(f"该法现行文本自{day(one.in_force).zh}起施行")
            en.append(f"the law now stands as of {day(one.in_force).en}")
    if one.repealed_on is not None:
        zh.append(f"该法已于{day(one.repealed_on).zh}废止")
        en.append(f"the law was repealed on {day(one.repealed_on).en}")
    return Text("；".join(zh), "; ".join(en)) if zh else None


def capital(text: str) -> str:
    """A title as it stands at the head of something; Chinese stays as it is."""
    return text[:1].upper() + text[1:]


def spoken(text: str, *, otherwise: str) -> str:
    """The language a quotation is in, for screen readers: ``zh`` where it has Han characters."""
    has_han = any(unicodedata.name(letter, "").startswith("CJK UNIFIED") for letter in text)
    return "zh" if has_han else otherwise
