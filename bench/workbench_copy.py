"""The rows of a database that is filled already, put into an empty one: of another kind, or of a
newer make. Filling a million warnings through the application takes the better part of an hour.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, GeneratedField, Model


def copy(source: Path) -> None:
    """Every row of every table, for the columns both know. ``source``: a SQLite file. The database
    is migrated and empty."""
    told = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    into = _by_copy if connection.vendor == "postgresql" else _by_insert
    with connection.cursor() as cursor, closing(told):
        if connection.vendor == "postgresql":
            # What refers to rows yet to come, and what triggers would add, is already there.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET TIME ZONE 'UTC'")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("ATTACH DATABASE %s AS filled", [str(source)])
        for model in apps.get_models(include_auto_created=True):
            if columns := _common(model, told):
                into(cursor, model, columns, told)
    connection.close()


def _common(model: type[Model], told: sqlite3.Connection) -> list[str]:
    table = model._meta.db_table
    known = {row[1] for row in told.execute(f'PRAGMA table_info("{table}")')}
    here = [
        str(field.column)
        for field in model._meta.local_concrete_fields
        if not isinstance(field, GeneratedField)
    ]
    return [column for column in here if column in known]


def _by_insert(cursor: Any, model: type[Model], columns: list[str], _: sqlite3.Connection) -> None:
    table, named = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'DELETE FROM main."{table}"')
    cursor.execute(f'INSERT INTO main."{table}" ({named}) SELECT {named} FROM filled."{table}"')


def _by_copy(cursor: Any, model: type[Model], columns: list[str], told: sqlite3.Connection) -> None:
    table, named = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f'DELETE FROM "{table}"')
    with cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as target:
        for row in told.execute(f'SELECT {named} FROM "{table}"'):
            target.write_row(row)
    key = model._meta.pk
    if isinstance(key, AutoField):
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{key.column}'), "
            f'(SELECT coalesce(max("{key.column}"), 0) + 1 FROM "{table}"), false)'
        )
