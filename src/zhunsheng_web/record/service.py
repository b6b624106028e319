"""In whose name the database is asked: a reader's, or the service's own.

On PostgreSQL rows are kept from a reader by the database itself (``access.walls``). What was
permitted and is being done — an act under way, a command of the house — is the service's own doing
and sees all rows. Nothing here does anything on SQLite, which has no such walls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

SETTING = "zhunsheng.service"


@contextmanager
def as_the_service() -> Iterator[None]:
    """While this lasts, the database keeps nothing back. For acts that were permitted."""
    before = getattr(connection, "zhunsheng_service", False)
    _told(True)
    try:
        yield
    finally:
        # A transaction that failed takes the setting back itself, and can be asked nothing more.
        if not (connection.in_atomic_block and connection.needs_rollback):
            _told(before)


def this_process_is_the_service() -> None:
    """For commands: every connection this process makes asks in the service's name."""
    connection_created.connect(_begin, dispatch_uid="service")


def _begin(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.zhunsheng_service = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, 'on', false)", [SETTING])


def _told(on: bool) -> None:
    if connection.vendor != "postgresql":
        return
    connection.zhunsheng_service = on  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, "on" if on else ""])
