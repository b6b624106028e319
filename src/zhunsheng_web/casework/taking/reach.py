"""From which day the records of a trace are whole enough that what happens can be counted by them.

A trace that begins in October still holds acts of cases that began years before: a few a month. A
rate over those months would be far too low, so counting begins with the first month that is worked
nearly as much as the busiest.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from zhunsheng.model.quoting import quoted
from zhunsheng.trace import Store

SHARE = 0.25
"""Of the acts of the busiest month: with fewer a month is only the tail of older cases."""


def records_from(store: Store) -> dt.date | None:
    """The first day of that month; None for a trace without acts."""
    files = ", ".join(quoted(path) for path in store.act_files())
    if not files:
        return None
    with duckdb.connect() as db:
        row = db.execute(
            "WITH worked AS (SELECT date_trunc('month', happened_at) AS month, count(*) AS acts "
            f"FROM read_parquet([{files}], union_by_name=true) "
            "WHERE happened_at IS NOT NULL GROUP BY 1) "
            "SELECT min(month) FROM worked WHERE acts >= ? * (SELECT max(acts) FROM worked)",
            [SHARE],
        ).fetchone()
    month = row[0] if row else None
    return month.date() if isinstance(month, dt.datetime) else month
