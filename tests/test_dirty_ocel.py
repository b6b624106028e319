"""A log with dangling references: every event comes in, and what is wrong is said to the row."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from shared_data import LOGISTICS, needs
from zhunsheng.trace import BatchReport, Store, ingest, parse_mapping, summary

pytestmark = needs(LOGISTICS)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("logistics") / "trace")


@pytest.fixture(scope="module")
def taken_in(store: Store) -> BatchReport:
    mapping = parse_mapping("source: logistics\nzone: UTC\nformat: ocel\n")
    return ingest(store, LOGISTICS, mapping, now=NOW)


@pytest.fixture(scope="module")
def file() -> sqlite3.Connection:
    return sqlite3.connect(f"file:{Path(LOGISTICS).resolve()}?mode=ro", uri=True)


def test_all_events_come_in(store: Store, taken_in: BatchReport) -> None:
    """Where others return 6,187 without a warning."""
    counts = taken_in.manifest.counts
    assert (counts.rows, counts.accepted, counts.rejected, counts.duplicate) == (8_727, 8_727, 0, 0)
    seen = summary(store)
    assert (seen.acts, len(seen.activities)) == (8_727, 13)


def test_dangling_references_are_counted(taken_in: BatchReport, file: sqlite3.Connection) -> None:
    counts = taken_in.manifest.counts
    (related,) = file.execute("SELECT count(*) FROM event_object").fetchone()
    assert (counts.dangling, related) == (5_080, 16_738)
    assert counts.touches == related - counts.dangling
    assert counts.objects == 970


def test_dangling_references_are_named_to_the_row(
    taken_in: BatchReport, file: sqlite3.Connection
) -> None:
    """Row of the event in its table, the event, and the object that is not there."""
    expected = file.execute(
        "SELECT e.rowid, e.ocel_id, t.ocel_object_id FROM event_object AS t "
        "JOIN event AS e ON e.ocel_id = t.ocel_event_id "
        "LEFT JOIN object AS o ON o.ocel_id = t.ocel_object_id WHERE o.ocel_id IS NULL"
    ).fetchall()
    assert sorted(taken_in.manifest.dangling_rows) == sorted(expected)
    assert len(expected) == 5_080
