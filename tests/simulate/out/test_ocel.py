"""Books as an OCEL 2.0 log."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest

from shared_data import DATA, needs
from simulate.out.months import NOW, directory, month, with_record_twice
from zhunsheng import flow
from zhunsheng.model.errors import PracticeError
from zhunsheng.simulate.out.ocel import write_ocel
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.trace import Store

SCHEMA = DATA / "schemas" / "schema_ocel2.json"


@needs(SCHEMA)
def test_the_log_is_as_the_schema_of_ocel_says(tmp_path: Path) -> None:
    write_ocel(tmp_path / "log.json", [month()], directory())
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log | {"events": [{"id": "1"}]}, schema)


def test_each_act_is_one_event_and_points_at_objects_that_are_there(tmp_path: Path) -> None:
    book = month()
    size = len(book)
    assert write_ocel(tmp_path / "log.json", [with_record_twice(book, "gate.out", 1)], directory())
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    assert len(log["events"]) == len({event["id"] for event in log["events"]}) == size
    objects = {item["id"] for item in log["objects"]}
    named = {link["objectId"] for event in log["events"] for link in event["relationships"]}
    assert named == objects


def test_taken_in_it_is_the_same_trace(tmp_path: Path) -> None:
    books = [month(80), month(40, first=100)]
    write_ocel(tmp_path / "log.json", books, directory())
    report = flow.take_in(
        tmp_path / "log.json", tmp_path / "log.mapping.yaml", tmp_path / "taken", now=NOW
    )
    assert report.manifest.counts.rejected == report.manifest.counts.dangling == 0
    write_trace(tmp_path / "straight", books, directory(), now=NOW)
    one, other = (_said(Store(tmp_path / name)) for name in ("taken", "straight"))
    assert one
    assert one == other


def test_same_books_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_ocel(tmp_path / f"{name}.json", [month(60)], directory())
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_too_large_a_service_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(PracticeError, match="more than 100 acts"):
        write_ocel(tmp_path / "log.json", [month()], directory(), most=100)
    assert not list(tmp_path.iterdir())


def _said(store: Store) -> list[dict[str, object]]:
    rows = []
    for file in store.act_files():
        for row in pq.read_table(file).to_pylist():
            kept = {name: value for name, value in row.items() if value is not None}
            for name in ("act", "check_", "row"):
                kept.pop(name)
            rows.append(kept)
    return sorted(rows, key=lambda row: str(row["own_id"]))
