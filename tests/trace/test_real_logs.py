"""Real logs come in whole, and their figures are the published ones."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from trace_samples import MAPPINGS, NOW, put, shared

from zhunsheng.trace import Store, ingest, load_mapping, parse_mapping, propose, rebuild, summary


@pytest.fixture(scope="module")
def fines(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("fines"))
    put(store, shared("fines/road_traffic_fines.xes.gz"), load_mapping(MAPPINGS / "fines.yaml"))
    return store


def test_the_fines_log_has_its_published_figures(fines: Store) -> None:
    figures = summary(fines, top=3)
    assert dict(figures.activities) == {
        "Create Fine": 150_370,
        "Send Fine": 103_987,
        "Insert Fine Notification": 79_860,
        "Add penalty": 79_860,
        "Payment": 77_601,
        "Send for Credit Collection": 59_013,
        "Insert Date Appeal to Prefecture": 4_188,
        "Send Appeal to Prefecture": 4_141,
        "Receive Result Appeal from Prefecture": 999,
        "Notify Result Appeal to Offender": 896,
        "Appeal to Judge": 555,
    }
    fine = figures.types[0]
    assert (fine.type, fine.subjects, fine.acts) == ("fine", 150_370, 561_470)
    assert fine.variants == 231
    assert [count for _, count in fine.top] == [56_482, 46_371, 20_385]
    assert fine.same_day_ties == 12_018
    assert fine.duplicated == 29


def test_notification_to_penalty_is_sixty_legal_days_in_every_fine(fines: Store) -> None:
    days = "((moment >> 20) + ((moment & 127) - 56) * 900000) // 86400000"
    found = duckdb.sql(
        f"SELECT days, count(*) FROM (SELECT subject,"
        f" min({days}) FILTER (activity = 'Add penalty')"
        f" - min({days}) FILTER (activity = 'Insert Fine Notification') AS days"
        f" FROM read_parquet('{fines.strand_files('fine')[0]}') GROUP BY subject)"
        " WHERE days IS NOT NULL GROUP BY days"
    ).fetchall()
    assert found == [(60, 79_860)]


def test_rebuilt_strands_are_the_same_bytes(fines: Store) -> None:
    strand = fines.strand_files("fine")[0]
    before = strand.read_bytes()
    assert rebuild(fines) == []
    strand.write_bytes(before[:-100])
    assert rebuild(fines) == [f"{fines.batches()[0].folder}/strands/fine.parquet"]
    assert strand.read_bytes() == before


def test_the_permit_log_gives_case_acts_with_deadlines(tmp_path: Path) -> None:
    store = Store(tmp_path)
    source = shared("permits/receipt_wabo.xes.gz")
    report = put(store, source, load_mapping(MAPPINGS / "receipt_wabo.yaml"))
    assert (report.manifest.counts.rows, report.manifest.counts.acts) == (8_577, 11_340)
    late = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{store.strand_files('application')[0]}')"
        " WHERE activity = 'case ended' AND (moment >> 20) > (t_deadline >> 20)"
    ).fetchall()
    assert late == [(377,)]
    counted = dict(summary(store).activities)
    assert counted["case started"] - counted["case ended"] == 105


def test_the_building_permits_keep_due_dates_and_the_second_officer(tmp_path: Path) -> None:
    store = Store(tmp_path)
    source = shared("permits/bpic2015_municipality1.csv.gz")
    put(store, source, load_mapping(MAPPINGS / "bpic2015_municipality1.yaml"))
    found = duckdb.sql(
        "SELECT count(*), count(t_due_date), count(*) FILTER"
        " (officer <> a_monitoring_resource), count(DISTINCT subject), count(DISTINCT activity)"
        f" FROM read_parquet('{store.strand_files('application')[0]}')"
    ).fetchall()
    assert found == [(52_217, 3_340, 24_864, 1_199, 398)]


@pytest.mark.parametrize(
    ("name", "events", "objects", "dangling"),
    [
        ("ocel20_example.jsonocel", 13, 9, 0),
        ("ocel20_example.xmlocel", 13, 9, 0),
        ("ocel20_example.sqlite", 13, 9, 0),
        ("newocel.jsonocel", 20, 15, 0),
        ("ocel2_logistics.sqlite", 8_727, 970, 5_080),
    ],
)
def test_object_centric_logs_come_in_whole(
    name: str, events: int, objects: int, dangling: int, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    mapping = parse_mapping("{source: log, zone: Europe/Berlin}")
    report = put(store, shared(f"ocel/{name}"), mapping)
    counts = report.manifest.counts
    assert (counts.acts, counts.objects, counts.dangling) == (events, objects, dangling)
    assert len(report.manifest.dangling_rows) == dangling


def test_three_forms_of_one_object_centric_log_give_the_same_acts(tmp_path: Path) -> None:
    mapping = parse_mapping("{source: log, zone: Europe/Berlin}")
    found = []
    for form in ("jsonocel", "xmlocel", "sqlite"):
        store = Store(tmp_path / form)
        put(store, shared(f"ocel/ocel20_example.{form}"), mapping)
        found.append(
            duckdb.sql(
                f"SELECT act, check_ FROM read_parquet('{store.act_files()[0]}') ORDER BY act"
            ).fetchall()
        )
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    "name", ["permits/receipt_wabo.xes.gz", "permits/bpic2015_municipality1.csv.gz"]
)
def test_a_proposed_mapping_ingests_without_edits(name: str, tmp_path: Path) -> None:
    source = shared(name)
    mapping = parse_mapping(propose(source))
    report = ingest(Store(tmp_path), source, mapping, now=NOW)
    counts = report.manifest.counts
    assert counts.accepted == counts.rows == counts.acts
    template = mapping.acts[0]
    assert template.activity.column == "concept:name"
    assert template.happened_at.column == "time:timestamp"
    assert template.officer == "org:resource"
    assert template.objects[0].column == "case:concept:name"
