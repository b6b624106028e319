"""Small sources and stores for the tests of the trace."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zhunsheng.trace import BatchReport, Mapping, Store, ingest, parse_mapping

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"

FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where many small stores go that nobody asks to be durable."""

PLAIN = """
source: demo
zone: Asia/Shanghai
acts:
- activity: {column: step}
  happened_at: {column: at}
  officer: who
  objects:
  - {type: declaration, column: no}
  attributes:
  - {name: amount, column: amount, kind: number}
"""

BY_ID = """
source: demo
zone: Asia/Shanghai
acts:
- activity: {column: step}
  happened_at: {column: at}
  recorded_at: {column: seen}
  id: {column: id}
  revises: %s
  officer: who
  objects:
  - {type: declaration, column: no}
"""


def shared(name: str) -> Path:
    """A file nobody on this project wrote; skips where it is absent."""
    folder = os.environ.get("ZHUNSHENG_SHARED")
    root = Path(folder) if folder else Path(__file__).resolve().parents[2] / "../shared"
    path = root / "data" / name
    if not path.exists():
        pytest.skip(f"{path} is not there; it may not be shipped with the project")
    return path


def plain() -> Mapping:
    return parse_mapping(PLAIN)


def by_id(*, revises: bool) -> Mapping:
    return parse_mapping(BY_ID % str(revises).lower())


def table(path: Path, rows: list[str], header: str = "no,step,at,who,amount") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def put(store: Store, path: Path, mapping: Mapping, now: dt.datetime = NOW) -> BatchReport:
    return ingest(store, path, mapping, now=now)


def acts(store: Store) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for path in store.act_files():
        rows += pq.read_table(path).to_pylist()
    return rows


def act_ids(store: Store) -> set[int]:
    return {int(str(row["act"])) for row in acts(store)}


def snapshot(store: Store) -> dict[str, bytes]:
    """Every byte a reader of the store could see."""
    seen = {}
    if store.batches_folder.is_dir():
        for path in sorted(store.batches_folder.rglob("*")):
            if path.is_file():
                seen[str(path.relative_to(store.batches_folder))] = path.read_bytes()
    return seen
