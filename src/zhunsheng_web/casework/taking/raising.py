"""A further warning, closed to the section, beside an open one that stays as it is.

What is known of an officer beyond the rows of one open warning (he did it again and again; a report
names him) must not show in what his section can see. So the open warning is left alone, and a
closed one, which links it, goes to those who may know both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from django.db.models import QuerySet

from zhunsheng.model.moment import day_of
from zhunsheng.model.quoting import listed
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.acting import enter
from zhunsheng_web.casework.barriers import Facts, barriers_for, rows_of
from zhunsheng_web.casework.models import Barrier, Concern, Event, Link, Warning
from zhunsheng_web.casework.stages import OPEN, Stage, Verb
from zhunsheng_web.casework.taking.grading import recurs, why_repeated
from zhunsheng_web.casework.taking.portions import parts
from zhunsheng_web.casework.taking.reading import Source
from zhunsheng_web.casework.taking.rules import levels
from zhunsheng_web.casework.taking.wording import number_of
from zhunsheng_web.casework.taking.writing import BATCH, Writing

RAISED = "raised"


@dataclass(frozen=True, slots=True)
class Corroborated:
    """A record that names an officer. ``zh``, ``en``: what it is."""

    officer: str
    on: dt.date
    zh: str
    en: str


def corroborated(source: Source) -> list[Corroborated]:
    """The records of the trace that ``levels.yaml`` says corroborate, up to the day of the run."""
    rules, files = levels().corroboration, source.store.act_files()
    if not files:
        return []
    found = []
    with duckdb.connect() as db:
        table = f"read_parquet([{listed(files)}], union_by_name = true)"
        columns = {row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}
        for one in rules.records:
            column = one.field if one.field == "officer" else f"a_{one.field}"
            if column not in columns:
                continue
            for officer, moment in db.execute(
                f"SELECT {column}, moment FROM {table} WHERE activity = ? AND moment <= ? "
                f"AND {column} IS NOT NULL",
                [one.activity, source.run.as_of],
            ).fetchall():
                found.append(Corroborated(officer, day_of(moment), one.title.zh, one.title.en))
    return found


def called_for(touched: Sequence[int], records: Sequence[Corroborated]) -> list[int]:
    """The open warnings that call for one: of those a run has touched, and of those about officers
    whom records name."""
    named = sorted({one.officer for one in records})
    near: dict[int, Warning] = {}
    for some in parts(touched, BATCH):
        near.update((one.pk, one) for one in _open().filter(pk__in=some))
    for officers in parts(named, BATCH):
        near.update((one.pk, one) for one in _open().filter(subject_id__in=officers))
    return [pk for pk, one in sorted(near.items()) if _reasons(one, records)]


def raise_beside(writing: Writing, records: Sequence[Corroborated], called: Sequence[int]) -> int:
    """Makes the closed warnings that are called for by some open ones; how many."""
    raised = 0
    for warning in _open().filter(pk__in=called).select_related("yardstick", "office"):
        why = _reasons(warning, records)
        if why:
            _beside(writing, warning, why)
            raised += 1
    return raised


def _open() -> QuerySet[Warning]:
    return (
        Warning.objects.filter(
            secrecy="open",
            level=levels().raised.from_,
            subject_kind="officer",
            stage__in=OPEN,
        )
        .exclude(linked_from__kind=RAISED)
        .order_by("pk")
    )


def _reasons(warning: Warning, records: Sequence[Corroborated]) -> list[dict[str, str]]:
    standing = warning.findings.filter(cleared_at=None)
    found = []
    told = {one["code"] for one in warning.level_why}
    if "recurrence" not in told and recurs(standing.values_list("happened_at", flat=True)):
        found.append(why_repeated())
    days = dt.timedelta(days=levels().corroboration.days)
    for one in records:
        if one.officer == warning.subject_id and abs(one.on - warning.last_on) <= days:
            found.append({"code": "corroboration", "zh": one.zh, "en": one.en})
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _beside(writing: Writing, warning: Warning, why: list[dict[str, str]]) -> None:
    """One more for the same cause, or a link to the one that is open already."""
    key = f"{warning.group_key}|{RAISED}"
    beside = Warning.objects.filter(group_key=key, stage__in=OPEN).first()
    if beside is None:
        beside = _made(writing, warning, key, why)
    Link.objects.create(warning=beside, to=warning, kind=RAISED)


def _made(writing: Writing, warning: Warning, key: str, why: list[dict[str, str]]) -> Warning:
    token = new_token()
    concerned = [one for one in warning.concerns.all() if one.person_id is not None]
    facts = Facts("closed", warning.office_path, warning.first_on,
                  tuple(one.person_id for one in concerned if one.person_id))  # fmt: skip
    hidden = barriers_for([facts])[0]
    made = Warning(
        token=token,
        number=number_of(token, writing.now),
        yardstick=warning.yardstick,
        group_key=key,
        level=levels().raised.level,
        level_why=[*warning.level_why, *why],
        secrecy="closed",
        office=warning.office,
        office_path=warning.office_path,
        subject_kind=warning.subject_kind,
        subject_id=warning.subject_id,
        sentence_zh=warning.sentence_zh,
        sentence_en=warning.sentence_en,
        rows=warning.rows,
        rows_cleared=warning.rows_cleared,
        money=warning.money,
        first_on=warning.first_on,
        last_on=warning.last_on,
        run=writing.run,
        created_at=writing.now,
    )
    enter(made, Stage.GENERATED, writing.now, barriers=hidden, gone=writing.gone)
    made.save()
    kept = [one for one in warning.barriers.filter(kind="person") if one.person_id]
    known = {one.person_id for one in hidden if one.kind == "person"}
    Barrier.objects.bulk_create(
        [
            *rows_of(made, hidden),
            *(
                Barrier(warning=made, kind="person", person_id=one.person_id)
                for one in kept
                if one.person_id not in known
            ),
        ]
    )
    Concern.objects.bulk_create(
        Concern(warning=made, person_id=one.person_id, code=one.code, rows=one.rows)
        for one in warning.concerns.all()
    )
    Event.objects.create(
        warning=made, verb=Verb.TAKE_IN, at=writing.now, source="", target=made.stage,
        desk=made.desk, given={"rows": made.rows, "run": writing.run}, deed=writing.deed,
    )  # fmt: skip
    tally.moved([(None, tally.facts_of(made))])
    return made
