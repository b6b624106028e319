"""Rows are conserved and acts keep their identity, whatever order or file brings them."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trace_samples import FAST, NOW, act_ids, by_id, plain, put, snapshot, table

from zhunsheng.model.errors import TraceError
from zhunsheng.trace import Store, ingest
from zhunsheng.trace.reading import Reading, read_source
from zhunsheng.trace.sandbox import Limits
from zhunsheng.trace.sink import Sink

CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\x00\r"),
    max_size=6,
)
TIME = st.sampled_from(
    ["2024-02-30", "", "2024-03-01", "2024-03-01T08:00:00", "2024-03-01T08:00:00+08:00", "合计"]
)
AMOUNT = st.sampled_from(["", "1", "007", "1.5", "1.23456", "1e400", "-0", "9" * 15, "x"])
ROW = st.tuples(
    st.sampled_from(["A", "B", "", "第1号"]),
    st.sampled_from(["open", "close", ""]),
    TIME,
    CELL,
    AMOUNT,
)


def here(reading: Reading, folder: Path, _limits: Limits) -> None:
    """Reads in this process, for many small files."""
    read_source(reading, folder)


def written(rows: list[tuple[str, ...]], extra: list[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["no", "step", "at", "who", "amount"])
    writer.writerows(rows)
    return out.getvalue() + "".join(line + "\n" for line in extra)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROW, max_size=12), ragged=st.lists(st.sampled_from(["a,b", "1,2,3,4,5,6"])))
def test_every_row_is_accepted_rejected_or_known(
    rows: list[tuple[str, ...]], ragged: list[str]
) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        path = Path(name) / "t.csv"
        path.write_text(written(rows, ragged), encoding="utf-8-sig", newline="")
        store = Store(Path(name) / "store")
        for expected in (0, 1):
            mapping = plain() if expected == 0 else plain().model_copy(update={"decimal": ","})
            report = ingest(store, path, mapping, now=NOW, reader=here)
            counts = report.manifest.counts
            assert counts.accepted + counts.rejected + counts.duplicate == len(rows) + len(ragged)
            assert counts.rejected >= len(ragged)


def test_a_reader_that_drops_a_row_is_caught(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["A,open,2024-03-01,x,1", "B,open,2024-03-01,x,1"])

    class Leaky(Sink):
        def rows(self, columns: dict[str, object]) -> None:  # type: ignore[override]
            super().rows({name: array[1:] for name, array in columns.items()})  # type: ignore[index]

    def leaky(reading: Reading, folder: Path, _limits: Limits) -> None:
        from zhunsheng.trace.delimited import read_delimited

        sink = Leaky(folder)
        sink.close(read_delimited(Path(reading.path), sink))

    store = Store(tmp_path / "store")
    with pytest.raises(TraceError, match="do not add up"):
        ingest(store, path, plain(), now=NOW, reader=leaky)
    assert store.batches() == []


ROWS = [
    f"{no},{step},2024-03-{day:02d}T0{hour}:00:00,officer{day},{day}.5"
    for no in "ABC"
    for step, hour in (("open", 1), ("check", 2), ("close", 3))
    for day in range(1, 8)
]


@settings(max_examples=15, deadline=None)
@given(st.permutations(ROWS), st.integers(0, len(ROWS)), st.booleans())
def test_splitting_and_reordering_files_gives_the_same_acts(
    rows: list[str], cut: int, swap: bool
) -> None:
    with tempfile.TemporaryDirectory(dir=FAST) as name:
        root = Path(name)
        whole = Store(root / "whole")
        ingest(whole, table(root / "w.csv", ROWS), plain(), now=NOW, reader=here)
        parts = [rows[:cut], rows[cut:]]
        store = Store(root / "parts")
        for number, part in enumerate(reversed(parts) if swap else parts):
            path = table(root / f"{number}.csv", part)
            ingest(store, path, plain(), now=NOW, reader=here)
        assert act_ids(store) == act_ids(whole)
        again = ingest(store, root / "w.csv", plain(), now=NOW, reader=here)
        if again.added:
            assert again.manifest.counts.duplicate == len(ROWS)
            assert again.manifest.counts.acts == 0


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    path = table(tmp_path / "t.csv", ROWS)
    assert put(store, path, plain()).added
    before = snapshot(store), store.trace_digest()
    report = put(store, path, plain())
    assert not report.added
    assert (snapshot(store), store.trace_digest()) == before


def test_identical_rows_of_one_file_are_different_acts_and_stay_the_same_ones(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "store")
    row = "A,open,2024-03-01,x,1"
    put(store, table(tmp_path / "two.csv", [row, row]), plain())
    assert len(act_ids(store)) == 2
    report = put(store, table(tmp_path / "three.csv", [row, row, row]), plain())
    assert (report.manifest.counts.acts, report.manifest.counts.duplicate) == (1, 2)


HEADER = "id,no,step,at,seen,who"


def test_other_content_under_a_known_id_is_a_conflict_and_nothing_is_overwritten(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "store")
    first = table(tmp_path / "1.csv", ["7,A,open,2024-03-01,2024-03-01,x"], HEADER)
    other = table(tmp_path / "2.csv", ["7,A,open,2024-03-02,2024-03-05,x"], HEADER)
    put(store, first, by_id(revises=False))
    before = snapshot(store)
    report = put(store, other, by_id(revises=False))
    assert report.manifest.rejected_by_reason == {"conflict": 1}
    assert {name: snapshot(store)[name] for name in before} == before
    assert store.strand_files("declaration") == [
        store.batches_folder / store.batches()[0].folder / "strands/declaration.parquet"
    ]


def test_a_later_recorded_correction_supersedes_and_an_older_one_does_not(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    store = Store(tmp_path / "store")
    rows = {
        "first": "7,A,open,2024-03-01,2024-03-01,x",
        "later": "7,A,open,2024-03-02,2024-03-05,x",
        "older": "7,A,open,2024-03-03,2024-03-04,x",
    }
    reports = {
        name: put(store, table(tmp_path / f"{name}.csv", [row], HEADER), by_id(revises=True))
        for name, row in rows.items()
    }
    assert reports["later"].manifest.counts.corrections == 1
    assert reports["older"].manifest.rejected_by_reason == {"stale_correction": 1}
    (gone,) = pq.read_table(store.superseded_files()[0]).to_pylist()
    assert (gone["in_batch"], gone["by_batch"]) == (1, 2)
    assert gone["happened_at"].isoformat() == "2024-02-29T16:00:00"
    from zhunsheng.trace import summary

    assert summary(store).acts == 1


def test_a_correction_inside_one_file_keeps_the_earlier_version_beside_the_batch(
    tmp_path: Path,
) -> None:
    import pyarrow.parquet as pq

    store = Store(tmp_path / "store")
    rows = ["7,A,open,2024-03-02,2024-03-05,x", "7,A,open,2024-03-01,2024-03-01,x"]
    report = put(store, table(tmp_path / "t.csv", rows, HEADER), by_id(revises=True))
    counts = report.manifest.counts
    assert (counts.accepted, counts.acts, counts.corrections) == (2, 1, 1)
    (gone,) = pq.read_table(store.superseded_files()[0]).to_pylist()
    assert (gone["row"], gone["in_batch"]) == (2, 0)


def test_colliding_identities_are_never_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhunsheng.trace import contract, identity

    def weak(texts: object, person: bytes) -> object:
        act, check = identity.digests(texts, person)  # type: ignore[arg-type]
        return act * 0 + 5, check

    monkeypatch.setattr(contract, "digests", weak)
    store = Store(tmp_path / "store")
    path = table(tmp_path / "t.csv", ["A,open,2024-03-01,x,1", "B,open,2024-03-01,x,1"])
    with pytest.raises(TraceError, match="same identity"):
        ingest(store, path, plain(), now=NOW, reader=here)
    path = table(
        tmp_path / "u.csv",
        ["1,A,open,2024-03-01,2024-03-01,x", "2,A,open,2024-03-01,2024-03-01,x"],
        HEADER,
    )
    with pytest.raises(TraceError, match="same identity"):
        ingest(store, path, by_id(revises=False), now=NOW, reader=here)
