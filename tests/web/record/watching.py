"""What a request did: what it answered, what it left in the sealed log, what it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from django.db import connection, transaction
from django.test import Client

from web.record.asking import Ask, Told
from web.record.everything import SUBJECT
from zhunsheng.seal.record import Record
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records

_WRITES = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
BOOKKEEPING = {"django_session", "kept_for_minutes", "usersessions_usersession"}
"""Who is signed in where, and how often somebody tried: changed by being asked anything."""
SHOWN = (200, 409, 422)


@dataclass(frozen=True)
class Seen:
    """``changed``: the tables in which rows were written."""

    status: int
    body: str
    leaves: tuple[Record, ...]
    changed: frozenset[str]


def tried(ask: Ask, client: Client) -> Seen:
    """Asks, and takes back whatever that did to the database; the log keeps what it has."""
    before = log.log().checkpoint.checkpoint.size
    with transaction.atomic():
        with writing() as changed:
            answer = ask.of(client)
        transaction.set_rollback(True)
    told = records(before, log.log().checkpoint.checkpoint.size)
    text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
    return Seen(answer.status_code, text, tuple(one for _, one in told), frozenset(changed))


@contextmanager
def writing() -> Iterator[set[str]]:
    """The tables in which rows are written meanwhile, even if that is taken back."""
    found: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        wrote = _WRITES.match(sql)
        if wrote is not None and context["cursor"].rowcount != 0:
            found.add(wrote[1])
        return result

    with connection.execute_wrapper(look):
        yield found


def unsealed(ask: Ask, seen: Seen, told: Told) -> str | None:
    """What this request did without a record, or None."""
    wanted = told.get if ask.method == "get" else told.post
    names = [one.what for one in seen.leaves]
    if seen.status in (403, 404):
        denied = any(one.result == "denied" for one in seen.leaves)
        return None if denied else f"a refusal ({seen.status}) left nothing"
    if seen.changed - BOOKKEEPING and not seen.leaves:
        return f"{', '.join(sorted(seen.changed - BOOKKEEPING))} changed without a record"
    if wanted is None:
        return None if seen.status in (302, 405) else f"answered {seen.status} to {ask.method}"
    if ask.method == "get" and wanted and seen.status == 200 and not _any(names, wanted):
        return f"shown with {names}, not {wanted}"
    if ask.method != "get" and not names:
        # A form that is refused is shown again with what it is about; what is done is sealed.
        shown = told.get and seen.status in SHOWN
        if wanted and (shown or seen.status in (200, 201, 204, 302)):
            return f"answered {seen.status} and left nothing"
    if not wanted and not names and f"张{SUBJECT}" in seen.body:
        return "somebody is named without a record"
    return None


def did(ask: Ask, seen: Seen, told: Told) -> bool:
    """Was it an act that happened, and is its record there?"""
    if told.post is None or ask.method == "get":
        return False
    done = [one.what for one in seen.leaves if one.result == "done"]
    return seen.status in (200, 201, 204, 302) and _any(done, told.post)


def _any(names: list[str], wanted: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for name in names for pattern in wanted)


def contents(tables: Iterable[str]) -> dict[str, int]:
    """The rows of tables, as a number that differs where they do."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = hash(tuple(map(repr, cursor.fetchall())))
    return found


def tables() -> set[str]:
    """Every table but those that change by being asked anything."""
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor)) - BOOKKEEPING
