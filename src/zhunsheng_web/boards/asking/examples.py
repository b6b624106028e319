"""Questions to start from: what people ask first, ready to be changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from zhunsheng.model.text import Text
from zhunsheng_web.boards.asking.field import Field
from zhunsheng_web.boards.asking.question import Condition, Question
from zhunsheng_web.boards.scope import month_before


def examples(
    about: str, fields: Mapping[str, Field], today: dt.date
) -> list[tuple[Text, Question]]:
    """Those that can be asked with these fields; days are of the month before ``today``."""
    since = month_before(today.replace(day=1), 1).isoformat()
    found = _of_acts(since) if about == "acts" else _of_warnings(since)
    return [(title, question) for title, question in found if _fits(question, fields)]


def _of_acts(since: str) -> Iterable[tuple[Text, Question]]:
    lately = (Condition("happened", "since", since),)
    yield (
        Text("上月以来的放行，按单位统计", "Releases since last month, by office"),
        _acts((Condition("activity", "is", "release.order"),), lately, by="office", shown="bar"),
    )
    yield (
        Text("上月以来的申报，逐日统计", "Declarations since last month, by day"),
        _acts(
            (Condition("activity", "is", "declaration.submit"),), lately, by="happened",
            shown="line",
        ),
    )  # fmt: skip
    yield (
        Text("上月以来的作业，按岗位统计", "All acts since last month, by post"),
        _acts(lately, by="post", shown="bar"),
    )
    yield (
        Text("上月以来的查验结果，列出明细", "Results of inspections since last month, row by row"),
        _acts((Condition("activity", "is", "inspection.finish"),), lately),
    )


def _of_warnings(since: str) -> Iterable[tuple[Text, Question]]:
    yield (
        Text("未办结的三级预警", "Open warnings of level 3"),
        _warnings((Condition("level", "is", "3"),), (Condition("stage", "not", "closed"),)),
    )
    yield (
        Text("核查属实的预警，按内控标准统计", "Well-founded warnings, by standard"),
        _warnings(
            (Condition("conclusion", "is", "founded"), Condition("conclusion", "is", "partly")),
            by="standard", shown="bar",
        ),
    )  # fmt: skip
    yield (
        Text("上月以来首次发生的，按单位统计", "First act since last month, by office"),
        _warnings((Condition("first_on", "since", since),), by="office", shown="bar"),
    )
    yield (
        Text("涉及金额10万元以上的预警", "Warnings that concern 100,000 yuan or more"),
        _warnings((Condition("money", "least", "100000"),)),
    )


def _acts(*groups: tuple[Condition, ...], by: str = "", shown: str = "table") -> Question:
    return Question("acts", groups, by, shown)


def _warnings(*groups: tuple[Condition, ...], by: str = "", shown: str = "table") -> Question:
    return Question("warnings", groups, by, shown)


def _fits(question: Question, fields: Mapping[str, Field]) -> bool:
    """Does the register know all it names?"""
    conditions = [one for group in question.groups for one in group]
    known = all(
        one.field in fields
        and (
            fields[one.field].kind != "code"
            or one.value in {code for code, _ in fields[one.field].codes}
        )
        for one in conditions
    )
    return known and (not question.by or question.by in fields)
