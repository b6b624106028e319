"""Questions about warnings: conditions of the database over what the reader may see."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import lying_below
from zhunsheng_web.boards.asking.field import Field, Value, office_named, unknown, value_of
from zhunsheng_web.boards.asking.question import Condition, Question
from zhunsheng_web.boards.naming import domain_titles
from zhunsheng_web.casework.bounded.running import TOO_LONG, Limits, Unanswered
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Finding
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import (
    CONCLUSION_TITLES,
    DESK_TITLES,
    DISPOSAL_TITLES,
    STAGE_TITLES,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field and the column it stands for."""

    field: Field
    column: str


def _codes(titles: dict[Any, Text]) -> tuple[tuple[str, Text], ...]:
    return tuple((str(code), title) for code, title in titles.items())


def _fields() -> dict[str, _Asked]:
    levels = tuple((str(one.level), one.title.text) for one in handling().levels)
    domains = tuple(domain_titles().items())
    standards = tuple((one.id, one.title) for one in register().standards)
    told: tuple[tuple[str, Text, str, str, tuple[tuple[str, Text], ...], bool], ...] = (
        ("level", Text("预警级别", "Level"), "code", "level", levels, True),
        ("stage", Text("办理状态", "Stage"), "code", "stage", _codes(STAGE_TITLES), True),
        ("conclusion", Text("核查结论", "Conclusion"), "code", "conclusion",
         _codes(CONCLUSION_TITLES), True),
        ("disposal", Text("处置方式", "Disposal"), "code", "disposal",
         _codes(DISPOSAL_TITLES), True),
        ("desk", Text("承办", "Desk"), "code", "desk", _codes(DESK_TITLES), True),
        ("domain", Text("业务领域", "Domain"), "code", "yardstick__domain", domains, True),
        ("standard", Text("内控标准", "Standard"), "code", "yardstick__standard", standards, True),
        ("office", Text("单位", "Office"), "office", "office__code", (), True),
        ("first_on", Text("首次发生日期", "Day of the first act"), "date", "first_on", (), True),
        ("last_on", Text("最后发生日期", "Day of the last act"), "date", "last_on", (), True),
        ("created", Text("生成日期", "Day it was made"), "date", "created_at", (), True),
        ("due", Text("办理期限", "Due day"), "date", "due_at", (), False),
        ("rows", Text("记录条数", "Rows"), "number", "rows", (), False),
        ("money", Text("涉及金额", "Money concerned"), "number", "money", (), False),
        ("object", Text("涉及对象编号", "Object (number)"), "object", "", (), False),
    )  # fmt: skip
    return {
        name: _Asked(Field(name, title, kind, codes, counted), column)
        for name, title, kind, column, codes, counted in told
    }


def fields() -> dict[str, Field]:
    """What may be asked of warnings, in the order of the form."""
    return {name: one.field for name, one in _fields().items()}


_COLUMNS = ("level", "standard", "office", "first_on", "rows", "stage", "conclusion")


def answer(
    question: Question, actor: Actor, *, limits: Limits
) -> tuple[tuple[Field, ...], list[list[Any]], list[str]]:
    """Columns, rows (one more than allowed, if there are more) and, for rows, each warning's token.
    Raises Unclear."""
    known = _fields()
    found = visible_warnings(actor)
    for group in question.groups:
        either = Q(pk__in=[])
        for one in group:
            either |= _told(one, known)
        found = found.filter(either)
    if question.by:
        asked = known.get(question.by)
        if asked is None or not asked.field.counted:
            raise unknown(question.by)
        by: Any = TruncDate(asked.column) if asked.column.endswith("_at") else asked.column
        counted = found.order_by().values_list(by).annotate(Count("pk"))
        ordered = counted.order_by(by if asked.field.kind == "date" else "-pk__count")
        rows = _within(limits, lambda: [list(row) for row in ordered[: limits.rows + 1]])
        count = Field("count", Text("件数", "Warnings"), "number")
        return (asked.field, count), [[_plain(row[0]), row[1]] for row in rows], []
    columns = [known[name] for name in _COLUMNS]
    listed = found.order_by("-first_on", "-pk").values_list(
        "token", *(one.column for one in columns)
    )
    rows = _within(limits, lambda: [list(row) for row in listed[: limits.rows + 1]])
    return (
        tuple(one.field for one in columns),
        [[_plain(value) for value in row[1:]] for row in rows],
        [str(row[0]) for row in rows],
    )


def _told(condition: Condition, known: dict[str, _Asked]) -> Q:
    asked = known.get(condition.field)
    if asked is None:
        raise unknown(condition.field)
    value, column, op = value_of(asked.field, condition), asked.column, condition.op
    if asked.field.kind == "object":
        rows = Finding.objects.filter(warning=OuterRef("pk"), subject_id=value)
        return Q(Exists(rows))
    if asked.field.kind == "office":
        return _office(op, str(value))
    if op in ("empty", "filled"):
        nothing = Q(**{f"{column}__isnull": True})
        if asked.field.kind == "code":
            nothing |= Q(**{column: ""}) if column != "level" else Q()
        return nothing if op == "empty" else ~nothing
    if column.endswith("_at"):
        return _moment(column, op, value)
    match op:
        case "is":
            return Q(**{column: value})
        case "not":
            return ~Q(**{column: value})
        case "has":
            return Q(**{f"{column}__icontains": value})
        case "least" | "since":
            return Q(**{f"{column}__gte": value})
        case _:
            return Q(**{f"{column}__lte": value})


def _moment(column: str, op: str, value: Value) -> Q:
    """A day of the legal zone against a moment: from its first to before the next day's first."""
    assert isinstance(value, dt.date)
    begins = dt.datetime.combine(value, dt.time(), ZoneInfo(settings.ZONE))
    ends = begins + dt.timedelta(days=1)
    since, until = Q(**{f"{column}__gte": begins}), Q(**{f"{column}__lt": ends})
    return {"since": since, "until": until}.get(op, since & until)


def _office(op: str, code: str) -> Q:
    office = office_named(code)
    if op == "below":
        return lying_below(office.path)
    return Q(office=office) if op == "is" else ~Q(office=office)


def _plain(value: object) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(ZoneInfo(settings.ZONE)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _within(limits: Limits, ask: Callable[[], list[list[Any]]]) -> list[list[Any]]:
    with _stopped_after(limits.seconds):
        try:
            return ask()
        except OperationalError as error:
            raise Unanswered(TOO_LONG.fill(seconds=f"{limits.seconds:g}")) from error


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Whatever the database is asked inside is broken off after so long."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = %s", [int(seconds * 1000)])
            yield
        return
    connection.ensure_connection()
    clock = threading.Timer(seconds, connection.connection.interrupt)
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        clock.join()
