"""Several warnings at once; leads and the leader's page."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from web.world import NOW, World
from zhunsheng_web.casework.aftermath import Lead
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.casework.verbs import referring


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


def chosen(*warnings: Warning) -> list[str]:
    return [f"{one.token}.{one.revision}" for one in warnings]


def test_several_are_signed_for_after_they_were_gone_over(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    made = [world.warning() for _ in range(3)]
    client = browser_of("SH1")
    page = client.post("/several/", {"verb": "sign", "chosen": chosen(*made)}).content.decode()
    assert all(one.token in page for one in made)
    assert Event.objects.count() == 0
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    sent = {"verb": "sign", "go": "1", "once": once[1], "chosen": chosen(*made), "text": "核对"}
    answer = client.post("/several/", sent).content.decode()
    assert "已办理 3 件" in answer
    assert Event.objects.filter(verb="sign").count() == 3
    assert "已办理 3 件" in client.post("/several/", sent).content.decode()
    assert Event.objects.filter(verb="sign").count() == 3


def test_what_cannot_be_done_is_told_one_by_one_and_the_rest_is_done(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    fine, stale, hidden = world.warning(), world.warning(), world.warning(level=2)
    told = [f"{fine.token}.1", f"{stale.token}.7", f"{hidden.token}.1", f"{'0' * 20}.1", "x", "..9"]
    sent = {"verb": "sign", "go": "1", "once": "a", "chosen": told}
    page = browser_of("SH1").post("/several/", sent).content.decode()
    assert "已办理 1 件" in page and "未办理 3 件" in page
    assert hidden.number not in page
    assert set(Event.objects.values_list("warning__token", flat=True)) == {fine.token}


def test_several_are_assigned_to_whoever_is_chosen_as_far_as_he_may_have_them(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    about_liaison, other = world.warning(about="SH1L"), world.warning(about="W1")
    made = [about_liaison, other, *(world.warning(about="W2") for _ in range(6))]
    client, liaison = browser_of("SH1"), world.people["SH1L"]
    with django_assert_max_num_queries(15):
        page = client.post("/several/", {"verb": "sign", "chosen": chosen(*made)}).content.decode()
    assert f'<option value="{liaison.token}">' in page and "仅可承办其中 7 件" in page
    sent = {"verb": "sign", "go": "1", "once": "c", "chosen": chosen(*made)}
    answer = client.post("/several/", sent | {"assignee": liaison.token}).content.decode()
    assert "已办理 7 件" in answer and "不能分派给此人" in answer
    other.refresh_from_db()
    about_liaison.refresh_from_db()
    assert other.assignee_id == liaison.pk and about_liaison.stage == "generated"


def test_what_is_past_signing_is_told_and_left_out_before_anything_is_filled_in(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    fresh, signed = world.warning(), world.warning(stage=Stage.ASSIGNED)
    client = browser_of("SH1")
    page = client.post("/several/", {"verb": "sign", "chosen": chosen(fresh, signed)})
    text = page.content.decode()
    assert "有 1 件不能这样办理" in text and "不能办理“签收并分派”" in text
    assert f'value="{fresh.token}.1"' in text and f'value="{signed.token}.' not in text
    text = client.post("/several/", {"verb": "sign", "chosen": chosen(signed)}).content.decode()
    assert "回到今日待办" in text and 'name="go"' not in text


def test_nothing_chosen_and_nothing_filled_in_are_refused_and_the_text_is_kept(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    client = browser_of("SH1")
    assert client.post("/several/", {"verb": "sign"}).status_code == 422
    one = world.warning()
    sent = {"verb": "settle", "go": "1", "chosen": chosen(one), "text": "经查正常"}
    answer = client.post("/several/", sent)
    assert answer.status_code == 422
    assert "经查正常" in answer.content.decode()
    assert client.post("/several/", {"verb": "close", "chosen": chosen(one)}).status_code == 404
    assert Event.objects.count() == 0


def test_a_lead_is_read_and_signed_for_by_discipline_inspection_alone(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(level=2)
    referring.refer(one.token, text="收受礼金线索", actor=world.actor("AUD1"), now=NOW, revision=1)
    lead = Lead.objects.get()
    client = browser_of("DIS1")
    assert lead.token in client.get("/leads/").content.decode()
    empty = client.post(f"/leads/{lead.token}/", {"text": " "})
    assert empty.status_code == 422
    client.post(f"/leads/{lead.token}/", {"text": "初核", "once": "x"})
    lead.refresh_from_db()
    assert lead.receipt == "初核"
    for code in ("SH1", "AUD1", "W1"):
        assert browser_of(code).get("/leads/").status_code == 404
        assert browser_of(code).get(f"/leads/{lead.token}/").status_code == 404


def test_a_leader_begins_with_what_is_grave_and_what_is_late(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    grave, late = world.warning(level=2), world.warning()
    elsewhere = world.warning(about="W7", office="5301-a", level=1)
    Warning.objects.filter(pk=late.pk).update(due_at=NOW - dt.timedelta(days=3))
    client = browser_of("LEAD1")
    with django_assert_max_num_queries(15):
        page = client.get("/").content.decode()
    assert grave.token in page and late.token in page and elsewhere.token not in page
    assert "逾期 3 天" in page
