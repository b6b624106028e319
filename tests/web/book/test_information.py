"""Cases without names, notices by post, guides in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client

from web.world import NOW, World
from zhunsheng_web.access.models import Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.book import announcing, cases
from zhunsheng_web.book.anonymity import traces
from zhunsheng_web.book.guides import GUIDES
from zhunsheng_web.book.models import Announcement, CaseSource, Receipt, TeachingCase
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, Stale, WrongState
from zhunsheng_web.casework.models import Finding, Warning
from zhunsheng_web.record.models import SealedAct

TOLD = {"title": "一人查验", "text": "一票货物由一人查验。", "lesson": "双人作业不能省。"}
DAYS = {"valid_from": NOW.date(), "valid_to": NOW.date() + dt.timedelta(days=7)}


def closed(world: World, level: int = 2) -> Warning:
    one = world.warning(level=level)
    Warning.objects.filter(pk=one.pk).update(stage="closed", conclusion="founded")
    Finding.objects.filter(warning=one).update(
        evidence=[
            {
                "officer": "W2",
                "fields": [
                    {"name_zh": "经营单位", "value_zh": "宏远贸易", "value_en": "Hongyuan Trade",
                     "mask": "company"},
                    {"name_zh": "结果", "value_zh": "正常", "value_en": "normal"},
                ],
            }
        ]
    )  # fmt: skip
    one.refresh_from_db()
    return one


def case(world: World, **others: Any) -> TeachingCase:
    told: dict[str, Any] = {"warning": closed(world).token, "roles": [], **TOLD}
    return cases.make(**(told | others), actor=world.actor("AUD1"), now=NOW)


@pytest.mark.parametrize(
    "left",
    [
        "张W1 办理",
        "经办人 w1",
        "Zhang  W2 was there",
        "宏 远 贸 易有限公司",
        "hongyuan TRADE",
        "报关单 6401 2026 000001 0000",
        "T-0001",
        "甲一海关",
        "Customs A1",
        "车辆粤B12345",
        "代码91440300MA5D12345X",
        "电话13800138000",
        "电话 138-0013-8000",
        "１３８００１３８０００",
    ],
)
def test_whatever_names_somebody_is_found(world: World, left: str) -> None:
    assert traces(f"某日，{left}，查验。", closed(world))


def test_a_text_without_names_passes(world: World) -> None:
    text = "某科查验关员在 3 月一人完成查验，2 天后被发现；normal 结果录入正常。第28条。"
    assert traces(text, closed(world)) == ()


def test_a_search_that_looks_for_names_as_they_are_written_misses_them(world: World) -> None:
    """The broken variant: a plain search for the company's name."""
    text = "宏 远 贸 易有限公司"
    assert "宏远贸易" not in text
    assert traces(text, closed(world))


def test_a_case_is_written_by_one_and_published_by_another(world: World) -> None:
    one = case(world)
    with pytest.raises(NotAllowed, match="four-eyes"):
        cases.publish(one.token, actor=world.actor("AUD1"), now=NOW, revision=1)
    cases.publish(one.token, actor=world.actor("AUD2"), now=NOW, revision=1)
    one.refresh_from_db()
    assert one.stage == "published"
    assert SealedAct.objects.count() == 2


def test_with_a_name_left_in_it_nothing_is_kept(world: World) -> None:
    with pytest.raises(cases.NotAnonymous):
        case(world, text="张W1 一人查验。")
    assert not TeachingCase.objects.exists()


def test_names_are_looked_for_again_before_it_is_published(world: World) -> None:
    one = case(world)
    TeachingCase.objects.filter(pk=one.pk).update(text="宏远贸易的货物")
    with pytest.raises(cases.NotAnonymous):
        cases.publish(one.token, actor=world.actor("AUD2"), now=NOW, revision=1)


def test_only_what_is_closed_is_told_and_only_by_who_publishes(world: World) -> None:
    open_one = world.warning(level=2)
    with pytest.raises(WrongState):
        case(world, warning=open_one.token)
    with pytest.raises(NotThere):
        cases.make(warning=closed(world).token, roles=[], **TOLD, actor=world.actor("FUN1"),
                   now=NOW)  # fmt: skip
    with pytest.raises(NotAllowed):
        cases.make(warning=closed(world, 3).token, roles=[], **TOLD, actor=world.actor("FUN1"),
                   now=NOW)  # fmt: skip


def test_a_draft_is_there_only_for_who_may_know_of_its_warning(world: World) -> None:
    one = case(world)
    assert one in cases.in_hand(world.actor("DIS1"))
    for code in ("FUN1", "SH1", "LEG0", "AUD3"):
        with pytest.raises(NotThere):
            cases.case_of(one.token, actor=world.actor(code), now=NOW)


def test_a_case_is_read_by_the_posts_it_is_for(world: World, browser_of: Any) -> None:
    one = case(world, roles=["section-head"])
    cases.publish(one.token, actor=world.actor("AUD2"), now=NOW, revision=1)
    address = f"/book/information/cases/{one.token}/"
    assert "一人查验" in browser_of("SH4").get(address).content.decode()
    assert "一人查验" in browser_of("SH4").get("/book/information/").content.decode()
    assert browser_of("W1").get(address).status_code == 404
    assert (
        CaseSource.objects.get(case=one).warning.token
        not in browser_of("SH4").get(address).content.decode()
    )


def test_of_two_who_edit_at_once_one_is_told(world: World) -> None:
    one = case(world)
    told = {**TOLD, "roles": [], "now": NOW}
    cases.edit(one.token, **told, actor=world.actor("AUD2"), revision=1)
    with pytest.raises(Stale):
        cases.edit(one.token, **told, actor=world.actor("AUD1"), revision=1)


def test_the_form_shows_again_what_was_typed(world: World, browser_of: Any) -> None:
    source = closed(world)
    response = browser_of("AUD1").post(
        "/book/information/cases/new/",
        TOLD | {"warning": source.token, "text": "宏远贸易 一票货物", "roles": ["officer"]},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "宏远贸易 一票货物" in page
    assert "涉及企业" in page
    assert 'value="officer" checked' in page


def announced(world: World, by: str = "AUD1", **others: Any) -> Announcement:
    told: dict[str, Any] = {"title": "节前提醒", "text": "值班要双人。", "roles": [], **DAYS}
    told |= {"office": "6400"}
    return announcing.announce(**(told | others), actor=world.actor(by), now=NOW)


def test_a_notice_reaches_its_posts_at_and_below_its_office(world: World) -> None:
    one = announced(world, roles=["officer", "section-head"])
    for code, there in (("W1", True), ("SH3", True), ("W7", False), ("FUN1", False)):
        assert (one in announcing.for_reader(world.actor(code))) is there, code


def test_a_notice_stands_only_on_its_days(world: World) -> None:
    one = announced(world)
    later = DAYS["valid_to"] + dt.timedelta(days=1)
    assert one in announcing.for_reader(world.actor("W1", DAYS["valid_to"]))
    assert one not in announcing.for_reader(world.actor("W1", later))
    announcing.withdraw(one.token, actor=world.actor("AUD1"), now=NOW)
    assert one not in announcing.for_reader(world.actor("W1"))


def test_taking_note_twice_is_taking_note_once(world: World) -> None:
    one = announced(world)
    for _ in range(2):
        announcing.take_note(one.token, actor=world.actor("W1"), now=NOW)
    assert Receipt.objects.count() == 1
    (read,) = announcing.for_reader(world.actor("W1"))
    assert read.is_read  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"valid_to": None}, "valid_to"),
        ({"valid_to": NOW.date() - dt.timedelta(days=1)}, "valid_to"),
        ({"valid_to": NOW.date() + dt.timedelta(days=800)}, "valid_to"),
    ],
)
def test_an_incomplete_notice_is_not_published(
    world: World, others: dict[str, Any], field: str
) -> None:
    with pytest.raises(Incomplete) as caught:
        announced(world, **others)
    assert caught.value.field == field
    assert not Announcement.objects.exists()


def test_nobody_publishes_where_he_has_no_post(world: World) -> None:
    for code, office in (("AUD1", "5300"), ("AUD1", "0000"), ("FUN1", "6400"), ("W1", "6401-a")):
        with pytest.raises(NotAllowed):
            announced(world, code, office=office)


def test_a_notice_goes_from_its_form_to_its_receipts(world: World, browser_of: Any) -> None:
    author: Client = browser_of("AUD1")
    for language in ("zh-hans", "en"):
        page = author.get("/book/information/notices/new/", headers={"accept-language": language})
        assert page.status_code == 200
    from zhunsheng_web.clock import today

    sent = author.post(
        "/book/information/notices/new/",
        {
            "title": "节前提醒", "text": "值班要双人。\n\n<b>注意</b>", "office": "6400",
            "valid_from": today().isoformat(), "valid_to": today().isoformat(), "once": "b" * 32,
        },
    )  # fmt: skip
    assert sent.status_code == 302
    reader: Client = browser_of("W1")
    assert "未阅" in reader.get("/book/information/").content.decode()
    page = reader.get(sent["Location"]).content.decode()
    assert "&lt;b&gt;" in page
    reader.post(f"{sent['Location']}read/")
    assert "未阅" not in reader.get("/book/information/").content.decode()
    assert "张W1" in author.get(sent["Location"]).content.decode()
    assert browser_of("W7").get(sent["Location"]).status_code == 404


def test_every_guide_is_there_in_both_languages_and_for_somebody(
    world: World, browser_of: Any
) -> None:
    reader: Client = browser_of("W1")
    for guide in GUIDES:
        pages = []
        for language in ("zh-hans", "en"):
            address = f"/book/information/guides/{guide.name}/"
            response = reader.get(address, headers={"accept-language": language})
            assert response.status_code == 200
            pages.append(response.content.decode())
        zh, en = (get_template(f"book/guides/{guide.name}.{code}.html").render() for code in
                  ("zh", "en"))  # fmt: skip
        assert zh.count("<li>") == en.count("<li>"), "both say the same things"
        assert zh.count("<h2>") == en.count("<h2>")
    covered = frozenset().union(*(guide.roles for guide in GUIDES if guide.name != "begin"))
    assert covered == frozenset(Role)
    assert reader.get("/book/information/guides/none-such/").status_code == 404


def test_pages_ask_little_of_the_database(
    world: World, browser_of: Any, django_assert_max_num_queries: Any
) -> None:
    one = case(world)
    for number in range(20):
        announced(world, title=f"公告{number}")
    Posting.objects.create(
        person=world.people["AUD2"],
        office=world.offices["0000"],
        role=Role.AUDIT,
        valid_from=dt.date(2020, 1, 1),
    )
    reader = browser_of("AUD2")
    for address in ("/book/information/", f"/book/information/cases/{one.token}/"):
        with django_assert_max_num_queries(15):
            assert reader.get(address).status_code == 200
