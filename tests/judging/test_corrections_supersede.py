"""A finding that a correction clears is superseded, with its reason, and never deleted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from judging.as_source import MAPPING, NOW, take_in
from zhunsheng.flow import Run, run, runs
from zhunsheng.model.moment import moment_of
from zhunsheng.model.run import RunOptions
from zhunsheng.trace import Store, ingest

END = moment_of(dt.datetime(2024, 12, 31))
HEAD = {
    "register.yaml": "id: hearing\ntitle: {zh: 听证, en: hearing}\nlegal_zone: Europe/Rome\n",
    "laws.yaml": "- id: law\n  title: {zh: 法, en: law}\n  editions: [2000-01-01]\n",
    "standards.yaml": """\
- id: heard-first
  title: {zh: 先听证, en: heard first}
  power: fine
  posts: [clerk]
  line: 1
  grade: high
  versions:
  - from: 2000-01-01
    basis: [{law: law, article: "1", edition: 2000-01-01}]
    shape: missing_step
    subject: case
    parameters: {at: Fine, needs: Hear}
""",
}


def _row(id_: str, case: str, activity: str, at: str, recorded: str) -> dict[str, str]:
    return {"id": id_, "case": case, "activity": activity, "at": at, "recorded": recorded}


FIRST = [
    _row("1", "c1", "Fine", "2024-06-10T10:00:00Z", "2024-06-10T12:00:00Z"),
    _row("2", "c1", "Hear", "2024-06-11T10:00:00Z", "2024-06-11T12:00:00Z"),
    _row("3", "c2", "Fine", "2024-06-10T10:00:00Z", "2024-06-10T12:00:00Z"),
]
CORRECTED = [_row("2", "c1", "Hear", "2024-06-09T10:00:00Z", "2024-07-01T12:00:00Z")]
"""The hearing had been entered under a wrong day."""


class Place:
    """A register, a store and their runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files = folder, 0
        self.store = Store(folder / "trace")
        self.register = folder / "register"
        self.register.mkdir()
        for name, text in HEAD.items():
            (self.register / name).write_text(text, encoding="utf-8")

    def take_in(self, rows: list[dict[str, str]]) -> None:
        self.files += 1
        take_in(self.store, self.folder / f"{self.files}.jsonl", rows)

    def run(self) -> Run:
        options = RunOptions(as_of=END)
        return run(self.register, self.store.folder, self.folder / "runs", now=NOW, options=options)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.take_in(FIRST)
    return place


def _read(file: Path, columns: str) -> list[Any]:
    with duckdb.connect() as db:
        return db.execute(f"SELECT {columns} FROM read_parquet('{file}') ORDER BY ALL").fetchall()


def _keys(of: Run) -> dict[str, str]:
    return dict(_read(of.folder / "findings.parquet", "subject_id, finding_key"))


def test_a_cleared_finding_is_superseded_and_named(place: Place) -> None:
    before = place.run()
    assert sorted(_keys(before)) == ["c1", "c2"]
    place.take_in(CORRECTED)
    after = place.run()
    assert _keys(after) == {"c2": _keys(before)["c2"]}
    assert after.superseded == 1
    listed = _read(after.folder / "superseded.parquet", "finding_key, subject_id, found_in, why")
    assert listed == [(_keys(before)["c1"], "c1", before.id, "trace_changed")]


def test_the_earlier_run_stays_as_it_was(place: Place) -> None:
    before = place.run()
    file = before.folder / "findings.parquet"
    kept = file.read_bytes()
    place.take_in(CORRECTED)
    after = place.run()
    assert [r.id for r in runs(place.folder / "runs")] == [before.id, after.id]
    assert file.read_bytes() == kept


def test_the_corrected_record_stays_in_the_trace(place: Place) -> None:
    place.take_in(CORRECTED)
    (file,) = place.store.superseded_files()
    assert _read(file, "own_id, in_batch, by_batch") == [("2", 1, 2)]


def test_the_same_run_twice_supersedes_nothing(place: Place) -> None:
    first, second = place.run(), place.run()
    assert (first.id, first.sequence) == (second.id, second.sequence)
    assert _keys(first) == _keys(second) and second.superseded == 0
    assert len(runs(place.folder / "runs")) == 1


def test_without_the_correction_nothing_is_cleared(place: Place) -> None:
    """The broken variant: a later record under another id is one more hearing, not a correction."""
    before = place.run()
    place.take_in([_row("9", "c3", "Fine", "2024-06-10T10:00:00Z", "2024-06-10T12:00:00Z")])
    after = place.run()
    assert after.superseded == 0
    assert _keys(before).items() < _keys(after).items()


def test_a_mapping_that_does_not_revise_keeps_the_finding(place: Place) -> None:
    """The broken variant: the change is quarantined as a conflict, nothing is overwritten."""
    before = place.run()
    silent = MAPPING.model_copy(
        update={"acts": tuple(a.model_copy(update={"revises": False}) for a in MAPPING.acts)}
    )
    path = place.folder / "silent.jsonl"
    path.write_text('{"id": "2", "case": "c1", "activity": "Hear", "at": "2024-06-09T10:00:00Z"}\n')
    counts = ingest(place.store, path, silent, now=NOW).manifest.counts
    assert (counts.accepted, counts.rejected) == (0, 1)
    assert _keys(place.run()) == _keys(before)


def test_a_finding_of_a_standard_that_was_replaced_says_so(place: Place) -> None:
    place.run()
    file = place.register / "standards.yaml"
    file.write_text(HEAD["standards.yaml"].replace("- from: 2000", "- from: 2001"))
    after = place.run()
    reasons = _read(after.folder / "superseded.parquet", "subject_id, why")
    assert reasons == [("c1", "standard_changed"), ("c2", "standard_changed")]


def test_a_finding_of_a_standard_mended_in_place_says_so(place: Place) -> None:
    place.run()
    file = place.register / "standards.yaml"
    file.write_text(HEAD["standards.yaml"].replace("needs: Hear", "needs: [Hear, Fine]"))
    after = place.run()
    reasons = _read(after.folder / "superseded.parquet", "subject_id, why")
    assert reasons == [("c1", "standard_changed"), ("c2", "standard_changed")]
