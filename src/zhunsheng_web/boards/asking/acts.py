"""Questions about the trace: one statement for DuckDB, every value bound, nothing of the user's in
its text.

The reader's reach: acts of offices at or below those where he may query the trace; never acts of
his own or of whoever directs an office he belongs to. That does not depend on any warning, so it
tells of none. Officers and companies are masked, and cannot be asked for, where he may not see
names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng.trace import Store
from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.models import Office, Posting, in_force
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.boards.asking.field import Field, office_named, unknown, value_of
from zhunsheng_web.boards.asking.question import Condition, Question
from zhunsheng_web.casework.bounded.clock import clock_of, local
from zhunsheng_web.casework.law import register

_PREFIX = {"text": "a_", "flag": "a_", "number": "n_", "time": "t_"}
_NAMES = ("officer", "company")
"""Fields and kinds of object that name somebody."""
_COLUMN = {"happened": local("happened_at"), "recorded": local("recorded_at")}


@dataclass(frozen=True, slots=True)
class Statement:
    """For the child process: ``text`` with ? for each of ``values``; names of columns as they are
    shown, each with the field it shows."""

    text: str
    values: tuple[object, ...]
    columns: tuple[Field, ...]
    masked: frozenset[int]


def fields_for(actor: Actor) -> dict[str, Field]:
    """What this reader may ask of acts, in the order of the form."""
    known, columns = register(), _columns()
    named = may(actor, "names.see").allowed
    activities = tuple((one.id, one.title) for one in known.activities)
    posts = tuple((one.id, one.title) for one in known.posts)
    found = [
        Field("activity", Text("作业环节", "Activity"), "code", activities, counted=True),
        Field("office", Text("单位", "Office"), "office", counted=True),
        Field("happened", Text("办理日期", "Day of the act"), "date", counted=True),
        Field("recorded", Text("录入日期", "Day it was recorded"), "date", counted=True),
        Field("post", Text("经办岗位", "Post"), "code", posts, counted=True),
    ]
    if named:
        found.append(Field("officer", Text("经办人工号", "Officer (number)"), "text", counted=True))
    objects = known.code_table("object-types")
    for code in objects.codes if objects else ():
        if named or code.id not in _NAMES:
            title = Text(f"{code.title.zh}编号", f"{code.title.en} (number)")
            found.append(Field(f"object.{code.id}", title, "object"))
    for one in known.fields:
        if _PREFIX[one.kind] + one.id not in columns:
            continue
        codes = tuple((code.id, code.title) for code in one.codes)
        kind = "date" if one.kind == "time" else "code" if codes else one.kind
        by = kind in ("code", "flag", "date")
        found.append(Field(f"f.{one.id}", one.title, kind, codes, counted=by))
    return {one.id: one for one in found}


def statement(question: Question, actor: Actor, *, most: int) -> Statement:
    """The question as one statement. Raises Unclear."""
    fields = fields_for(actor)
    values: list[object] = [_files("acts"), _files("superseded")]
    told = [_reach(actor, values)]
    for group in question.groups:
        told.append("(" + " OR ".join(_told(one, fields, values) for one in group) + ")")
    where = " AND ".join(told)
    if question.by:
        field = fields.get(question.by)
        if field is None or not field.counted:
            raise unknown(question.by)
        column = _column(field)
        shown = f"strftime({column}, '%Y-%m-%d')" if field.kind == "date" else column
        order = "1" if field.kind == "date" else "2 DESC, 1"
        text = f"{_FROM.format(columns=f'{shown}, count(*)')} WHERE {where} GROUP BY 1 "
        text += f"ORDER BY {order} LIMIT {most + 1}"
        count = Field("count", Text("次数", "Acts"), "number")
        return Statement(text, tuple(values), (field, count), frozenset())
    asked = {one.field for group in question.groups for one in group}
    shown_fields = [fields[name] for name in ("happened", "activity", "office", "post")]
    officer = fields.get("officer") or Field("officer", Text("经办人", "Officer"), "text")
    shown_fields.append(officer)
    shown_fields += [fields[n] for n in sorted(asked) if n.startswith("f.") and n in fields]
    columns = ", ".join(_shown(field) for field in shown_fields)
    columns += ", (SELECT string_agg(DISTINCT o.type || ' ' || o.id, '; ') FROM named o"
    columns += " WHERE o.act = a.act)"
    most_acts = f"{_FROM.format(columns='a.*')} WHERE {where} ORDER BY moment DESC, act LIMIT "
    hidden = "" if "officer" in fields else " AND o.type NOT IN ('company', 'broker')"
    text = (
        f"WITH a AS ({most_acts}{most + 1}), named AS (SELECT t.act, o.type, o.id FROM "
        "read_parquet(?, union_by_name=true) t JOIN read_parquet(?, union_by_name=true) o "
        "ON o.subject = t.subject AND o.type = t.type WHERE t.act IN (SELECT act FROM a) "
        f"AND o.type <> 'officer'{hidden}) SELECT {columns} FROM a ORDER BY moment DESC, act"
    )
    values += [_files("touches"), _files("objects")]
    objects = Field("objects", Text("涉及对象", "Objects"), "text")
    masked = frozenset() if "officer" in fields else frozenset({shown_fields.index(officer)})
    return Statement(text, tuple(values), (*shown_fields, objects), masked)


_FROM = (
    "SELECT {columns} FROM read_parquet(?, union_by_name=true) a "
    "ANTI JOIN (SELECT act FROM read_parquet(?, union_by_name=true)) gone USING (act)"
)


def _reach(actor: Actor, values: list[object]) -> str:
    places = actor.places(*rules().may["query.trace"])
    near = Q(pk__in=[])
    for path in places:
        near |= below("path", path)
    values.append(list(Office.objects.filter(near).values_list("code", flat=True)))
    values.append(sorted(_above(actor)))
    return "office IN (SELECT unnest(?)) AND coalesce(officer, '') NOT IN (SELECT unnest(?))"


def _above(actor: Actor) -> set[str]:
    """Himself, and whoever directs an office he belongs to."""
    heads = Posting.objects.filter(
        in_force(actor.on), command=True, office__path__in=actor.lineage
    ).values_list("person__code", flat=True)
    return {actor.code, *heads}


def _told(condition: Condition, fields: dict[str, Field], values: list[object]) -> str:
    field = fields.get(condition.field)
    if field is None:
        raise unknown(condition.field)
    value = value_of(field, condition)
    if field.kind == "object":
        values += [_files("touches"), _files("objects"), field.id.removeprefix("object."), value]
        return (
            "a.act IN (SELECT act FROM read_parquet(?, union_by_name=true) WHERE subject IN "
            "(SELECT subject FROM read_parquet(?, union_by_name=true) WHERE type = ? AND id = ?))"
        )
    if field.kind == "office":
        return _office(condition.op, str(value), values)
    column = _column(field)
    if condition.op in ("empty", "filled"):
        return f"{column} IS {'NOT ' if condition.op == 'filled' else ''}NULL"
    values.append(str(value))
    typed = {"number": "CAST(? AS DECIMAL(18,4))", "date": "CAST(? AS DATE)"}.get(field.kind, "?")
    match condition.op:
        case "is":
            return f"{_compared(field, column)} = {typed}"
        case "not":
            return f"{column} IS DISTINCT FROM ?"
        case "has":
            return f"contains(lower({column}), lower(?))"
        case "least" | "since":
            return f"{_compared(field, column)} >= {typed}"
        case _:
            return f"{_compared(field, column)} <= {typed}"


def _office(op: str, code: str, values: list[object]) -> str:
    office = office_named(code)
    if op == "below":
        codes = Office.objects.filter(below("path", office.path)).values_list("code", flat=True)
        values.append(list(codes))
        return "office IN (SELECT unnest(?))"
    values.append(office.code)
    return "office = ?" if op == "is" else "office IS DISTINCT FROM ?"


def _compared(field: Field, column: str) -> str:
    if field.kind == "date":
        return f"CAST({column} AS DATE)"
    return column


def _column(field: Field) -> str:
    """The column of a field of the vocabulary: never anything a user typed. Times as the clock of
    the legal zone showed them."""
    if field.id.startswith("f."):
        name = field.id.removeprefix("f.")
        kinds = {one.id: one.kind for one in register().fields}
        column = f'"{_PREFIX[kinds[name]]}{name}"'
        return clock_of(column) if kinds[name] == "time" else column
    return _COLUMN.get(field.id, field.id)


def _shown(field: Field) -> str:
    column = _column(field)
    return f"strftime({column}, '%Y-%m-%d %H:%M')" if field.kind == "date" else column


def _files(kind: str) -> list[str]:
    store = Store(Path(settings.TRACE))
    files: Iterable[Path] = {
        "acts": store.act_files,
        "superseded": store.superseded_files,
        "touches": store.touch_files,
        "objects": store.object_files,
    }[kind]()
    return [str(file) for file in files]


def _columns() -> frozenset[str]:
    return _columns_of(tuple(_files("acts")))


@lru_cache(maxsize=4)
def _columns_of(files: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for file in files for name in pq.read_schema(file).names)


def mask(code: str, salt: str) -> str:
    """A name for somebody within one answer, which says nothing of who he is."""
    return "*" + hashlib.blake2b(code.encode(), key=salt.encode()[:64], digest_size=4).hexdigest()


@lru_cache(maxsize=1)
def object_titles() -> dict[str, Text]:
    """Kind of object → title."""
    table = register().code_table("object-types")
    return {code.id: code.title for code in table.codes} if table else {}
