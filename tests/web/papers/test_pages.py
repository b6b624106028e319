"""Forms are made and tables taken out from pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from web.papers.rich import rich_warning
from web.world import World
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.export.models import Export
from zhunsheng_web.papers.models import Paper
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records

Browser = Callable[[str], Client]
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


def test_a_form_is_made_from_the_page_of_a_warning(world: World, browser_of: Browser) -> None:
    one = rich_warning(world)
    client = browser_of("AUD1")
    page = client.get(f"/papers/about/warning/{one.token}/").content.decode()
    assert "预警分派单" in page and "问题线索移交单" in page
    assert (
        "Assignment slip"
        in client.get(f"/papers/about/warning/{one.token}/", **ENGLISH).content.decode()
    )
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        made = client.post("/papers/make/closing-slip/", {"thing": one.token, "kind": kind})
        assert made.status_code == 200 and made.content.startswith(begins)
        assert "attachment" in made["Content-Disposition"]
    assert Paper.objects.get().times == 2


def test_the_pages_ask_few_questions(
    world: World, browser_of: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    one = rich_warning(world)
    client = browser_of("AUD1")
    for page in ("/papers/", "/papers/exports/", f"/papers/about/warning/{one.token}/"):
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            assert client.get(page).status_code == 200


def test_who_may_not_see_a_warning_is_told_what_anybody_is_told(
    world: World, browser_of: Browser
) -> None:
    one = world.warning(level=1)
    client = browser_of("SH1")
    there = client.get(f"/papers/about/warning/{one.token}/")
    nowhere = client.get("/papers/about/warning/00000000000000000000/")
    assert there.status_code == nowhere.status_code == 404
    made = client.post("/papers/make/case-cover/", {"thing": one.token})
    never = client.post("/papers/make/case-cover/", {"thing": "0" * 20})
    assert made.status_code == never.status_code == 404


def test_a_report_with_a_wrong_day_is_shown_again_with_what_was_typed(
    world: World, browser_of: Browser
) -> None:
    given = {"office": "6400", "first": "2026-11-30", "last": "2026-11-01", "form": "weekly-report"}
    answer = browser_of("AUD1").post("/papers/make/weekly-report/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "截止日期应不早于起始日期" in page and 'value="2026-11-30"' in page
    given |= {"first": "2026-11-01", "last": "2026-11-07"}
    assert browser_of("AUD1").post("/papers/make/weekly-report/", given).status_code == 200


def test_the_list_leaves_with_what_its_taker_may_see(world: World, browser_of: Browser) -> None:
    seen, hidden = world.warning(level=3), world.warning(level=1)
    text = browser_of("SH2").post("/papers/exports/warnings/", {"form": "csv"}).content.decode()
    assert seen.number not in text
    text = browser_of("SH1").post("/papers/exports/warnings/", {"form": "csv"}).content.decode()
    assert seen.number in text and hidden.number not in text
    text = (
        browser_of("AUD1")
        .post("/papers/exports/warnings/", {"form": "csv", "level": "1"})
        .content.decode()
    )
    assert hidden.number in text and seen.number not in text
    assert Export.objects.count() == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [("level", "x"), ("level", "９"), ("stage", "nowhere"), ("office", "9999"),
     ("first", "gestern"), ("level", "12"), ("first", "0001-01-01"), ("last", "9999-12-31"),
     ("form", "exe"), ("office", "a\0b")],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_told(
    world: World, browser_of: Browser, field: str, value: str
) -> None:
    answer = browser_of("AUD1").post("/papers/exports/warnings/", {"form": "csv"} | {field: value})
    assert answer.status_code == 422 and not Export.objects.exists()


def test_rows_leave_for_a_purpose(world: World, browser_of: Browser) -> None:
    one = world.warning(level=3, rows=4)
    client = browser_of("AUD1")
    address = f"/papers/exports/rows/{one.token}/"
    refused = client.post(address, {"form": "csv", "purpose": " "})
    assert refused.status_code == 422 and "请写明用途" in refused.content.decode()
    left = client.post(address, {"form": "csv", "purpose": "年度审计"})
    assert left.status_code == 200 and left.content.decode("utf-8-sig").count("640120260") == 4
    assert browser_of("W2").post(address, {"purpose": "x"}).status_code == 404


def test_a_part_of_the_register_leaves(world: World, browser_of: Browser) -> None:
    left = browser_of("AUD1").post("/papers/exports/register/", {"part": "powers", "form": "xlsx"})
    assert left.status_code == 200 and left.content.startswith(b"PK")
    assert browser_of("AUD1").post(
        "/papers/exports/register/", {"part": "people"}
    ).status_code == 422  # fmt: skip


def test_an_officer_has_no_page_of_forms_but_that_of_his_inquiry(
    world: World, browser_of: Browser
) -> None:
    from web.papers.rich import inquiry

    client = browser_of("W1")
    assert client.get("/papers/").status_code == 404
    assert client.get("/papers/exports/").status_code == 404
    asked = inquiry(world, world.warning(level=1), rich=True)
    page = client.get(f"/papers/about/inquiry/{asked.token}/")
    assert page.status_code == 200 and "核查结果告知书" in page.content.decode()


def test_the_right_is_asked_before_what_was_filled_in(world: World, browser_of: Browser) -> None:
    answer = browser_of("LIA1").post("/papers/exports/warnings/", {"form": "csv", "level": "x"})
    assert answer.status_code == 404
    size = log.log().checkpoint.checkpoint.size
    ((_, last),) = list(records(size - 1, size))
    assert (last.what, last.result) == ("export.make", "denied")


def test_the_last_day_of_a_table_is_whole(world: World, browser_of: Browser) -> None:
    late = world.warning(level=3)
    Warning.objects.filter(pk=late.pk).update(created_at="2026-11-02T23:59:59.5+08:00")
    for last, there in (("2026-11-02", True), ("2026-11-01", False)):
        given = {"form": "csv", "first": "2026-11-01", "last": last}
        text = browser_of("AUD1").post("/papers/exports/warnings/", given).content.decode()
        assert (late.number in text) is there


def test_the_forms_of_a_warning_stand_in_the_order_of_its_life(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    page = browser_of("AUD1").get(f"/papers/about/warning/{world.warning().token}/")
    shown = re.findall(r"/papers/make/([a-z-]+)/", page.content.decode())
    life = ["warning-sheet", "assignment-slip", "verification-notice", "verification-feedback",
            "review-opinion", "rectification-notice", "strike-off-table"]  # fmt: skip
    assert [one for one in shown if one in life] == life


def test_a_report_is_asked_for_by_the_office_s_name(world: World, browser_of: Any) -> None:
    asked = {"first": "2026-11-01", "last": "2026-11-30", "kind": "docx"}
    client = browser_of("FUN1")
    made = client.post("/papers/make/monthly-report/", asked | {"office": "甲一海关"})
    assert made.status_code == 200
    assert made["Content-Type"].endswith("wordprocessingml.document")
    several = client.post("/papers/make/monthly-report/", asked | {"office": "查验科"})
    assert several.status_code == 422
    assert "6401-a" in several.content.decode()
    assert 'value="查验科"' in several.content.decode()
