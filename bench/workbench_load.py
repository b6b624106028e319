"""A workbench as large as the nation's: 100,000 people, a million warnings, laid out in bulk.

The rows are made up and alike in nothing but size and spread to real ones: three years of warnings
over 42 districts, a sixth of them open, one in twenty closed to the section, each with its rows,
events, the officer concerned and its barriers.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models, transaction

from zhunsheng_web.access.models import Account, Office, Person, Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.casework.models import (
    Barrier,
    Concern,
    Event,
    Finding,
    Mention,
    Warning,
    Yardstick,
)
from zhunsheng_web.casework.stages import OPEN, Stage

NOW = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
DISTRICTS, CUSTOMS, SECTIONS = 42, 12, 8
GROUPS = ("coast", "border", "inland")
AT_ONCE = 20_000
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def offices() -> list[Office]:
    """The tree: headquarters, districts, customs, sections."""
    made: list[Office] = []

    def add(code: str, above: Office | None, level: str, title: str) -> Office:
        one = Office(
            pk=len(made) + 1,
            code=code,
            path=(above.path if above else "") + code + ".",
            parent=above,
            level=level,
            group=GROUPS[len(made) % 3] if level == "district" else "",
            title_zh=title,
            title_en=f"Office {code}",
            valid_from=dt.date(2020, 1, 1),
        )
        made.append(one)
        return one

    root = add("0000", None, "headquarters", "总署")
    for d in range(DISTRICTS):
        district = add(f"{d + 10}00", root, "district", f"第{d + 1}海关")
        for c in range(CUSTOMS):
            customs = add(f"{d + 10}{c + 1:02}", district, "subordinate", f"第{d + 1}-{c + 1}海关")
            for s in range(SECTIONS):
                add(f"{d + 10}{c + 1:02}-{s + 1}", customs, "section", f"{s + 1}科")
    Office.objects.bulk_create(made, batch_size=500)
    return made


def load(warnings: int, people: int, seed: int = 1) -> dict[str, str]:
    """Fills an empty database; usernames by role, one each, of people with much to see."""
    chance = random.Random(seed)
    places = offices()
    sections = [one for one in places if one.level == "section"]
    demo = _people(places, sections, people)
    standards = _yardsticks()
    per_section = people // len(sections)
    mine = list(_plan(warnings, sections, standards, per_section, chance))
    handlers = {
        desk: Person.objects.get(code=code).pk
        for desk, code in (
            ("line2", "functional"),
            ("audit", "audit"),
            ("discipline", "discipline"),
        )
    }
    keep(Warning, _warnings(mine, chance, handlers, per_section), WARNING)
    keep(Finding, _findings(mine), FINDING)
    keep(Mention, _mentions(mine))
    keep(Event, _events(mine), EVENT)
    keep(Concern, ({"id": w, "warning_id": w, "person_id": p, "code": f"P{p:06}", "rows": 1}
                   for w, _, _, p, *_ in mine))  # fmt: skip
    keep(Barrier, _barriers(mine))
    return demo


def keep(
    model: type[models.Model],
    rows: Iterable[dict[str, Any]],
    fixed: dict[str, Any] | None = None,
) -> None:
    """Puts rows of database values into a model's table; what they leave out has its default."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
    ]
    columns = [str(field.column) for field in fields]
    defaults = {
        str(field.column): field.get_db_prep_save(
            (fixed or {}).get(str(field.column), field.get_default()), connection
        )
        for field in fields
        if field.column != "id"
    }
    if "token" in columns:
        rows = ({"token": new_token()} | row for row in rows)
    for part in _parts(rows):
        tuples = [tuple(row[c] if c in row else defaults[c] for c in columns) for row in part]
        _insert(model._meta.db_table, columns, tuples)


def _insert(table: str, columns: Sequence[str], tuples: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for one in tuples:
                    copy.write_row(one)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuples)


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _token(number: int) -> str:
    """A name that tells nothing, the same for the same number."""
    chance = random.Random(number)
    return "".join(chance.choices(_LETTERS, k=20))


def _people(places: list[Office], sections: list[Office], people: int) -> dict[str, str]:
    keep(
        Person,
        (
            {"id": n, "token": _token(n), "code": f"P{n:06}", "name_zh": f"李{n}",
             "name_en": f"Li {n}"}
            for n in range(1, people + 1)
        ),
    )  # fmt: skip
    per = people // len(sections)
    since = dt.date(2021, 1, 1)

    def postings() -> Iterator[dict[str, Any]]:
        for n in range(1, people + 1):
            at = min((n - 1) // per, len(sections) - 1)
            role = (Role.SECTION_HEAD, Role.LIAISON)[(n - 1) % per] if (n - 1) % per < 2 else None
            yield {
                "person_id": n,
                "id": n,
                "office_id": sections[at].pk,
                "role": str(role or Role.OFFICER),
                "command": role == Role.SECTION_HEAD,
                "valid_from": since,
            }

    fixed = {"title_zh": "", "title_en": ""}
    keep(Posting, postings(), fixed)
    if connection.vendor == "postgresql":
        _set_sequences(Person, Posting)
    district = next(one for one in places if one.level == "district")
    named: dict[str, str] = {"section-head": "p000001", "liaison": "p000002"}
    head = Person.objects.get(pk=1)
    Account.objects.create(username="p000001", person=head)
    Account.objects.create(username="p000002", person=Person.objects.get(pk=2))
    Account.objects.create(username="p000003", person=Person.objects.get(pk=3))
    named["officer"] = "p000003"
    for role in Role:
        if role in (Role.SECTION_HEAD, Role.LIAISON, Role.OFFICER):
            continue
        for place, name in ((district, f"{role}"), (places[0], f"{role}-hq")):
            person = Person.objects.create(code=name, name_zh=name, name_en=name)
            Posting.objects.create(person=person, office=place, role=role, valid_from=since)
            Account.objects.create(username=name, person=person)
            named[name] = name
    return named


def _set_sequences(*kinds: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        for kind in kinds:
            table = kind._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )


def _yardsticks() -> list[Yardstick]:
    domains = [(f"domain-{n}", f"业务领域{n}", f"Domain {n}") for n in range(16)]
    return Yardstick.objects.bulk_create(
        Yardstick(
            standard=f"standard-{n:03}",
            since=dt.date(2021, 4, 29),
            title_zh=f"第{n}项标准：应在规定期限内办理",
            title_en=f"standard {n}: done within its time limit",
            domain=domains[n % 16][0],
            domain_zh=domains[n % 16][1],
            domain_en=domains[n % 16][2],
            shape="overdue",
            grade=("high", "medium", "low")[n % 3],
            line=1 + n % 3,
            basis=[
                {
                    "law": "海关法",
                    "article": str(n),
                    "title_zh": "海关法",
                    "title_en": "Customs Law",
                }
            ],
        )
        for n in range(473)
    )


Plan = tuple[int, Office, Yardstick, int, int, dt.datetime, Stage]
"""Number, section, standard, the officer's row, level, when it came, stage."""


def _plan(
    count: int, sections: list[Office], standards: list[Yardstick], per: int, chance: random.Random
) -> Iterator[Plan]:
    closed = [Stage.CLOSED] * 40 + [Stage.MERGED, Stage.SUPERSEDED]
    for number in range(1, count + 1):
        at = int(len(sections) * chance.random() ** 1.6)
        days = 1_000 * (1 - number / count)
        is_open = (days < 45 and chance.random() < 0.9) or chance.random() < 0.12
        yield (
            number,
            sections[at],
            standards[int(473 * chance.random() ** 2)],
            at * per + 3 + chance.randrange(per - 3),
            chance.choices((1, 2, 3, 4), (1, 4, 35, 60))[0],
            NOW - dt.timedelta(days=days, minutes=chance.randrange(600)),
            chance.choice(OPEN) if is_open else chance.choice(closed),
        )


WARNING = {
    "sentence_zh": "期限届满仍未办理，超过规定期限 6 个工作日。",
    "sentence_en": "It was not done within its time limit: 6 working days too late.",
    "subject_kind": "officer",
    "run": "run-1",
    "rows": 1,
}
FINDING = {
    "run": "run-1",
    "subject_type": "declaration",
    "reason": "LATE",
    "sentence_zh": WARNING["sentence_zh"],
    "sentence_en": WARNING["sentence_en"],
    "observed": 11.0,
    "allowed": 5.0,
    "unit": "working_days",
    "evidence": [
        {"act": str(n), "activity": f"step.{n}", "title_zh": f"步骤{n}", "title_en": f"Step {n}",
         "at": "2026-10-12T09:30:00+08:00", "officer": "P000007", "post": "inspection",
         "office": "1001", "fields": [], "deviates": n == 2}
        for n in range(4)
    ],
}  # fmt: skip
EVENT = {"text": "经核查，情况属实，已督促改正。", "given": {}}
_HANDLED = "0000.1000."
_DESKS = {1: "discipline", 2: "audit", 3: "line2", 4: "line1"}


def _warnings(
    plan: list[Plan], chance: random.Random, handlers: dict[str, int], per: int
) -> Iterator[dict[str, Any]]:
    for number, office, standard, officer, level, came, stage in plan:
        first = stage in (Stage.GENERATED, Stage.ASSIGNED)
        desk = "line1" if level == 3 and first else _DESKS[level]
        if level == 2 and number % 3 == 0 and stage != Stage.GENERATED:
            desk = "line2"
        district = "".join(part + "." for part in office.path.split(".")[:2])
        # Of the other districts nobody but the liaisons is there to be given anything.
        liaison = (officer - 3) // per * per + 2
        handler = handlers.get(desk, liaison) if district == _HANDLED else liaison
        is_open = stage in OPEN
        due = came + dt.timedelta(days=7)
        yield {
            "id": number,
            "token": _token(1_000_000 + number),
            "number": f"B-{number:07}",
            "yardstick_id": standard.pk,
            "group_key": f"{standard.standard}|officer|{officer}",
            "level": level,
            "secrecy": "closed" if level <= 2 else "open",
            "office_id": office.pk,
            "office_path": office.path,
            "handled_path": office.path if desk == "line1" else district,
            "desk": desk,
            "assignee_id": handler if stage in (Stage.ASSIGNED, Stage.EXPLAINED) else None,
            "subject_id": f"P{officer:06}",
            "first_on": came.date() - dt.timedelta(days=20),
            "last_on": came.date() - dt.timedelta(days=3),
            "stage": str(stage),
            "stage_at": _moment(came),
            "due_at": _moment(due) if is_open else None,
            "remind_at": _moment(due - dt.timedelta(days=1)) if is_open else None,
            "next_at": _moment(due - dt.timedelta(days=1)) if is_open and due >= NOW else None,
            "breached_at": _moment(due) if is_open and due < NOW else None,
            "conclusion": "" if is_open else chance.choice(("founded", "partly", "unfounded")),
            "created_at": _moment(came),
            "closed_at": None if is_open else _moment(came + dt.timedelta(days=6)),
            "revision": 7,
        }


def _findings(plan: list[Plan]) -> Iterator[dict[str, Any]]:
    number = 0
    for warning, *_, came, _ in plan:
        for row in range(1 + (warning % 5 == 0)):
            number += 1
            yield {
                "id": number,
                "key": f"{number:032x}",
                "warning_id": warning,
                "subject_id": f"{100120260000000000 + number}",
                "happened_at": _moment(came - dt.timedelta(days=20 - row)),
            }


def _mentions(plan: list[Plan]) -> Iterator[dict[str, Any]]:
    """A company and goods a finding, many of some, few of most."""
    chance, number = random.Random(3), 0
    for finding in range(1, sum(1 + (warning % 5 == 0) for warning, *_ in plan) + 1):
        company, goods = int(40_000 * chance.random() ** 3), int(9_000 * chance.random() ** 2)
        for code in (f"C-{company:05}", f"{goods + 1000}{finding % 10}000"):
            number += 1
            yield {"id": number, "finding_id": finding, "code": code}


def _events(plan: list[Plan]) -> Iterator[dict[str, Any]]:
    number = 0
    for warning, office, _, officer, _, came, stage in plan:
        verbs = ("sign", "explain", "verify", "review", "dispose", "close")
        done = verbs if stage not in OPEN else verbs[: OPEN.index(stage)]
        for step, verb in enumerate(done):
            number += 1
            yield {
                "id": number,
                "warning_id": warning,
                "verb": verb,
                "actor_id": officer - 2 + step % 2 if officer > 4 else 1,
                "at": _moment(came + dt.timedelta(days=step)),
                "role": "section-head",
                "office_path": office.path,
                "source": str(OPEN[step]),
                "target": str(OPEN[step + 1] if step < 5 else Stage.CLOSED),
                "desk": "line1",
                "was_due_at": _moment(came + dt.timedelta(days=step + 1)),
                "in_time": True,
                "seconds": 3_600,
            }


def _barriers(plan: list[Plan]) -> Iterator[dict[str, Any]]:
    number = 0
    for warning, office, _, officer, level, *_ in plan:
        kinds: list[tuple[str, int | None, str]] = [("person", officer, "")]
        if level <= 2:
            kinds += [("area", None, office.path)]
            kinds += [("command", None, "".join(f"{p}." for p in office.path.split(".")[:3]))]
        for kind, person, path in kinds:
            number += 1
            yield {"id": number, "warning_id": warning, "kind": kind, "person_id": person,
                   "path": path}  # fmt: skip


def _moment(at: dt.datetime) -> Any:
    return at if connection.vendor == "postgresql" else at.replace(tzinfo=None).isoformat(" ")


def told(value: object) -> str:
    """A line of JSON for the history."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
