"""How offices compare by one standard in one run: cases with a finding, beside cases looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import duckdb

from zhunsheng.model.quoting import listed
from zhunsheng_web.access.models import Office
from zhunsheng_web.casework.models import Comparison
from zhunsheng_web.casework.taking.reading import Source

Cell = tuple[str, str]
"""Standard and the code of an office."""


def failed_of(leads: duckdb.DuckDBPyConnection) -> dict[Cell, int]:
    """Subjects with a finding, from the table ``lead`` of a run."""
    rows = leads.execute(
        "SELECT standard, office, count(DISTINCT subject_id) FROM lead "
        "WHERE office IS NOT NULL GROUP BY ALL"
    ).fetchall()
    return {(standard, office): number for standard, office, number in rows}


def judged_of(source: Source, standards: set[str]) -> Counter[Cell]:
    """Subjects on which the act a standard hangs on was done, by the office that did it. The
    standard's conditions on the act are not asked again, so that there are at least so many."""
    found: Counter[Cell] = Counter()
    with duckdb.connect() as db:
        for (standard, _), rules in sorted(source.rules.items(), key=str):
            if standard not in standards:
                continue
            rule = rules[-1]
            if rule.anchor not in rule.steps or (standard, "") in found:
                continue
            activities = source.plan.steps[rule.steps[rule.anchor] - 1].activities
            files = source.store.strand_files(rule.subject)
            if not activities or not files:
                continue
            wanted = ", ".join("?" * len(activities))
            for office, number in db.execute(
                "SELECT office, count(DISTINCT subject) FROM "
                f"read_parquet([{listed(files)}], union_by_name = true) "
                f"WHERE activity IN ({wanted}) AND office IS NOT NULL GROUP BY office",
                list(activities),
            ).fetchall():
                found[standard, office] = max(found[standard, office], number)
    return found


def keep(
    run: str, failed: Mapping[Cell, int], judged: Mapping[Cell, int], offices: Mapping[str, Office]
) -> None:
    """Replaces what earlier runs said of these standards."""
    standards = sorted({standard for standard, _ in failed})
    Comparison.objects.filter(standard__in=standards).delete()
    Comparison.objects.bulk_create(
        Comparison(
            run=run,
            standard=standard,
            office=offices[code],
            group=offices[code].group,
            judged=max(judged.get((standard, code), 0), failed.get((standard, code), 0)),
            failed=failed.get((standard, code), 0),
        )
        for standard, code in sorted({*failed, *judged})
        if standard in standards and code in offices
    )
