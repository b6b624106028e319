"""The second wall: PostgreSQL itself gives a reader no row he may not know of.

The first wall is ``access.policy``: every list starts at ``visible``. Should somebody forget that,
the database still answers by the same :class:`~zhunsheng_web.access.policy.Reach`, which is told to
it at the beginning of every request. Row-level security binds neither superusers nor (without
FORCE) owners, so the workbench connects as a role that is neither; ``check`` and the server's start
refuse any other. SQLite has no such thing: there the first wall stands alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.policy import reach_of
from zhunsheng_web.record.service import SETTING

WARNING = "casework.Warning"
FINDING = "casework.Finding"
BARRIER = "casework.Barrier"
OWN = ("access.Notice", "boards.Watch", "boards.SavedQuery")
"""Models whose rows are their ``person``'s alone."""
NOT_A_PART = {"casework.Warning.merged_into"}
"""Columns that name a warning and do not make the row a part of it."""
_SERVICE = f"current_setting('{SETTING}', true) = 'on'"

FUNCTIONS = """
CREATE OR REPLACE FUNCTION walls_reader() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT (nullif(current_setting('zhunsheng.reach', true), '')::jsonb ->> 'person')::bigint
$$;
CREATE OR REPLACE FUNCTION walls_texts(name text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(value), '{}') FROM jsonb_array_elements_text(
    nullif(current_setting('zhunsheng.reach', true), '')::jsonb -> name) AS value
$$;
-- Asks as the owner of the barriers, who alone reads them without asking the warnings first.
CREATE OR REPLACE FUNCTION walls_barred() RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT warning_id FROM public.casework_barrier
  WHERE (kind = 'person' AND person_id = public.walls_reader())
     OR (kind = 'area' AND path = ANY (public.walls_texts('areas')))
     OR (kind = 'command' AND path = ANY (public.walls_texts('commands')))
$$;
"""

SEEN = """
  id NOT IN (SELECT walls_barred()) AND (
    (secrecy = 'open' AND office_path ^@ ANY ((SELECT walls_texts('open'))::text[]))
    OR (secrecy = 'closed' AND office_path ^@ ANY ((SELECT walls_texts('closed'))::text[]))
    OR (secrecy = 'closed' AND assignee_id = (SELECT walls_reader())
        AND office_path ^@ ANY ((SELECT walls_texts('assigned'))::text[]))
    OR token = ANY ((SELECT walls_texts('glass'))::text[]))
"""
"""``policy.may_see``, in SQL. The sub-selects are worked out once per statement."""
HIS = "{column} = (SELECT walls_reader())"
PART = "EXISTS (SELECT 1 FROM {whole} seen WHERE seen.id = {column})"
BESIDES = {
    "casework.Inquiry": HIS.format(column="person_id"),
    "casework.Attachment": "EXISTS (SELECT 1 FROM casework_inquiry his WHERE his.id = inquiry_id "
    "AND his.person_id = (SELECT walls_reader()))",
}
"""Who sees a part of a warning without seeing the warning: the officer what he is asked."""
NARROWER = {
    "casework.Lead": "(handed_by_id = (SELECT walls_reader()) OR "
    "office_path ^@ ANY ((SELECT walls_texts('closed'))::text[]))",
}
"""A lead shows itself to less people than the warning it came from."""


def policies() -> dict[str, str]:
    """Table → the condition under which a reader sees a row of it. Every model that names a warning
    or a row of one is a part of it, so that a new one is walled without being named here."""
    found = {_table(WARNING): SEEN}
    for label in OWN:
        if apps.is_installed("zhunsheng_web." + label.split(".")[0]):
            found[_table(label)] = HIS.format(column="person_id")
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        table = model._meta.db_table
        parts = [
            f"({table}.{part.column} IS NULL OR "
            + PART.format(whole=_table(whole), column=f"{table}.{part.column}")
            + ")"
            for part in model._meta.concrete_fields
            for whole in (WARNING, FINDING)
            if isinstance(part, models.ForeignKey)
            and part.related_model is apps.get_model(whole)
            and f"{label}.{part.name}" not in NOT_A_PART
        ]
        if not parts:
            continue
        if label in NARROWER:
            parts.append(NARROWER[label])
        condition = " AND ".join(parts)
        found[table] = f"({condition}) OR {BESIDES[label]}" if label in BESIDES else condition
    return found


def statements(role: str) -> Iterator[str]:
    """The SQL that raises the walls for the role the workbench connects as; again and again."""
    quoted = connection.ops.quote_name(role)
    yield FUNCTIONS
    for table, condition in policies().items():
        yield f"DROP POLICY IF EXISTS reader ON {table}"
        # A planner that looked into the condition would hold it for hardly ever true, and sort all
        # of a district where the first fifty would do; of a case it knows nothing.
        seen = f"CASE WHEN {_SERVICE} OR ({condition}) THEN true ELSE false END"
        yield f"CREATE POLICY reader ON {table} USING ({seen})"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        # The barriers' owner reads them for walls_barred(); all else binds the owner too.
        force = "NO FORCE" if table == _table(BARRIER) else "FORCE"
        yield f"ALTER TABLE {table} {force} ROW LEVEL SECURITY"
    yield f"GRANT USAGE ON SCHEMA public TO {quoted}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}"


def told(actor: Actor | None) -> str:
    """What the database is told of a reader."""
    if actor is None:
        return ""
    reach = reach_of(actor)
    return json.dumps(
        {
            "person": reach.person_id,
            "open": [path for path, secrecy in reach.spans if secrecy == "open"],
            "closed": [path for path, secrecy in reach.spans if secrecy == "closed"],
            "assigned": reach.assigned,
            "areas": reach.areas,
            "commands": reach.commands,
            "glass": [one.thing for one in actor.glass if one.kind == "warning"],
        }
    )


@contextmanager
def reading(actor: Actor | None) -> Iterator[None]:
    """While this lasts, the database gives only what the reader may know of; for nobody nothing."""
    if connection.vendor != "postgresql":
        yield
        return
    before = getattr(connection, "zhunsheng_service", False)
    _set(told(actor), "")
    try:
        yield
    finally:
        if not (connection.in_atomic_block and connection.needs_rollback):
            _set("", "on" if before else "")


def admit(actor: Actor) -> None:
    """Makes somebody the reader for what is left of this request (a key instead of a session)."""
    if connection.vendor == "postgresql":
        _set(told(actor), "")


class WallMiddleware:
    """Tells the database who reads, for as long as he is answered."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading(request.actor):  # type: ignore[attr-defined]
            return self._respond(request)


def faults() -> list[str]:
    """Why the second wall does not stand in the database this process is connected to."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls, d.datcollate FROM pg_roles r, pg_database d "
            "WHERE r.rolname = current_user AND d.datname = current_database()"
        )
        [(above, collation)] = cursor.fetchall()
        cursor.execute(
            "SELECT relname, pg_get_userbyid(relowner) = current_user, relrowsecurity "
            "FROM pg_class WHERE relkind = 'r' AND relname = ANY (%s)",
            [list(policies())],
        )
        tables: list[tuple[str, bool, bool]] = cursor.fetchall()
    found = []
    if collation not in ("C", "POSIX"):
        found.append(
            f"The database sorts by {collation}: paths of offices would not be ranges. Create it "
            "with LC_COLLATE 'C' (CREATE DATABASE … TEMPLATE template0 LC_COLLATE 'C')."
        )
    if above:
        found.append("The role is a superuser or bypasses row-level security: connect as another.")
    if any(owner for _, owner, _ in tables):
        found.append("The role owns the tables: connect as another, and migrate as the owner.")
    bare = sorted(set(policies()) - {name for name, _, raised in tables if raised})
    if bare:
        found.append(f"No wall around {', '.join(bare)}: run raise-walls as the owner.")
    return found


def stand() -> None:
    """For the server's start. Raises ImproperlyConfigured where the second wall does not stand."""
    if found := faults():
        raise ImproperlyConfigured(" ".join(found))


def check(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """For ``check --database default``, run as the role the workbench connects as."""
    return [Error(fault, id="access.E010") for fault in (faults() if databases else [])]


def _set(reach: str, service: str) -> None:
    connection.zhunsheng_service = bool(service)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('zhunsheng.reach', %s, false), set_config(%s, %s, false)",
            [reach, SETTING, service],
        )


def _table(label: str) -> str:
    model: Any = apps.get_model(label)
    return str(model._meta.db_table)
