"""Strands hold what acts and touches hold, in order, whichever way their pieces were cut."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulate.out.months import NOW, directory, month
from zhunsheng.simulate.book import Book
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.trace import Store, rebuild, strands
from zhunsheng.trace.carried import Carried, Inverse
from zhunsheng.trace.sparse import decimals_at

DECLARATIONS = 900


def book() -> Book:
    """A month in which some officers are also what an act is about, themselves or others."""
    made = month(DECLARATIONS)
    opened = made.of("review.open")
    assert opened is not None
    number = np.arange(len(opened))
    opened.objects["officer"] = np.where(number % 3 == 0, opened.officer, number % 40).astype(int)
    return made


def projected(store: Store, type_: str) -> pa.Table:
    """The strand of a type, made by one join."""
    (acts,), (touches,) = store.act_files(), store.touch_files()
    with duckdb.connect() as db:
        table: pa.Table = db.sql(
            "SELECT DISTINCT t.subject, t.type, a.* EXCLUDE (check_, own_id, recorded_at) "
            "FROM read_parquet($touches) AS t JOIN read_parquet($acts) AS a USING (act) "
            "WHERE t.type = $type ORDER BY t.subject, a.happened_at, a.row",
            params={"touches": str(touches), "acts": str(acts), "type": type_},
        ).to_arrow_table()
    empty = [name for name in table.schema.names if table[name].null_count == len(table)]
    return table.drop_columns([*empty, "type", "row", "happened_at", "moment"])


@pytest.mark.parametrize("rows", [122_880, 700, 64])
def test_each_strand_is_the_join_of_acts_and_touches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(strands, "ROW_GROUP", rows)
    write_trace(tmp_path, [book()], directory(), now=NOW)
    store = Store(tmp_path)
    assert "officer" in store.subject_types()
    for type_ in store.subject_types():
        (file,) = store.strand_files(type_)
        strand, wanted = pq.read_table(file), projected(store, type_)
        assert set(wanted.schema.names) | {"moment", "batch", "nth"} == set(strand.schema.names)
        for name in wanted.schema.names:
            assert strand[name].to_pylist() == wanted[name].to_pylist(), (type_, name)


@pytest.mark.parametrize("rows", [700, 64])
def test_pieces_of_any_size_are_rebuilt_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(strands, "ROW_GROUP", rows)
    write_trace(tmp_path, [book()], directory(), now=NOW)
    before = {path: path.read_bytes() for path in tmp_path.rglob("strands/*.parquet")}
    for path in before:
        path.unlink()
    rebuild(Store(tmp_path))
    assert {path: path.read_bytes() for path in before} == before


def test_the_nth_act_of_its_kind_is_counted_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strands, "ROW_GROUP", 64)
    write_trace(tmp_path, [book()], directory(), now=NOW)
    (file,) = Store(tmp_path).strand_files("company")
    strand = pq.read_table(file)
    seen: dict[tuple[int, str], int] = {}
    for subject, activity, nth in zip(
        strand["subject"].to_pylist(),
        strand["activity"].to_pylist(),
        strand["nth"].to_pylist(),
        strict=True,
    ):
        seen[subject, activity] = seen.get((subject, activity), 0) + 1
        assert nth == seen[subject, activity]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
@pytest.mark.parametrize("wanted", [5, 400, 3_000])
def test_a_carried_column_gives_what_taking_gives(share: float, wanted: int) -> None:
    luck = np.random.default_rng(int(share * 100) + wanted)
    count = 1_000
    at = np.flatnonzero(luck.random(count) < share)
    numbers = decimals_at(at, luck.integers(-(10**9), 10**9, len(at)), count)
    texts = pa.array([f"w{n % 7}" if n in set(at.tolist()) else None for n in range(count)])
    position = luck.integers(0, count, wanted)
    inverse = Inverse.of(position, count)
    for column in (numbers, texts.dictionary_encode()):
        carried = Carried.of("n_x", pa.chunked_array([column]))
        taken = carried.column(carried.at_places(position, inverse), wanted)
        assert taken.to_pylist() == column.take(pa.array(position)).to_pylist()
        assert carried.between(100, 700).to_pylist() == column.slice(100, 600).to_pylist()
