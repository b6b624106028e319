"""Whoever leaves hands over: nothing lies with who is not there, and both have the list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Leave, Notice, Posting
from zhunsheng_web.access.verbs import postings
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.aftermath import Handover
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import NotThere, WrongState
from zhunsheng_web.casework.handover import hand_over, reach_handover, receive_handover
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.record.models import Sealed, SealedAct

TODAY = NOW.date()


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def leave(world: World, code: str, days: int) -> Leave:
    return Leave.objects.create(
        person=world.people[code], first=TODAY, last=TODAY + (days - 1) * DAY, reason="annual"
    )


def assigned(world: World, hand: Hand, to: str = "SH1L", level: int = 3) -> Warning:
    return hand(world.warning(level=level), "SH1", "sign", assignee=world.people[to].token)


def holder(warning: Warning) -> str | None:
    warning.refresh_from_db()
    return warning.assignee.code if warning.assignee else None


def test_what_falls_due_during_leave_goes_to_the_head_and_both_have_the_list(
    world: World, hand: Hand
) -> None:
    one, two = assigned(world, hand), assigned(world, hand)
    leave(world, "SH1L", 30)
    assert tick(NOW).done["handed over"] == 2
    assert (holder(one), holder(two)) == ("SH1", "SH1")
    made = Handover.objects.get()
    assert (made.giver.code, made.taker and made.taker.code, made.why) == ("SH1L", "SH1", "leave")
    assert {item["number"] for item in made.items} == {one.number, two.number}
    told = Notice.objects.filter(kind="handover")
    assert set(told.values_list("person__code", flat=True)) == {"SH1", "SH1L"}
    assert one.events.get(verb="pass-on").deed == made.deed
    sealed = SealedAct.objects.get(deed=made.deed)
    assert Sealed.objects.filter(leaf=sealed.leaf, name="items").exists()
    assert tally.kept() == tally.recounted()
    assert tick(NOW).done["handed over"] == 0


def test_what_is_due_after_he_is_back_stays_his(world: World, hand: Hand) -> None:
    one = assigned(world, hand)
    assert one.due_at is not None
    last = one.due_at.date() - DAY
    leave(world, "SH1L", (last - TODAY).days + 1)
    assert tick(NOW).done["handed over"] == 0
    assert holder(one) == "SH1L"
    Leave.objects.update(last=last + DAY, passed_on_at=None)
    assert tick(NOW).done["handed over"] == 1


def test_whoever_stands_in_comes_before_the_head(world: World, hand: Hand) -> None:
    one = assigned(world, hand)
    Posting.objects.create(
        person=world.people["W3"], office=world.offices["6401-a"], role="liaison",
        acting_for=world.people["SH1L"], valid_from=TODAY, valid_to=TODAY + 30 * DAY,
    )  # fmt: skip
    leave(world, "SH1L", 30)
    tick(NOW)
    assert holder(one) == "W3"


def test_a_stand_in_it_is_about_does_not_take_it(world: World, hand: Hand) -> None:
    one = assigned(world, hand)
    Posting.objects.create(
        person=world.people["W1"], office=world.offices["6401-a"], role="liaison",
        acting_for=world.people["SH1L"], valid_from=TODAY, valid_to=TODAY + 30 * DAY,
    )  # fmt: skip
    leave(world, "SH1L", 30)
    tick(NOW)
    assert holder(one) == "SH1"


def test_whoever_explained_it_does_not_get_it_to_verify(world: World, hand: Hand) -> None:
    one = assigned(world, hand, level=4)
    hand(one, "SH1", "explain", text="人手不足", reason_code="staffing")
    leave(world, "SH1L", 40)
    tick(NOW)
    assert holder(one) == "HEAD1"


def test_a_posting_that_is_ended_hands_over_at_once(
    world: World, hand: Hand, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    one = assigned(world, hand)
    with django_capture_on_commit_callbacks(execute=True):
        postings.end_posting(
            world.people["SH1L"].postings.get(), TODAY, "轮岗", actor=world.actor("SYS1"), now=NOW
        )
    assert holder(one) == "SH1"
    assert Handover.objects.get().why == "post"


def test_leave_that_is_entered_hands_over_at_once(
    world: World, hand: Hand, django_capture_on_commit_callbacks
) -> None:  # type: ignore[no-untyped-def]
    one = assigned(world, hand)
    with django_capture_on_commit_callbacks(execute=True):
        postings.enter_leave(
            world.people["SH1L"], TODAY, TODAY + 30 * DAY, "annual",
            actor=world.actor("SYS1"), now=NOW,
        )  # fmt: skip
    assert holder(one) == "SH1"


def test_a_post_that_ends_later_hands_over_on_the_day(world: World, hand: Hand) -> None:
    one = assigned(world, hand)
    world.people["SH1L"].postings.update(valid_to=TODAY + DAY)
    assert tick(NOW).done["handed over"] == 0
    assert tick(NOW + DAY).done["handed over"] == 1
    assert holder(one) == "SH1"


def test_where_nobody_is_left_it_lies_open_at_its_desk(world: World, hand: Hand) -> None:
    one = assigned(world, hand)
    for code in ("SH1L", "SH1", "LIA1", "HEAD1"):
        leave(world, code, 60)
    assert hand_over(world.people["SH1L"], now=NOW) == 1
    assert holder(one) is None
    assert Handover.objects.get().taker is None
    told = Notice.objects.filter(kind="handover").values_list("person__code", flat=True)
    assert set(told) == {"SH1L", "LEAD1"}


def test_who_is_there_hands_over_nothing(world: World, hand: Hand) -> None:
    assigned(world, hand)
    assert hand_over(world.people["SH1L"], now=NOW) == 0
    assert not Handover.objects.exists()


def test_giver_and_taker_read_it_nobody_else_and_the_taker_signs_once(
    world: World, hand: Hand
) -> None:
    assigned(world, hand)
    leave(world, "SH1L", 30)
    tick(NOW)
    token = Handover.objects.get().token
    for code in ("SH1", "SH1L"):
        assert reach_handover(token, actor=world.actor(code), now=NOW)
    for code in ("SH2", "LIA1", "SYS1", "LEAD1"):
        with pytest.raises(NotThere):
            reach_handover(token, actor=world.actor(code), now=NOW)
    with pytest.raises(NotThere):
        receive_handover(token, actor=world.actor("SH1L"), now=NOW)
    receive_handover(token, actor=world.actor("SH1"), now=NOW, once="a" * 32)
    with pytest.raises(WrongState):
        receive_handover(token, actor=world.actor("SH1"), now=NOW, once="b" * 32)


def test_on_the_page_the_taker_reads_what_it_is_about_and_the_giver_only_numbers(  # type: ignore[no-untyped-def]
    world: World, hand: Hand, browser_of, django_assert_max_num_queries
) -> None:
    one = assigned(world, hand)
    world.people["SH1L"].postings.update(valid_to=TODAY)
    tick(NOW)
    token = Handover.objects.get().token
    taker: Client = browser_of("SH1")
    with django_assert_max_num_queries(15):
        page = taker.get(f"/handovers/{token}/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert one.number in page
    assert "查验应由两人以上办理" in page
    giver = browser_of("SH1L").get(f"/handovers/{token}/", HTTP_ACCEPT_LANGUAGE="zh-hans")
    told = giver.content.decode()
    assert one.number in told
    assert "查验应由两人以上办理" not in told
    assert browser_of("SH2").get(f"/handovers/{token}/").status_code == 404
    assert taker.post(f"/handovers/{token}/").status_code == 302
    assert "待确认" not in taker.get("/handovers/").content.decode()
    assert Handover.objects.get().received_at is not None


def test_back_early_is_entered_and_only_shortens(world: World) -> None:
    away = leave(world, "W1", 10)
    with pytest.raises(Exception, match="last"):
        postings.end_leave(away, away.last, actor=world.actor("SYS1"), now=NOW)
    postings.end_leave(away, TODAY + DAY, actor=world.actor("SYS1"), now=NOW)
    assert Leave.objects.get().last == TODAY + DAY
    postings.end_leave(
        away, TODAY - DAY, actor=world.actor("SYS1"), now=NOW + dt.timedelta(seconds=1)
    )
    assert not Leave.objects.exists()
