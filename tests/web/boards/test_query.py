"""Questions over the trace and the warnings: answered within one's reach, and recorded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from web.world import World
from zhunsheng.model.moment import moment_of
from zhunsheng_web.boards.asking import acts as acts_module
from zhunsheng_web.boards.models import SavedQuery
from zhunsheng_web.boards.views import query as query_module
from zhunsheng_web.record.log import NotSealed

ACTS = [
    # act, activity, day, officer, office, amount, object
    (1, "release.order", 5, "W1", "6401", None, ("declaration", "D1")),
    (2, "release.order", 6, "W6", "6402", None, ("declaration", "D2")),
    (3, "tax.assess", 7, "W6", "6402", 900.0, ("declaration", "D2")),
    (4, "tax.assess", 8, "W7", "5301", 50.0, ("declaration", "D3")),
    (5, "tax.assess", 9, "LEAD1", "6400", 10.0, ("company", "C1")),
    (6, "tax.assess", 9, "FUN1", "6400", 20.0, ("company", "C1")),
    (7, "release.order", 9, "W1", "6401", None, ("declaration", "D9")),
]


@pytest.fixture
def trace(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    folder = tmp_path / "batches" / "000001-000000000000"
    folder.mkdir(parents=True)
    write = lambda name, rows: pq.write_table(pa.Table.from_pylist(rows), folder / name)  # noqa: E731
    write(
        "acts.parquet",
        [
            {"act": act, "activity": activity, "officer": officer, "office": office,
             "happened_at": dt.datetime(2026, 10, day, 9), "moment": day, "post": "release",
             "recorded_at": dt.datetime(2026, 10, day, 10), "n_amount": amount}
            for act, activity, day, officer, office, amount, _ in ACTS
        ],
    )  # fmt: skip
    write("superseded.parquet", [{"act": 7}])
    write(
        "touches.parquet",
        [{"act": row[0], "type": row[6][0], "subject": hash(row[6])} for row in ACTS],
    )
    write(
        "objects.parquet",
        [
            {"type": kind, "id": name, "subject": hash((kind, name))}
            for kind, name in {r[6] for r in ACTS}
        ],
    )
    settings.TRACE = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def files(trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = trace / "batches" / "000001-000000000000"
    monkeypatch.setattr(acts_module, "_files", lambda kind: [str(folder / f"{kind}.parquet")])


def asked(client: Client, *groups: list[tuple[str, str, str]], **others: str):  # type: ignore[no-untyped-def]
    fields = {"about": "acts", "run": "1"} | others
    for at, group in enumerate(groups):
        for place, (field, op, value) in enumerate(group):
            stem = f"c-{at}-{place}-"
            fields |= {stem + "field": field, stem + "op": op, stem + "value": value}
    return client.get("/boards/query/?" + urlencode(fields))


def column(answer, at: int) -> list[object]:  # type: ignore[no-untyped-def]
    return [row[at] for row in answer.context["answer"].rows]


def test_one_sees_the_acts_of_one_s_offices_but_not_one_s_own_or_one_s_head_s(
    world: World, browser_of
) -> None:  # type: ignore[no-untyped-def]
    assert column(asked(browser_of("FUN1")), 2) == [
        "甲二海关 6402",
        "甲二海关 6402",
        "甲一海关 6401",
    ]
    assert column(asked(browser_of("AUD3")), 2) == ["乙一海关 5301"]


def test_days_are_those_of_the_legal_zone(world: World, browser_of, trace: Path) -> None:  # type: ignore[no-untyped-def]
    # The trace keeps UTC: 9 o'clock there is 17 o'clock in Beijing, and 20 o'clock the next day.
    file = trace / "batches" / "000001-000000000000" / "acts.parquet"
    rows = pq.read_table(file).to_pylist()
    rows[0] |= {
        "happened_at": dt.datetime(2026, 10, 5, 20),
        "t_due_on": moment_of(dt.datetime(2026, 10, 7, 20), offset_minutes=480),
    }
    pq.write_table(pa.Table.from_pylist(rows), file)
    client = browser_of("FUN1")
    answer = asked(
        client, [("happened", "is", "2026-10-06")], [("f.due_on", "since", "2026-10-08")]
    )
    [row] = answer.context["answer"].rows
    assert row[0] == "2026-10-06 04:00"
    assert "2026-10-08 04:00" in row
    assert column(asked(client, [("happened", "is", "2026-10-05")]), 0) == []


@pytest.mark.parametrize("about", ["acts", "warnings"])
def test_every_example_can_be_asked(world: World, browser_of, about: str) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("FUN1")
    offered = client.get(f"/boards/query/?about={about}").context["examples"]
    assert len(offered) >= 3
    for _, asked_for in offered:
        answer = client.get("/boards/query/?" + asked_for)
        assert answer.status_code == 200 and answer.context["answer"] is not None


def test_conditions_are_joined_by_or_and_groups_by_and(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("FUN1")
    either = [("activity", "is", "tax.assess"), ("object.declaration", "is", "D1")]
    assert column(asked(client, either), 2) == ["甲二海关 6402", "甲一海关 6401"]
    assert column(asked(client, either, [("office", "is", "6402")]), 2) == ["甲二海关 6402"]
    assert column(asked(client, [("happened", "until", "2026-10-05")]), 2) == ["甲一海关 6401"]


def test_an_answer_is_counted_and_drawn(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = asked(browser_of("FUN1"), by="office", shown="bar")
    assert page.context["answer"].rows == [["甲二海关 6402", 2], ["甲一海关 6401", 1]]
    assert "<svg" in page.content.decode()
    days = asked(browser_of("FUN1"), by="happened", shown="line")
    assert [row[0] for row in days.context["answer"].rows] == [
        "2026-10-05", "2026-10-06", "2026-10-07",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", ["6401' OR 1=1 --", '6401"; DROP TABLE acts; --', "?", "%s", "0) OR (1=1"]
)
def test_what_is_typed_is_never_part_of_the_statement(
    world: World, browser_of, value: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    page = asked(browser_of("FUN1"), [("officer", "is", value)])
    assert page.context["answer"].rows == []
    odd = asked(browser_of("FUN1"), [(f'officer" = officer OR "{value}', "is", "x")])
    assert odd.status_code == 422


def test_what_cannot_be_understood_is_said_and_kept(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = asked(browser_of("FUN1"), [("happened", "since", "gestern")])
    assert page.status_code == 422
    assert page.content.decode().count('value="gestern"') == 2


def test_names_are_masked_where_they_are_not_for_the_reader(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    world.people["FUN2"].postings.update(role="analyst")
    page = asked(browser_of("FUN2"))
    officers = column(page, 4)
    assert officers and all(str(one).startswith("*") for one in officers)
    assert officers[1] == officers[2] != officers[3]
    assert asked(browser_of("FUN2"), [("officer", "is", "W1")]).status_code == 422
    assert asked(browser_of("FUN2"), [("object.company", "is", "C1")]).status_code == 422


def test_every_question_is_recorded_before_it_is_asked(
    world: World, browser_of, monkeypatch: pytest.MonkeyPatch  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    noted: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(query_module, "note", lambda what, **told: noted.append((what, told)))
    page = asked(browser_of("FUN1"), [("officer", "is", "W1")])
    [(what, told)] = noted
    assert (what, told["on"]) == ("query.run", ("query", page.context["question"].digest))
    assert "W1" not in str(told)

    def refuse(what: str, **told: object) -> None:
        raise NotSealed

    monkeypatch.setattr(query_module, "note", refuse)
    monkeypatch.setattr(query_module, "answer", lambda *_: pytest.fail("asked all the same"))
    assert asked(browser_of("FUN1")).status_code == 503


def test_warnings_are_asked_for_only_among_those_one_may_see(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    for level, office, about in ((3, "6401-a", "W1"), (1, "6401-a", "W1"), (4, "5301-a", "W7")):
        world.warning(level=level, office=office, about=about)
    page = asked(browser_of("SH1"), about="warnings", by="level")
    assert [row[1] for row in page.context["answer"].rows] == [1]
    either = [("level", "is", "3"), ("office", "below", "5300")]
    page = asked(browser_of("AUD0"), either, about="warnings")
    assert len(page.context["answer"].rows) == 2
    assert asked(browser_of("SH1"), about="acts").status_code == 404


def test_a_query_is_saved_under_a_name_and_asked_again(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("FUN1")
    fields = {"about": "acts", "c-0-0-field": "officer", "c-0-0-op": "is", "c-0-0-value": "W1"}
    client.post("/boards/query/save/", fields | {"name": "  W1 的作业 "})
    [(saved, again)] = client.get("/boards/query/").context["saved"]
    assert saved.name == "W1 的作业"
    assert len(client.get("/boards/query/?" + again).context["answer"].rows) == 1
    assert browser_of("FUN2").post(f"/boards/query/{saved.token}/forget/").status_code == 404
    client.post(f"/boards/query/{saved.token}/forget/")
    assert not SavedQuery.objects.exists()


def test_an_answer_leaves_as_a_workbook_for_a_purpose(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("FUN1")
    refused = client.post("/boards/query/export/", {"about": "acts", "form": "xlsx"})
    assert refused.status_code == 422
    done = client.post(
        "/boards/query/export/", {"about": "acts", "form": "xlsx", "purpose": "月度核查比对"}
    )
    assert done["Content-Disposition"].startswith("attachment")
