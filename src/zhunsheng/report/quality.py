"""How far the data can be trusted: what came in, what stayed out, what has no order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb

from zhunsheng.model.moment import local_of
from zhunsheng.model.quoting import listed
from zhunsheng.model.text import Text
from zhunsheng.trace import Store, summary
from zhunsheng.trace.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was taken in."""

    file: str
    batch: int
    rows: int
    accepted: int
    rejected: int
    duplicate: int


@dataclass(frozen=True, slots=True)
class Quality:
    """``acts``: each counted once. ``rejected_for``: reasons, with how many rows.

    ``same_day_ties``: acts on a subject's same day without an order but the file's; ``repeated``:
    same subject, activity and instant.
    """

    acts: int
    sources: tuple[Source, ...]
    rejected_for: tuple[tuple[Text, int], ...]
    doubtful_times: int
    dangling: int
    same_day_ties: int
    repeated: int
    gaps: tuple[tuple[str, str, str], ...]


def quality_of(store: Store) -> Quality:
    """Figures of the whole trace."""
    batches = store.batches()
    rejected: Counter[str] = Counter()
    for batch in batches:
        rejected.update(batch.rejected_by_reason)
    types = summary(store, top=1).types
    return Quality(
        acts=_acts(store),
        sources=tuple(
            Source(
                file=batch.file,
                batch=batch.number,
                rows=batch.counts.rows,
                accepted=batch.counts.accepted,
                rejected=batch.counts.rejected,
                duplicate=batch.counts.duplicate,
            )
            for batch in batches
        ),
        rejected_for=tuple((_without_values(code), n) for code, n in rejected.most_common()),
        doubtful_times=sum(batch.counts.doubtful_times for batch in batches),
        dangling=sum(batch.counts.dangling for batch in batches),
        same_day_ties=sum(one.same_day_ties for one in types),
        repeated=sum(one.duplicated for one in types),
        gaps=tuple(
            (
                f"{local_of(gap.start):%Y-%m-%d %H:%M}",
                f"{local_of(gap.end):%Y-%m-%d %H:%M}",
                gap.reason,
            )
            for gap in store.gaps()
        ),
    )


def _acts(store: Store) -> int:
    files = store.act_files()
    if not files:
        return 0
    with duckdb.connect() as db:
        row = db.execute(
            f"SELECT count(DISTINCT act) FROM read_parquet([{listed(files)}], union_by_name = true)"
        ).fetchone()
    assert row is not None
    return int(row[0])


def _without_values(code: str) -> Text:
    """The reason of many rows together: which value and column it was, the quarantine tells."""
    said = REASONS[code].fill(column=Text("某栏", "some field"), detail=Text("某值", "some value"))
    return Text(said.zh.replace(",", "，").replace(";", "；"), said.en)
