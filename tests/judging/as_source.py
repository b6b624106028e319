"""A random world as source files, so that it goes through the real store."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from judging.worlds import World
from zhunsheng.model.act import Act
from zhunsheng.model.moment import instant_of
from zhunsheng.trace import Store, ingest, parse_mapping

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MAPPING = parse_mapping(
    """
source: world
zone: Europe/Rome
format: jsonl
acts:
- activity: {column: activity}
  happened_at: {column: at}
  recorded_at: {column: recorded}
  id: {column: id}
  revises: true
  officer: officer
  post: post
  office: office
  objects: [{type: case, column: case}]
  attributes:
  - {name: mode, column: mode}
  - {name: code, column: code}
  - {name: checker, column: checker}
  - {name: amount, column: amount, kind: number}
  - {name: base, column: base, kind: number}
  - {name: due, column: due, kind: time}
"""
)


def row(act: Act, *, recorded: dt.datetime | None = None) -> dict[str, str]:
    """One act as a row; ``recorded``: when it was entered, naive UTC (default: as it happened)."""
    at = instant_of(act.moment)
    filled = {
        "id": str(act.act),
        "case": act.subject_id,
        "activity": act.activity,
        "at": _iso(at),
        "recorded": _iso(recorded or at),
        "officer": act.officer,
        "post": act.post,
        "office": act.office,
        **{name: str(value) for name, value in act.attributes.items()},
        **{name: _iso(instant_of(moment)) for name, moment in act.times.items()},
    }
    return {name: value for name, value in filled.items() if value is not None}


def in_order(acts: Sequence[Act]) -> list[Act]:
    """As a system would write them down."""
    return sorted(acts, key=lambda act: (act.moment, act.act))


def take_in(store: Store, path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Rows as one file, taken in as one batch."""
    path.write_text("".join(json.dumps(item) + "\n" for item in rows), encoding="utf-8")
    counts = ingest(store, path, MAPPING, now=NOW).manifest.counts
    assert (counts.accepted, counts.rejected) == (len(rows), 0)


def store_of(world: World, folder: Path, *batches: Sequence[Act]) -> Store:
    """A store that took the acts in batch by batch; the world's gaps are noted in it."""
    store = Store(folder / "trace")
    for number, acts in enumerate(batches):
        take_in(store, folder / f"{number}.jsonl", [row(act) for act in in_order(acts)])
    for gap in world.gaps:
        start, end = (instant_of(at).replace(tzinfo=dt.UTC) for at in (gap.start, gap.end))
        store.add_gap(start, end, reason=gap.reason, activities=gap.activities)
    return store


def _iso(at: dt.datetime) -> str:
    return at.isoformat(timespec="milliseconds") + "Z"
