"""An answer as a page shows it: columns, rows in words, a drawing; masked where names are not for
the reader."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.boards.asking import acts, warnings
from zhunsheng_web.boards.asking.bars import Drawing, bars_of, line_of
from zhunsheng_web.boards.asking.field import Field, Unclear
from zhunsheng_web.boards.asking.question import Question
from zhunsheng_web.casework.bounded.running import Limits, run
from zhunsheng_web.ui.templatetags.words import say


@dataclass(frozen=True, slots=True)
class Answer:
    """``rows``: cells in the reader's language. ``tokens``: of the warnings, row by row, or none.
    ``cut``: there is more than was fetched."""

    columns: tuple[Field, ...]
    rows: list[list[Any]]
    tokens: list[str]
    cut: bool
    drawing: Drawing | None
    shown: str


def may_ask(actor: Actor, about: str) -> bool:
    """May he ask about ``warnings`` or ``acts`` at all?"""
    return may(actor, "query.trace" if about == "acts" else "query.warnings").allowed


def fields_of(actor: Actor, about: str) -> dict[str, Field]:
    """What he may ask there."""
    return acts.fields_for(actor) if about == "acts" else warnings.fields()


def answer(question: Question, actor: Actor, *, limits: Limits | None = None) -> Answer:
    """Asks. Raises Unclear or Unanswered: what, why, how to mend. The caller has asked
    :func:`may_ask` and has sealed that it is asked."""
    allowed = limits or Limits()
    if question.shown != "table" and not question.by:
        raise Unclear(
            Text("画图需要先选择“统计依据”。", "Choose what to count by before drawing a chart.")
        )
    tokens: list[str] = []
    masked: frozenset[int] = frozenset()
    if question.about == "acts":
        asked = acts.statement(question, actor, most=allowed.rows)
        columns, masked = asked.columns, asked.masked
        rows = run(asked.text, asked.values, allowed)
    else:
        columns, rows, tokens = warnings.answer(question, actor, limits=allowed)
    cut = len(rows) > allowed.rows
    offices = _offices(columns, rows)
    salt = secrets.token_hex(16)
    said = [
        [
            acts.mask(str(value), salt)
            if place in masked and value is not None
            else _said(columns[place], value, offices)
            for place, value in enumerate(row)
        ]
        for row in rows[: allowed.rows]
    ]
    return Answer(
        columns,
        said,
        tokens[: allowed.rows],
        cut,
        _drawn(question, said),
        question.shown if question.by else "table",
    )


def _offices(columns: tuple[Field, ...], rows: list[list[Any]]) -> dict[str, Text]:
    """Titles of the offices in an answer, by code. One query where there are any."""
    places = [at for at, one in enumerate(columns) if one.kind == "office"]
    codes = {str(row[at]) for row in rows for at in places if row[at] is not None}
    if not codes:
        return {}
    return {one.code: one.title for one in Office.objects.filter(code__in=codes)}


def _said(field: Field, value: Any, offices: Mapping[str, Text]) -> Any:
    if isinstance(value, int | float):
        return say(field.said(value)) if field.codes else value
    if value is None:
        return ""
    if field.kind == "office":
        title = offices.get(str(value))
        return f"{say(title)} {value}" if title else str(value)
    if field.id == "objects":
        return _objects(str(value))
    return say(field.said(value))


def _objects(told: str) -> str:
    titles = acts.object_titles()
    named = []
    for one in told.split("; "):
        kind, _, number = one.partition(" ")
        title = titles.get(kind)
        named.append(f"{say(title)} {number}" if title else one)
    return "; ".join(named)


def _drawn(question: Question, rows: list[list[Any]]) -> Drawing | None:
    if not question.by or question.shown == "table":
        return None
    counts = [(str(row[0]) or "—", int(row[1])) for row in rows]
    return line_of(counts) if question.shown == "line" else bars_of(counts)
