"""The officer's own page: what was written down for him, and nothing of what there may be else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from web.world import NOW, World
from zhunsheng_web import clock
from zhunsheng_web.access.models import Leave, Notice
from zhunsheng_web.casework.faults import WrongState
from zhunsheng_web.casework.models import Inquiry
from zhunsheng_web.casework.verbs import handling, inquiries


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


@pytest.fixture
def asked(world: World) -> Inquiry:
    """W1 is asked by his section's head about one of two records."""
    one = world.warning(level=3, rows=2)
    kept = {"actor": world.actor("SH1"), "now": NOW}
    handling.sign(one.token, revision=1, **kept)
    row = one.findings.order_by("key").first()
    assert row is not None
    inquiries.ask(
        one.token, person=world.people["W1"].token, text="当日为何一人查验？", rows=[row.key],
        revision=2, **kept,
    )  # fmt: skip
    return Inquiry.objects.get()


def once_on(client: Client, path: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def test_he_reads_the_question_and_the_record_shown_and_no_number_of_the_warning(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    asked: Inquiry,
) -> None:
    client = browser_of("W1")
    assert "当日为何一人查验？" in client.get("/mine/").content.decode()
    page = client.get(f"/mine/{asked.token}/").content.decode()
    shown, hidden = asked.warning.findings.order_by("key")
    assert shown.subject_id in page and hidden.subject_id not in page
    assert asked.warning.number not in page and asked.warning.token not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "询问岗位：查验科科长"), ("en", "Asked by: Section head, Inspection section")],
)
def test_he_is_told_which_post_asks_and_nobody_s_name(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    asked: Inquiry,
    language: str,
    words: str,
) -> None:
    client, path = browser_of("W1"), f"/mine/{asked.token}/"
    page = client.get(path, headers={"accept-language": language}).content.decode()
    assert words in page
    assert "张SH1" not in page and "Zhang SH1" not in page
    inquiries.answer(asked.token, text="人手不足", reason_code="staffing",
                     actor=world.actor("W1"), now=NOW)  # fmt: skip
    with pytest.raises(WrongState) as again:
        inquiries.answer(asked.token, text="还有", reason_code="staffing",
                         actor=world.actor("W1"), now=NOW, once="again")  # fmt: skip
    assert "查验科科长" in again.value.text.zh
    assert "Section head, Inspection section" in again.value.text.en


def test_his_answer_is_kept_once_and_shown_to_him(world: World, browser_of, asked: Inquiry) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("W1")
    path = f"/mine/{asked.token}/"
    sent = {"once": once_on(client, path), "reason_code": "staffing", "text": "同事临时出勤"}
    page = client.post(path, sent, follow=True).content.decode()
    assert "说明已提交并留痕" in page and "同事临时出勤" in page
    again = client.post(path, sent, follow=True).content.decode()
    assert "没有重复提交" in again


def test_an_empty_answer_is_refused_beside_the_field_and_changes_nothing(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    asked: Inquiry,
) -> None:
    client = browser_of("W1")
    answer = client.post(f"/mine/{asked.token}/", {"reason_code": "staffing", "text": " "})
    assert answer.status_code == 422
    assert 'id="f-text-fault"' in answer.content.decode()
    assert 'value="staffing" selected' in answer.content.decode()
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_question_put_to_another_is_not_there(world: World, browser_of, asked: Inquiry) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("W2")
    assert client.get(f"/mine/{asked.token}/").status_code == 404
    assert client.post(f"/mine/{asked.token}/", {"text": "我来答"}).status_code == 404
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_warning_about_him_alone_changes_nothing_on_his_page(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    client = browser_of("W1")
    cut = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]*')
    before = cut.sub(b"", client.get("/mine/").content)
    world.warning(about="W1", level=1)
    world.warning(about="W1", level=4)
    assert cut.sub(b"", client.get("/mine/").content) == before


def test_his_clearance_stands_on_the_page_in_writing(
    world: World, browser_of, asked: Inquiry
) -> None:  # type: ignore[no-untyped-def]
    one = asked.warning
    one.refresh_from_db()
    kept = {"now": NOW}
    handling.explain(one.token, actor=world.actor("SH1"), revision=one.revision, text="已说明",
                     reason_code="staffing", **kept)  # fmt: skip
    handling.verify(one.token, actor=world.actor("FUN1"), revision=one.revision + 1,
                    conclusion="unfounded", reason_code="data", text="误报", **kept)  # fmt: skip
    handling.review(one.token, actor=world.actor("FUN2"), revision=one.revision + 2, **kept)
    inquiries.clear(one.token, actor=world.actor("FUN1"), revision=one.revision + 3,
                    text="经核查不属实，予以澄清。", **kept)  # fmt: skip
    page = browser_of("W1").get(f"/mine/{asked.token}/").content.decode()
    assert "经核查不属实，予以澄清。" in page


def test_he_asks_once_to_be_cleared_and_whoever_asked_him_is_told(  # type: ignore[no-untyped-def]
    world: World, browser_of, asked: Inquiry
) -> None:
    client = browser_of("W1")
    path = f"/mine/{asked.token}/"
    client.post(path + "clearance/", {"once": "a" * 28})
    asked.refresh_from_db()
    assert asked.clearance_asked_at is None
    client.post(path, {"once": once_on(client, path), "reason_code": "staffing", "text": "一人"})
    assert "申请书面澄清" in client.get(path).content.decode()
    assert browser_of("W2").post(path + "clearance/").status_code == 404
    for once in ("b" * 28, "b" * 28, "c" * 28):
        client.post(path + "clearance/", {"once": once})
    asked.refresh_from_db()
    assert asked.clearance_asked_at is not None
    told = Notice.objects.filter(cause=f"clearance-asked:{asked.token}")
    assert [one.person.code for one in told] == [asked.asked_by.code]
    assert '<button class="second">' not in client.get(path).content.decode()


def test_who_is_on_leave_or_without_a_post_is_told_why_his_list_is_gone(
    world: World, browser_of
) -> None:  # type: ignore[no-untyped-def]
    client, today = browser_of("FUN1"), clock.today()
    assert "岗位权限暂停" not in client.get("/mine/").content.decode()
    leave = Leave.objects.create(
        person=world.people["FUN1"], first=today, last=today + dt.timedelta(days=3), reason="annual"
    )
    page = client.get("/", follow=True).content.decode()
    assert f"至 {leave.last}" in page and "/handovers/" in page
    leave.delete()
    world.people["FUN1"].postings.all().delete()
    assert "没有有效任职" in client.get("/", follow=True).content.decode()
