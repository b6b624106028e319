"""Tables that can be taken out: warnings, the rows of one, parts of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.called import code_called
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import lying_below, spans
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.limits import ONE_DAY
from zhunsheng_web.casework.masks import sentence_of, told_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import NEWEST, Parts, loaded, seen_in_parts
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.casework.stages import (
    CONCLUSION_TITLES,
    DISPOSAL_TITLES,
    Conclusion,
    Disposal,
    Stage,
    stage_title,
)
from zhunsheng_web.casework.templatetags.titles import place
from zhunsheng_web.casework.values import unit_of
from zhunsheng_web.clock import beginning_of
from zhunsheng_web.export.gate import MOST_ROWS
from zhunsheng_web.papers.of_warning import masks_for
from zhunsheng_web.ui.sheet import Column, Sheet
from zhunsheng_web.ui.templatetags.words import say

_NUMBER = Text("预警编号（末六位为导出标记）", "Warning (the last six letters mark this export)")
_DAY_WRONG = Text("请按“2026-11-02”的格式填写日期。", "Write the day like 2026-11-02.")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A table with what each of its rows is about."""

    sheet: Sheet
    keys: list[str]


def chosen(actor: Actor, given: Mapping[str, str]) -> Parts:
    """The warnings the actor may know of that the filters leave: ``level``, ``stage``, ``office``
    (code, with all below), ``standard``, ``domain``, ``first`` and ``last`` (day it was made).

    Raises Incomplete for a filter that cannot be understood.
    """
    rows = seen_in_parts(actor)
    if level := given.get("level", ""):
        if level not in {str(one.level) for one in handling().levels}:
            raise Incomplete("level", Text("级别应为 1 至 4。", "A level is a number from 1 to 4."))
        rows = rows.filter(level=int(level))
    if stage := given.get("stage", ""):
        if stage not in set(Stage):
            raise Incomplete("stage", Text("没有这个环节。", "There is no such stage."))
        rows = rows.filter(stage=stage)
    if asked := clean(given.get("office", "")):
        code = code_called(asked, [path for path, _ in spans(actor)])
        rows = rows.filter(lying_below(Office.objects.get(code=code).path))
    if standard := clean(given.get("standard", "")):
        rows = rows.filter(yardstick__standard=standard)
    if domain := clean(given.get("domain", "")):
        rows = rows.filter(yardstick__domain=domain)
    # As moments: a day made of every row's moment could use no index.
    if day := given.get("first", ""):
        rows = rows.filter(created_at__gte=beginning_of(a_day(day, "first")))
    if day := given.get("last", ""):
        rows = rows.filter(created_at__lt=beginning_of(a_day(day, "last")) + ONE_DAY)
    return rows


def a_day(text: str, field: str) -> dt.date:
    """A day as it is typed, of a year a moment can be told of. Raises Incomplete."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Incomplete(field, _DAY_WRONG) from None
    if not dt.MINYEAR < day.year < dt.MAXYEAR:
        raise Incomplete(field, _DAY_WRONG)
    return day


def clean(text: str) -> str:
    """A filter's text without what no database takes."""
    return text.replace("\0", "").strip()[:120]


def warnings_table(rows: Parts) -> Keyed:
    """One line a warning; nobody's name. One more than may leave, so that the gate can tell."""
    levels = {level.level: say(level.title.text) for level in handling().levels}
    found = loaded(rows.first(MOST_ROWS + 1, NEWEST))
    sheet = Sheet(
        say(Text("风险预警清单", "Warnings")),
        (
            Column(say(_NUMBER)),
            Column(say(Text("级别", "Level"))),
            Column(say(Text("内控标准", "Standard"))),
            Column(say(Text("业务领域", "Domain"))),
            Column(say(Text("单位", "Office"))),
            Column(say(Text("环节", "Stage"))),
            Column(say(Text("结论", "Conclusion"))),
            Column(say(Text("处置", "Disposal"))),
            Column(say(Text("记录条数", "Records")), "number"),
            Column(say(Text("金额（元）", "Money (yuan)")), "money"),
            Column(say(Text("首次发生", "First on")), "date"),
            Column(say(Text("末次发生", "Last on")), "date"),
            Column(say(Text("生成时间", "Made at")), "moment"),
            Column(say(Text("办理期限", "Due")), "moment"),
            Column(say(Text("办结时间", "Closed at")), "moment"),
        ),
        [
            (
                one.number,
                levels.get(one.level, str(one.level)),
                say(one.yardstick.title),
                say(one.yardstick.domain_title),
                say(place(one.office)),
                say(stage_title(one.stage, one.secrecy)),
                say(CONCLUSION_TITLES[Conclusion(one.conclusion)]) if one.conclusion else "",
                say(DISPOSAL_TITLES[Disposal(one.disposal)]) if one.disposal else "",
                one.rows,
                one.money,
                one.first_on,
                one.last_on,
                one.created_at,
                one.due_at,
                one.closed_at,
            )
            for one in found
        ],
    )
    return Keyed(sheet, [one.number for one in found])


def rows_table(warning: Warning, actor: Actor) -> Keyed:
    """The findings of one warning; officers stand under letters for whoever may not see names."""
    found = list(rows_of(warning, actor)[: MOST_ROWS + 1])
    masks = masks_for(warning, actor)
    sheet = Sheet(
        say(Text("预警 {n} 明细记录", "Records of warning {n}").fill(n=warning.number)),
        (
            Column(say(Text("记录（末六位为导出标记）", "Record (last six letters: the mark)"))),
            Column(say(Text("单证类型", "Kind"))),
            Column(say(Text("业务单证号", "Document"))),
            Column(say(Text("发生时间", "When")), "moment"),
            Column(say(Text("情况", "What happened"))),
            Column(say(Text("实际值", "Found")), "number"),
            Column(say(Text("标准值", "Allowed")), "number"),
            Column(say(Text("单位", "Unit"))),
            Column(say(Text("金额（元）", "Money (yuan)")), "money"),
            Column(say(Text("消除时间", "Cleared at")), "moment"),
        ),
        [
            (
                one.key[:12],
                one.subject_type,
                "" if masks and one.subject_type == "officer" else one.subject_id,
                one.happened_at,
                say(told_of(one, masks) if masks else one.sentence),
                one.observed,
                one.allowed,
                say(unit_of(one.unit)),
                one.money,
                one.cleared_at,
            )
            for one in found
        ],
        notes=(say(sentence_of(warning) if masks else warning.sentence),),
    )
    return Keyed(sheet, [one.key[:12] for one in found])


_PARTS: dict[str, Text] = {
    "powers": Text("权力事项", "Powers"),
    "posts": Text("岗位", "Posts"),
    "standards": Text("内控标准", "Control standards"),
    "risk_points": Text("廉政风险点", "Risk points"),
}
PARTS = tuple(_PARTS.items())


def register_table(part: str) -> Keyed:
    """A part of the register: id, titles, and what it belongs to. Raises Incomplete."""
    if part not in _PARTS:
        raise Incomplete("part", Text("请选择清单的一部分。", "Choose a part of the register."))
    items: tuple[Any, ...] = tuple(getattr(register(), part))
    sheet = Sheet(
        f"{say(register().title)} · {say(_PARTS[part])}",
        (
            Column(say(Text("编号（末六位为导出标记）", "Id (last six letters: the mark)"))),
            Column(say(Text("名称（中文）", "Title (Chinese)"))),
            Column(say(Text("名称（英文）", "Title (English)"))),
            Column(say(Text("所属权力", "Power"))),
        ),
        [
            (one.id, one.title.zh, one.title.en, str(getattr(one, "power", "") or ""))
            for one in items
        ],
    )
    return Keyed(sheet, [one.id for one in items])
