"""How the rows of the tables are spread, for whoever plans a query.

PostgreSQL looks by itself from time to time; SQLite only when it is told to, and without it reads a
hundred thousand warnings where fifty would do.
"""

from __future__ import annotations

from django.db import connection

_SAMPLED = 20_000
"""Rows looked at of every index: enough to tell a section from a district, in less than a second
for a million warnings. Whoever changes one meanwhile waits that long."""


def know_the_spread() -> None:
    """Lets SQLite look anew; called whenever much has come in."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={_SAMPLED}")
            cursor.execute("ANALYZE")
