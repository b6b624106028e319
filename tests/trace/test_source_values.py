"""Times, numbers, text and mappings: what is taken, and what is refused with which reason."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_conservation import here
from test_hostile_files import workbook
from trace_samples import NOW, PLAIN, acts, plain, put, table

from zhunsheng.model.errors import MappingError, SourceError, TraceError
from zhunsheng.model.moment import day_of, local_of, moment_of
from zhunsheng.trace import (
    Store,
    export_quarantine,
    ingest,
    parse_mapping,
    propose,
    quarantined,
)
from zhunsheng.trace.encoding import decide_encoding
from zhunsheng.trace.values import number_text, parse_numbers, parse_times
from zhunsheng.trace.zone import Zone, zone_of

ROME = zone_of("Europe/Rome")
UNIX = dt.datetime(1970, 1, 1)


def utc(text: str, zone: Zone = ROME, form: str = "iso") -> tuple[dt.datetime, bool]:
    parsed = parse_times([text], (form,), zone)
    assert parsed.faults == [None]
    at = UNIX + dt.timedelta(microseconds=int(parsed.numbers[0]))
    return at, bool(parsed.doubtful[0])


def test_local_times_that_exist_twice_or_never_take_the_earlier_offset_and_are_counted() -> None:
    assert utc("2024-10-27T02:30:00") == (dt.datetime(2024, 10, 27, 0, 30), True)
    assert utc("2024-03-31T02:30:00") == (dt.datetime(2024, 3, 31, 1, 30), True)
    assert utc("2024-10-27T01:59:59") == (dt.datetime(2024, 10, 26, 23, 59, 59), False)
    assert utc("2024-10-27T03:00:00") == (dt.datetime(2024, 10, 27, 2, 0), False)
    assert utc("2024-03-31T03:00:00") == (dt.datetime(2024, 3, 31, 1, 0), False)
    assert utc("2024-10-27T02:30:00+01:00") == (dt.datetime(2024, 10, 27, 1, 30), False)


@settings(deadline=None)
@given(
    st.datetimes(dt.datetime(1900, 1, 3), dt.datetime(2177, 12, 30)),
    st.sampled_from(
        ["Europe/Rome", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"]
    ),
)
def test_the_table_of_a_zone_says_what_the_zone_says(at: dt.datetime, name: str) -> None:
    from zoneinfo import ZoneInfo

    zone = zone_of(name)
    local = at.replace(tzinfo=ZoneInfo(name), fold=0)
    expected = (local.astimezone(dt.UTC).replace(tzinfo=None) - UNIX) // dt.timedelta(
        microseconds=1
    )
    given_local = np.array([(at - UNIX) // dt.timedelta(microseconds=1)], np.int64)
    assert zone.to_utc(given_local)[0][0] == expected


def test_other_formats_are_read_as_declared_and_nothing_else() -> None:
    shanghai = zone_of("Asia/Shanghai")
    assert utc("2024年03月01日", shanghai, "%Y年%m月%d日")[0] == dt.datetime(2024, 2, 29, 16)
    assert parse_times(["01/03/2024", "合计"], ("iso",), shanghai).faults == ["time_unreadable"] * 2
    assert parse_times(["1899-12-30"], ("iso",), shanghai).faults == ["time_out_of_range"]
    assert parse_times(["2178-01-02"], ("iso",), shanghai).faults == ["time_out_of_range"]


@settings(deadline=None)
@given(st.decimals(-(10**13), 10**13, places=4))
def test_numbers_are_exact(value: Decimal) -> None:
    parsed = parse_numbers([str(value)])
    assert parsed.faults == [None]
    assert Decimal(int(parsed.numbers[0])) / 10_000 == value
    assert Decimal(number_text(int(parsed.numbers[0]))) == value


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1.23456", "number_too_fine"),
        ("1e400", "number_out_of_range"),
        ("1" * 15, "number_out_of_range"),
        ("1,000", "number_unreadable"),
        ("NaN", "number_unreadable"),
        ("1", None),
        ("１", "number_unreadable"),
        ("1.50000", None),
        ("8.47E+09", None),
    ],
)
def test_numbers_that_cannot_be_kept_exactly_say_why(text: str, fault: str | None) -> None:
    assert parse_numbers([text]).faults == [fault]


def test_rounding_happens_only_where_the_mapping_asks() -> None:
    assert int(parse_numbers(["1.23455"], rounded=True).numbers[0]) == 12_346
    assert int(parse_numbers(["3,5"], decimal=",").numbers[0]) == 35_000


def test_codes_keep_their_zeros_and_both_clocks_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    put(store, table(tmp_path / "t.csv", ["007,open,2024-03-01,00012,1"]), plain())
    (act,) = acts(store)
    assert act["officer"] == "00012"
    assert act["happened_at"] == dt.datetime(2024, 2, 29, 16)
    assert act["recorded_at"] == NOW.replace(tzinfo=None)
    assert day_of(int(str(act["moment"]))) == dt.date(2024, 3, 1)
    assert local_of(int(str(act["moment"]))) == dt.datetime(2024, 3, 1)
    objects = pq.read_table(store.object_files()[0]).to_pylist()
    assert {(row["type"], row["id"]) for row in objects} == {
        ("declaration", "007"),
        ("officer", "00012"),
    }


def test_acts_of_one_instant_keep_the_order_of_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    rows = [f"A,{step},2024-03-01,x," for step in "dbca"]
    put(store, table(tmp_path / "t.csv", rows), plain())
    strand = pq.read_table(store.strand_files("declaration")[0]).to_pylist()
    assert [row["activity"] for row in strand] == list("dbca")
    first = moment_of(dt.datetime(2024, 2, 29, 16), offset_minutes=480)
    assert [row["moment"] for row in strand] == [first + (rank << 7) for rank in range(4)]


def test_quarantined_rows_can_be_mended_and_come_back_linked(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    rows = ["A,open,2024-03-01,x,1", "B,open,yesterday,x,1", "C,open,2024-03-01"]
    report = put(store, table(tmp_path / "t.csv", rows), plain())
    assert report.manifest.rejected_by_reason == {"ragged": 1, "time_unreadable": 1}
    out = quarantined(store, 1)
    assert [row["row"] for row in out] == [2, 3]
    assert json.loads(out[0]["raw"])["at"] == "yesterday"
    assert "yesterday" in out[0]["reason_en"] and "不合规定格式" in out[0]["reason_zh"]
    mended = export_quarantine(store, 1).replace("yesterday", "2024-03-02")
    path = tmp_path / "mended.csv"
    path.write_text(mended, encoding="utf-8-sig", newline="")
    again = ingest(store, path, plain(), now=NOW, mends=1)
    assert (again.manifest.mends, again.manifest.counts.acts) == (1, 1)


def test_mandates_are_moments_and_wrong_ones_are_rejected(tmp_path: Path) -> None:
    mapping = parse_mapping(
        "{source: hr, zone: Asia/Shanghai, mandates: {officer: who, kind: kind, value: what,"
        " start: {column: from}, end: {column: until}}}"
    )
    rows = [
        "x,post,审单,2024-01-01,2024-06-30",
        "y,post,查验,2024-01-01,",
        "z,king,a,2024-01-01,",
        "z,post,a,2024-01-02,2024-01-01",
        "z,post,a,,",
    ]
    store = Store(tmp_path / "s")
    report = put(store, table(tmp_path / "t.csv", rows, "who,kind,what,from,until"), mapping)
    held = pq.read_table(store.mandate_files()[0]).to_pylist()
    assert [(row["officer"], row["end"] is None) for row in held] == [("x", False), ("y", True)]
    assert day_of(held[0]["start"]) == dt.date(2024, 1, 1)
    assert report.manifest.rejected_by_reason == {
        "mandate_inverted": 1,
        "mandate_kind": 1,
        "mandate_missing": 1,
    }


def test_gaps_and_one_zone_for_all(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    put(store, table(tmp_path / "t.csv", ["A,open,2024-03-01,x,1"]), plain())
    before = store.trace_digest()
    start = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    gap = store.add_gap(start, start + dt.timedelta(days=1), reason="停机", activities=["open"])
    assert store.gaps() == [gap] and store.trace_digest() != before
    assert local_of(gap.start) == dt.datetime(2024, 5, 1, 8)
    with pytest.raises(TraceError, match=r"counts days"):
        put(store, tmp_path / "t.csv", plain().model_copy(update={"zone": "UTC"}))


def test_a_mapping_with_faults_names_each_with_its_line() -> None:
    text = "source: x\nzone: UTC\nacts:\n- activity: {column: a}\n"
    text += "  happened_at: {colum: t}\n  odd: 1\n"
    with pytest.raises(MappingError) as caught:
        parse_mapping(text, name="m.yaml")
    places = {(p.place.line, p.place.column) for p in caught.value.problems if p.place}
    assert (6, "acts.0.odd") in places
    assert any(line == 5 for line, _ in places)
    with pytest.raises(MappingError, match=r"m\.yaml:3"):
        parse_mapping("source: x\nzone: [\n", name="m.yaml")
    with pytest.raises(MappingError, match="no time zone"):
        parse_mapping("{source: x, zone: Mars/Olympus}")


def test_a_column_the_file_does_not_have_is_named(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ["A,open,2024-03-01,x"], "no,step,at,who")
    with pytest.raises(MappingError, match="no column 'amount'"):
        put(Store(tmp_path / "s"), path, plain())


TEXT = "no,step,at,who,amount\n1,办结,2024-03-01,王小明等四名关员,1\n"


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("gb18030", "gb18030"),
    ],
)
def test_the_encoding_is_found_and_reported(codec: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.encode(codec))
    store = Store(tmp_path / "s")
    report = put(store, path, plain())
    assert report.manifest.encoding == found
    assert acts(store)[0]["officer"] == "王小明等四名关员"


def test_letters_only_gb18030_has_survive(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT.replace("小明", "䶮㐀𠮷①").encode("gb18030"))
    store = Store(tmp_path / "s")
    put(store, path, plain())
    assert acts(store)[0]["officer"] == "王䶮㐀𠮷①等四名关员"


def test_latin_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\nMüller,Café\nÄrger,öäü\n".encode("latin-1"))
    with pytest.raises(SourceError):
        decide_encoding(path)
    assert decide_encoding(path, "latin-1") == "latin-1"


def test_workbook_cells_come_as_text_with_cached_values(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook())
    store = Store(tmp_path / "s")
    put(store, path, plain())
    rows = acts(store)
    assert [row["officer"] for row in rows] == ["#N/A"] * 3
    assert [row["n_amount"] for row in rows] == [Decimal("0.5"), Decimal("1.5"), Decimal("2.5")]


def test_workbooks_written_by_others_give_dates_and_codes(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("数据")
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["no", "step", "at", "who", "amount"])
        sheet.write_row(1, 0, ["0007", "办结"])
        sheet.write_datetime(1, 2, dt.datetime(2024, 3, 1, 8, 30), day)
        sheet.write(1, 3, "王")
        sheet.write_number(1, 4, 15.16)
        sheet.write(3, 0, "合计")
    store = Store(tmp_path / "s")
    report = put(store, path, plain())
    (act,) = acts(store)
    assert act["happened_at"] == dt.datetime(2024, 3, 1, 0, 30)
    assert act["n_amount"] == Decimal("15.16")
    assert report.manifest.rejected_by_reason == {"time_missing": 1}


@pytest.mark.parametrize("form", ["jsonl", "parquet", "tsv"])
def test_other_tables_give_the_same_act(form: str, tmp_path: Path) -> None:
    import pyarrow as pa

    row = {"no": "007", "step": "open", "at": "2024-03-01T08:00:00", "who": "x", "amount": "1.50"}
    store, other = Store(tmp_path / "a"), Store(tmp_path / "b")
    put(store, table(tmp_path / "t.csv", [",".join(row.values())]), plain())
    path = tmp_path / f"t.{form}"
    if form == "jsonl":
        path.write_text(
            '{"no":"007","step":"open","at":"2024-03-01T08:00:00","who":"x","amount":1.50}\n',
            encoding="utf-8",
        )
    elif form == "tsv":
        path.write_text("\t".join(row) + "\n" + "\t".join(row.values()) + "\n", encoding="utf-8")
    else:
        at = dt.datetime(2024, 3, 1, 8)
        columns = {**row, "at": at, "amount": Decimal("1.50")}
        pq.write_table(pa.table({k: [v] for k, v in columns.items()}), path)
    put(other, path, plain())
    assert acts(store)[0]["act"] == acts(other)[0]["act"]


def test_a_draft_for_a_chinese_table_ingests_without_edits(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [
        f"2230{n:04d},{'接单' if n % 2 else '放行'},2024/03/{n % 28 + 1:02d} 08:00,关员{n % 5}"
        for n in range(60)
    ]
    text = "报关单号,环节,操作时间,关员\n" + "\n".join(rows) + "\n"
    path.write_bytes(text.encode("gb18030"))
    mapping = parse_mapping(propose(path))
    report = put(Store(tmp_path / "s"), path, mapping)
    assert report.manifest.counts.acts == 60
    assert mapping.encoding == "gb18030"


def test_per_case_acts_come_once_however_many_rows_a_case_has(tmp_path: Path) -> None:
    text = PLAIN + (
        "- activity: {is: case opened}\n  per: case\n  case: no\n  optional: true\n"
        "  happened_at: {column: opened}\n  objects:\n  - {type: declaration, column: no}\n"
    )
    rows = [
        "A,open,2024-03-02,x,1,2024-03-01",
        "A,close,2024-03-03,x,1,2024-03-01",
        "B,open,2024-03-02,x,1,",
    ]
    path = table(tmp_path / "t.csv", rows, "no,step,at,who,amount,opened")
    store = Store(tmp_path / "s")
    report = ingest(store, path, parse_mapping(text), now=NOW, reader=here)
    assert sorted(str(row["activity"]) for row in acts(store)) == [
        "case opened",
        "close",
        "open",
        "open",
    ]
    assert report.manifest.counts.accepted == 3
