"""Books written straight into a trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from simulate.out.months import NOW, directory, month, with_correction, with_record_twice
from zhunsheng.simulate.book import Book, Coded
from zhunsheng.simulate.out.identities import mixed, version_check
from zhunsheng.simulate.out.ledger import lay_out
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.trace import Store, rebuild, summary
from zhunsheng.trace.identity import subject_of


def test_same_books_give_the_same_bytes(tmp_path: Path) -> None:
    made = [
        write_trace(tmp_path / name, [month(), month(first=500)], directory(), now=NOW)
        for name in ("one", "other")
    ]
    assert [item.files for item in made[0]] == [item.files for item in made[1]]
    assert Store(tmp_path / "one").trace_digest() == Store(tmp_path / "other").trace_digest()


def test_every_act_is_there_once_and_says_what_the_book_says(tmp_path: Path) -> None:
    book = month()
    write_trace(tmp_path, [book], directory(), now=NOW)
    acts = pq.read_table(Store(tmp_path).act_files()[0]).to_pylist()
    assert len(acts) == len(book)
    by_id = {row["own_id"]: row for row in acts}
    people = directory()
    for mine in book:
        for n in range(len(mine)):
            row = by_id[str(mine.serial[n])]
            assert row["activity"] == mine.activity
            wall = np.datetime64(row["happened_at"], "ms") + np.timedelta64(8, "h")
            assert wall.astype(int) == mine.at[n]
            officer = int(mine.officer[n])
            assert row["officer"] == (people.officers[officer] if officer >= 0 else None)
            assert row["office"] == people.offices[int(mine.office[n])]
            for name, values in mine.fields.items():
                if isinstance(values, Coded):
                    assert row[f"a_{name}"] == values.texts()[n]
                elif isinstance(values, np.ndarray):
                    number = row[f"n_{name}"]
                    assert (number is None) == bool(np.isnan(values[n]))
                    assert number is None or float(number) == values[n]


def test_touches_name_each_object_and_the_officer(tmp_path: Path) -> None:
    book = month()
    write_trace(tmp_path, [book], directory(), now=NOW)
    store = Store(tmp_path)
    touches = pq.read_table(store.touch_files()[0])
    wanted = sum(int((numbers >= 0).sum()) for acts in book for numbers in acts.objects.values())
    wanted += sum(int((acts.officer >= 0).sum()) for acts in book)
    assert touches.num_rows == wanted
    objects = pq.read_table(store.object_files()[0]).to_pylist()
    assert all(row["subject"] == subject_of(row["type"], row["id"]) for row in objects)
    assert set(touches["subject"].to_pylist()) == {row["subject"] for row in objects}


def test_strands_rebuilt_from_acts_and_touches_are_the_same_bytes(tmp_path: Path) -> None:
    write_trace(tmp_path, [month(2_000), month(100, first=3_000)], directory(), now=NOW)
    store = Store(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("strands/*.parquet")}
    assert len(before) == 8
    for path in before:
        path.unlink()
    assert len(rebuild(store)) == 8
    assert {path: path.read_bytes() for path in before} == before


def test_counts_add_up_and_the_summary_reads_it(tmp_path: Path) -> None:
    books = [month(), month(first=500, seed=2)]
    people, *made = write_trace(tmp_path, books, directory(), now=NOW)
    assert people.counts.mandates == 40
    assert [item.counts.acts for item in made] == [len(book) for book in books]
    assert sum(item.counts.rows for item in made) == sum(map(len, books))
    assert summary(Store(tmp_path)).acts == sum(map(len, books))


def test_an_act_is_on_each_strand_of_what_it_touches(tmp_path: Path) -> None:
    book = month()
    write_trace(tmp_path, [book], directory(), now=NOW)
    store = Store(tmp_path)
    assert store.subject_types() == ["company", "declaration", "officer", "vehicle"]
    (file,) = store.strand_files("vehicle")
    gate = book.of("gate.out")
    assert gate is not None
    strand = pq.read_table(file)
    assert strand.num_rows == int((gate.objects["vehicle"] >= 0).sum())
    assert pc.unique(strand["activity"]).to_pylist() == ["gate.out"]


def test_a_record_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    once = month()
    twice = with_record_twice(month(), "review.open", 7)
    write_trace(tmp_path / "once", [once], directory(), now=NOW)
    _, batch = write_trace(tmp_path / "twice", [twice], directory(), now=NOW)
    assert batch.counts.duplicate == 1
    assert batch.counts.rows == batch.counts.accepted + 1 == len(twice)
    assert [path.read_bytes() for path in Store(tmp_path / "once").strand_files("company")] == [
        path.read_bytes() for path in Store(tmp_path / "twice").strand_files("company")
    ]


def test_a_correction_replaces_and_the_earlier_version_is_kept_beside(tmp_path: Path) -> None:
    book = month()
    acts = book.of("review.open")
    assert acts is not None
    serial, office = int(acts.serial[7]), int(acts.office[7])
    with_correction(book, "review.open", 7, office=(office + 1) % 3)
    _, batch = write_trace(tmp_path, [book], directory(), now=NOW)
    assert batch.counts.corrections == 1
    assert batch.counts.duplicate == 0
    store = Store(tmp_path)
    (earlier,) = pq.read_table(store.superseded_files()[0]).to_pylist()
    offices = directory().offices
    assert (earlier["own_id"], earlier["office"]) == (str(serial), offices[office])
    kept = pq.read_table(store.act_files()[0])
    now = kept.filter(pc.equal(kept["own_id"], str(serial))).to_pylist()
    assert [row["office"] for row in now] == [offices[(office + 1) % 3]]
    assert earlier["act"] == now[0]["act"]
    assert earlier["check_"] != now[0]["check_"]


def test_two_versions_of_one_moment_are_refused(tmp_path: Path) -> None:
    book = with_correction(month(), "review.open", 7, office=2)
    acts = book.of("review.open")
    assert acts is not None
    acts.recorded[-1] = acts.recorded[7]
    acts.office[7], acts.office[-1] = 0, 1
    with pytest.raises(ValueError, match="two versions"):
        write_trace(tmp_path, [book], directory(), now=NOW)


def test_identities_of_serials_are_unique_and_have_63_bits() -> None:
    serials = np.concatenate([np.arange(200_000), np.arange(200_000) + (7 << 40)])
    identities = mixed(serials)
    assert len(np.unique(identities)) == len(serials)
    assert identities.min() >= 0
    assert identities.max() > 1 << 62
    share = np.bincount((identities >> 55).astype(int), minlength=256) / len(serials)
    assert abs(share - 1 / 256).max() < 0.0006
    assert (version_check(serials, serials) != version_check(serials, serials + 1)).all()


def test_acts_lie_in_order_of_time_then_serial() -> None:
    ledger = lay_out(month())
    pairs = list(zip(ledger.at.tolist(), ledger.serial.tolist(), strict=True))
    assert pairs == sorted(pairs)
    assert len(set(ledger.at.tolist())) < len(ledger)


def test_times_too_far_apart_for_one_integer_are_still_in_order() -> None:
    acts = month(50).of("review.open")
    assert acts is not None
    far = acts.copied()
    far.activity = "review.pass"
    far.at = far.at - (1 << 60)
    far.serial = far.serial + 10_000_000
    book = Book()
    book.add(acts)
    book.add(far)
    ledger = lay_out(book)
    assert (np.diff(ledger.at) >= 0).all()
    assert len(ledger) == 2 * len(acts)


def test_a_book_without_acts_leaves_no_batch(tmp_path: Path) -> None:
    (people,) = write_trace(tmp_path, [Book()], directory(), now=NOW)
    assert people.counts.mandates == 40
    assert Store(tmp_path).subject_types() == []
