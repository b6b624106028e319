"""Figures over warnings, kept while they change: in the same transaction as what changes them.

What a warning adds to the figures is its :class:`Facts`. Whoever changes one takes its facts before
and after, and hands both to :func:`moved`. :func:`recounted` says what the figures must be; the
command ``recount`` compares or restores them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction

from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.casework.lateness import is_breached
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import OPEN, Stage
from zhunsheng_web.casework.tally_cell import TallyCell

MEASURES = (
    "standing", "open", "late", "closed", "founded", "partly", "unfounded", "undetermined", "rows",
)  # fmt: skip
"""The columns that count, in their order."""
Counts = tuple[int, ...]
NOTHING: Counts = (0,) * len(MEASURES)
_OPEN = frozenset(OPEN)
_GONE = frozenset({Stage.MERGED, Stage.SUPERSEDED})
_AT_ONCE = 1_000
"""Cells in one statement: 15 values each stay below SQLite's limit of 32,766."""


class Key(NamedTuple):
    """Which cell of the table; see :class:`TallyCell`."""

    path: str
    grain: str
    start: dt.date
    topic: str
    level: int
    secrecy: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the figures know of one warning. ``day``: the first of its acts."""

    path: str
    day: dt.date
    standard: str
    domain: str
    level: int
    secrecy: str
    stage: str
    conclusion: str
    late: bool
    rows: int

    @property
    def counts(self) -> Counts:
        """What it adds to each measure. One that was merged or cleared adds nothing."""
        if self.stage in _GONE:
            return NOTHING
        waiting = self.stage in _OPEN
        return (
            1,
            int(waiting),
            int(waiting and self.late),
            int(not waiting),
            *(
                int(self.conclusion == kind)
                for kind in ("founded", "partly", "unfounded", "undetermined")
            ),
            self.rows,
        )

    def keys(self) -> Iterator[Key]:
        """Every cell it is counted in."""
        month = self.day.replace(day=1)
        for path in prefixes(self.path):
            yield Key(path, "week", week_of(self.day), "", self.level, self.secrecy)
            yield Key(path, "domain", month, self.domain, self.level, self.secrecy)
            yield Key(path, "standard", month, self.standard, self.level, self.secrecy)


def facts_of(warning: Warning) -> Facts:
    """What the figures know of it now; asks for its yardstick if that is not loaded."""
    return Facts(
        path=warning.office_path,
        day=warning.first_on,
        standard=warning.yardstick.standard,
        domain=warning.yardstick.domain,
        level=warning.level,
        secrecy=warning.secrecy,
        stage=str(warning.stage),
        conclusion=str(warning.conclusion),
        late=is_breached(warning),
        rows=warning.rows - warning.rows_cleared,
    )


def moved(changes: Iterable[tuple[Facts | None, Facts | None]]) -> None:
    """Brings the figures up to date: (before, after) of each warning, None where it was not or is
    no more. Belongs into the transaction of the change."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for before, after in changes:
        if before == after:
            continue
        for facts, sign in ((before, -1), (after, 1)):
            if facts is None or facts.counts == NOTHING:
                continue
            for key in facts.keys():  # noqa: SIM118
                cell = sums[key]
                for place, value in enumerate(facts.counts):
                    cell[place] += sign * value
    add({key: tuple(counts) for key, counts in sums.items() if any(counts)})


def add(sums: Mapping[Key, Counts]) -> None:
    """Adds to cells, in one order for everybody, so that two at once never wait for each other in
    a circle."""
    ordered = sorted(sums.items())
    columns = (*Key._fields, *MEASURES)
    table = TallyCell._meta.db_table
    row = "(" + ", ".join(["%s"] * len(columns)) + ")"
    grows = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in MEASURES)
    named = ", ".join(f'"{name}"' for name in columns)
    head = f"INSERT INTO {table} ({named}) VALUES "
    tail = f" ON CONFLICT ({', '.join(Key._fields)}) DO UPDATE SET {grows}"
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(ordered), _AT_ONCE):
            part = ordered[start : start + _AT_ONCE]
            values: list[str | int | dt.date] = []
            for key, counts in part:
                values += (*key, *counts)
            cursor.execute(head + ", ".join([row] * len(part)) + tail, values)


def recounted() -> dict[Key, Counts]:
    """What the figures are, counted from the warnings themselves."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    for warning in Warning.objects.select_related("yardstick").iterator(chunk_size=5_000):
        facts = facts_of(warning)
        if facts.counts == NOTHING:
            continue
        for key in facts.keys():  # noqa: SIM118
            cell = sums[key]
            for place, value in enumerate(facts.counts):
                cell[place] += value
    return {key: tuple(counts) for key, counts in sums.items()}


def kept() -> dict[Key, Counts]:
    """What the figures say, without the cells that have come down to nothing."""
    cells = TallyCell.objects.values_list(*Key._fields, *MEASURES).iterator(chunk_size=5_000)
    split = len(Key._fields)
    return {Key(*row[:split]): tuple(row[split:]) for row in cells if any(row[split:])}


def recount() -> None:
    """Makes the figures anew from the warnings, while nobody changes one."""
    with transaction.atomic():
        TallyCell.objects.all().delete()
        add(recounted())


def week_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())
