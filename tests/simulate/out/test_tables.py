"""Books as the tables of a customs house's systems, and taken in again."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from registers.china import FOLDER as CHINA
from registers.china import china
from simulate.out.months import NOW, directory, month, with_correction, with_record_twice
from zhunsheng import flow
from zhunsheng.model.errors import PracticeError
from zhunsheng.model.register import Register
from zhunsheng.simulate.book import Book, Coded
from zhunsheng.simulate.out.printing import FORMATS, numbers_printed, times_printed
from zhunsheng.simulate.out.systems import Systems, read_systems
from zhunsheng.simulate.out.tables import write_tables
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.trace import Store

SYSTEMS = CHINA.parent.parent / "practice/china-customs/systems.yaml"


@pytest.fixture(scope="module")
def register() -> Register:
    return china()


@pytest.fixture(scope="module")
def systems(register: Register) -> Systems:
    return read_systems(SYSTEMS, register)


def take_in(tables: Path, store: Path) -> Iterator[Any]:
    for mapping in sorted(tables.glob("*.mapping.yaml")):
        source = mapping.with_name(mapping.name.replace(".mapping.yaml", ".csv"))
        yield flow.take_in(source, mapping, store, now=NOW).manifest


def test_same_books_give_the_same_bytes(tmp_path: Path, systems: Systems) -> None:
    for name in ("one", "other"):
        write_tables(tmp_path / name, [month(), month(first=400)], directory(), systems)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "clearance.csv" in files
    assert "people.mapping.yaml" in files
    for file in files:
        one, other = (tmp_path / name / file for name in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()


def test_every_record_is_one_row(tmp_path: Path, systems: Systems) -> None:
    books = [month(), with_record_twice(month(200, first=400), "gate.out", 3)]
    rows = write_tables(tmp_path, books, directory(), systems)
    assert rows.pop("people") == 40
    assert sum(rows.values()) == sum(map(len, books))
    with (tmp_path / "clearance.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    assert len(records) == rows["clearance"]
    assert {record["作业环节"] for record in records} == {
        "申报", "接受申报", "审单开始", "审单通过", "放行", "卡口放行离场",
    }  # fmt: skip
    assert max(record["原因"] for record in records) == "急需，先放"


def test_all_is_taken_in_and_says_what_the_trace_says(tmp_path: Path, systems: Systems) -> None:
    """Through files and readers, or straight: the same acts, touches and mandates."""
    books = [month(), month(200, first=400, seed=3)]
    write_tables(tmp_path / "tables", books, directory(), systems)
    for manifest in take_in(tmp_path / "tables", tmp_path / "taken"):
        assert manifest.counts.rejected == 0
        assert manifest.counts.duplicate == 0
    write_trace(tmp_path / "straight", books, directory(), now=NOW)
    one, other = Store(tmp_path / "taken"), Store(tmp_path / "straight")
    for said in (_acts, _touches, _mandates):
        rows = said(one)
        assert rows
        assert rows == said(other)


def test_doubles_and_corrections_come_out_alike_on_both_ways(
    tmp_path: Path, systems: Systems
) -> None:
    book = with_record_twice(month(), "review.pass", 5)
    book = with_correction(book, "release.order", 8, office=2)
    write_tables(tmp_path / "tables", [book], directory(), systems)
    taken = list(take_in(tmp_path / "tables", tmp_path / "taken"))
    straight = write_trace(tmp_path / "straight", [book], directory(), now=NOW)
    for name in ("acts", "duplicate", "rejected"):
        assert sum(getattr(item.counts, name) for item in taken) == sum(
            getattr(item.counts, name) for item in straight
        )
    assert sum(item.counts.corrections for item in taken) == straight[1].counts.corrections == 1
    assert _acts(Store(tmp_path / "taken")) == _acts(Store(tmp_path / "straight"))


def test_both_ways_give_the_same_findings(tmp_path: Path, systems: Systems) -> None:
    books = [month(400)]
    write_tables(tmp_path / "tables", books, directory(), systems)
    list(take_in(tmp_path / "tables", tmp_path / "taken"))
    write_trace(tmp_path / "straight", books, directory(), now=NOW)
    found = []
    for name in ("taken", "straight"):
        run = flow.run(CHINA, tmp_path / name, tmp_path / f"runs-{name}", now=NOW)
        found.append((run.findings, run.standards))
    assert found[0] == found[1]
    assert found[0][0] > 0


def test_a_table_in_gb18030_holds_the_same_text(tmp_path: Path, systems: Systems) -> None:
    book = Book()
    acts = month(50).of("gate.out")
    assert acts is not None
    acts.activity = "passage.check"
    known = systems.recording("patrol.done")
    assert known is not None
    acts.activity = "patrol.done"
    acts.objects = dict.fromkeys(list(known.objects)[:1], acts.objects["declaration"])
    book.put(acts)
    write_tables(tmp_path, [book], directory(), systems)
    assert known.block.encoding == "gb18030"
    text = (tmp_path / "logistics.csv").read_bytes().decode("gb18030")
    assert known.names["patrol.done"] in text
    with pytest.raises(UnicodeDecodeError):
        (tmp_path / "logistics.csv").read_bytes().decode("utf-8")


def test_a_text_with_commas_and_quotes_comes_back_whole(tmp_path: Path, systems: Systems) -> None:
    book = month(60)
    acts = book.of("release.order")
    assert acts is not None
    odd = '他说“放”, "放", 完\n又一行'
    acts.fields["reason"] = Coded.same(odd, len(acts))
    write_tables(tmp_path, [book], directory(), systems)
    with (tmp_path / "clearance.csv").open(encoding="utf-8", newline="") as file:
        assert {row["原因"] for row in csv.DictReader(file)} == {"", odd}


def test_what_no_table_has_room_for_is_refused(tmp_path: Path, systems: Systems) -> None:
    book = month(20)
    acts = book.of("review.open")
    assert acts is not None
    acts.fields["shoe_size"] = np.full(len(acts), 43.0)
    with pytest.raises(PracticeError, match="shoe_size"):
        write_tables(tmp_path, [book], directory(), systems)


def test_each_activity_of_the_register_is_recorded_by_one_system(
    register: Register, systems: Systems
) -> None:
    for activity in register.activities:
        holders = [one for one in systems.systems if activity.id in one.names]
        assert len(holders) == 1


def test_an_activity_left_out_or_listed_twice_is_told(tmp_path: Path, register: Register) -> None:
    text = SYSTEMS.read_text(encoding="utf-8")
    broken = text.replace("[tax.assess, tax.bill,", "[tax.assess, declaration.submit,", 1)
    assert broken != text
    (tmp_path / "systems.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(PracticeError) as caught:
        read_systems(tmp_path / "systems.yaml", register)
    said = " ".join(problem.what.en for problem in caught.value.problems)
    assert "no system records tax.bill" in said
    assert "declaration.submit is listed 2 times" in said


@pytest.mark.parametrize("style", ["dash", "slash", "compact"])
def test_printed_times_are_read_as_the_same_moment(style: str) -> None:
    luck = np.random.default_rng(3)
    wall = luck.integers(0, 2_000_000_000_000, 2_000)
    (form,) = FORMATS[style]
    for text, ms in zip(times_printed(wall, style).to_pylist(), wall.tolist(), strict=True):
        read = (
            dt.datetime.fromisoformat(text) if form == "iso" else dt.datetime.strptime(text, form)
        )
        assert (read - dt.datetime(1970, 1, 1)) // dt.timedelta(milliseconds=1) == ms


def test_numbers_are_printed_exactly() -> None:
    assert numbers_printed(np.array([120_000, -30_000])).to_pylist() == ["12", "-3"]
    assert numbers_printed(np.array([120_500, 30_000])).to_pylist() == ["12.05", "3.00"]
    assert numbers_printed(np.array([5, -5])).to_pylist() == ["0.0005", "-0.0005"]


def _rows(sql: str, **params: object) -> list[tuple[Any, ...]]:
    with duckdb.connect() as db:
        return db.execute(sql, params).fetchall()


def _acts(store: Store) -> list[tuple[Any, ...]]:
    files = [str(path) for path in store.act_files()]
    with duckdb.connect() as db:
        table: pa.Table = db.sql(
            "SELECT * EXCLUDE (act, check_, row) FROM read_parquet($files, union_by_name = true) "
            "ORDER BY own_id",
            params={"files": files},
        ).to_arrow_table()
    names = [name for name in sorted(table.schema.names) if table[name].null_count < len(table)]
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def _touches(store: Store) -> list[tuple[Any, ...]]:
    return _rows(
        "SELECT a.own_id, t.type, t.qualifier, t.subject, max(o.id) "
        "FROM read_parquet($touches) AS t "
        "JOIN read_parquet($acts, union_by_name = true) AS a USING (act) "
        "JOIN read_parquet($objects) AS o ON o.subject = t.subject AND o.type = t.type "
        "GROUP BY ALL ORDER BY ALL",
        touches=[str(path) for path in store.touch_files()],
        acts=[str(path) for path in store.act_files()],
        objects=[str(path) for path in store.object_files()],
    )


def _mandates(store: Store) -> list[tuple[Any, ...]]:
    return _rows(
        'SELECT officer, kind, value, start, "end" FROM read_parquet($files) ORDER BY ALL',
        files=[str(path) for path in store.mandate_files()],
    )
