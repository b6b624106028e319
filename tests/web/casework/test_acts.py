"""Every act does what it says, and refuses what it must, changing nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework import leads, offers
from zhunsheng_web.casework.aftermath import Lead, RowMove
from zhunsheng_web.casework.faults import (
    Incomplete,
    NotAllowed,
    NotThere,
    Stale,
    WrongState,
)
from zhunsheng_web.casework.forms import form_of, read, verbs_with_forms
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Barrier, Concern, Event, Inquiry, Warning
from zhunsheng_web.casework.performing import ACTS
from zhunsheng_web.casework.stages import BY_VERB, SYSTEM_VERBS, Stage, Verb
from zhunsheng_web.record.deed import AlreadyDone
from zhunsheng_web.record.models import SealedAct


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def test_everything_a_person_does_has_a_form_a_function_and_a_place_in_the_table() -> None:
    people = set(Verb) - set(SYSTEM_VERBS) - {Verb.SUPERSEDE}
    assert set(verbs_with_forms()) == people == set(ACTS) | {Verb.ANSWER}
    assert people <= set(BY_VERB)


def test_a_warning_is_given_to_somebody_at_its_desk_alone(world: World, hand: Hand) -> None:
    one = world.warning(level=3)
    for wrong in ("W2", "SH2", "FUN1"):
        with pytest.raises(Incomplete) as fault:
            hand(one, "SH1", "sign", assignee=world.people[wrong].token)
        assert fault.value.field == "assignee"
    signed = hand(one, "SH1", "sign", assignee=world.people["SH1L"].token)
    assert signed.assignee == world.people["SH1L"]
    offered = {p.code for p in offers.assignees(signed, world.actor("SH1"))}
    assert {"SH1", "SH1L"} <= offered
    assert not offered & {"W1", "W2", "SH2"}


def test_a_head_gives_what_one_has_to_another_and_both_are_told(world: World, hand: Hand) -> None:
    one = hand(world.warning(level=3), "SH1", "sign", assignee=world.people["SH1L"].token)
    due, me = one.due_at, world.people["SH1"]
    with pytest.raises(NotAllowed) as refused:
        hand(one, "SH1L", "reassign", assignee=me.token, text="我忙不过来")
    assert refused.value.code == "reserved"
    for wrong in (world.people["SH1L"], world.people["W2"]):
        with pytest.raises(Incomplete) as fault:
            hand(one, "SH1", "reassign", assignee=wrong.token, text="换人")
        assert fault.value.field == "assignee"
    offered = offers.filled(Verb.REASSIGN, one, world.actor("SH1")).field("assignee").choices
    assert me.token in {choice.value for choice in offered}
    assert world.people["SH1L"].token not in {choice.value for choice in offered}
    Notice.objects.all().delete()
    moved = hand(one, "SH1", "reassign", assignee=me.token, text="换人")
    assert moved.assignee == me and moved.stage == "assigned" and moved.due_at == due
    event = Event.objects.get(verb="reassign")
    assert event.given == {"from": world.people["SH1L"].token, "assignee": me.token}
    assert set(Notice.objects.values_list("person__code", flat=True)) == {"SH1L"}


def test_an_officer_is_asked_answers_and_is_cleared_without_ever_seeing_the_warning(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3, rows=3), "assigned")
    row = one.findings.order_by("key").first()
    assert row is not None
    me = world.people["W1"]
    hand(one, "SH1", "ask", person=me.token, text="为何一人查验？", rows=[row.key])
    asked = Inquiry.objects.get()
    assert [r["subject_id"] for r in asked.shown["rows"]] == [row.subject_id]
    assert one.number not in str(asked.shown)
    assert asked.due_at == dt.datetime(2026, 11, 5, 23, 59, 59, tzinfo=NOW.tzinfo)
    with pytest.raises(NotThere):
        hand.answer(asked, "W2", text="不是我", reason_code="other")
    before = Warning.objects.get(pk=one.pk).revision
    hand.answer(asked, "W1", text="同事请假", reason_code="staffing")
    one.refresh_from_db()
    assert (one.stage, one.revision) == ("assigned", before + 1)
    with pytest.raises(AlreadyDone):
        hand.answer(asked, "W1", text="再答", reason_code="staffing")
    hand(one, "SH1L", "explain", text="已核实", reason_code="staffing")
    hand(one, "FUN1", "verify", conclusion="unfounded", text="双人", reason_code="data")
    with pytest.raises(WrongState):
        hand(one, "FUN2", "clear", text="已查清，与您无关。")
    assert Verb.CLEAR not in offers.possible(one, world.actor("FUN2"))
    hand(one, "FUN2", "review")
    hand(one, "FUN2", "clear", text="已查清，与您无关。")
    asked.refresh_from_db()
    assert asked.clearance == "已查清，与您无关。"
    assert set(Notice.objects.filter(person=me).values_list("kind", flat=True)) == {
        "inquiry",
        "clearance",
    }
    with pytest.raises(Incomplete):
        hand(one, "FUN2", "clear", text="再次澄清")


def test_nobody_is_asked_who_has_nothing_to_do_with_it(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    with pytest.raises(Incomplete, match="Only officers"):
        hand(one, "SH1", "ask", person=world.people["W2"].token, text="为何？")


def test_it_goes_back_to_be_explained_or_to_be_verified(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "verified")
    back = hand(one, "FUN2", "return", to="explained", text="依据不足", reason_code="no-evidence")
    assert (back.stage, back.conclusion, back.desk) == ("explained", "", "line2")
    with pytest.raises(Incomplete):
        hand(one, "FUN2", "return", to="explained", text="依据不足", reason_code="no-evidence")
    back = hand(one, "FUN2", "return", text="依据不足", reason_code="no-evidence")
    assert (back.stage, back.desk, back.assignee) == ("assigned", "line1", None)


@pytest.mark.parametrize(
    ("conclusion", "given", "field"),
    [
        ("founded", {"disposal": "none"}, "disposal"),
        ("founded", {"disposal": "rectification"}, "rectify_by"),
        ("founded", {"disposal": "rectification", "rectify_by": "2026-11-01"}, "rectify_by"),
        ("founded", {"disposal": "tax"}, "amount"),
        ("founded", {"disposal": "tax", "amount": "-3"}, "amount"),
        ("founded", {"disposal": "tax", "amount": "1.001"}, "amount"),
        ("founded", {"disposal": "tax", "amount": "0"}, "amount"),
        ("founded", {"disposal": "referral"}, "disposal"),
        ("founded", {"disposal": "forgive"}, "disposal"),
        ("unfounded", {"disposal": "reminder"}, "disposal"),
    ],
)
def test_what_is_done_fits_what_was_found(
    world: World, hand: Hand, conclusion: str, given: dict[str, str], field: str
) -> None:
    one = hand.bring(world.warning(level=3), "reviewed", conclusion)
    with pytest.raises(Incomplete) as fault:
        hand(one, "FUN1", "dispose", text="处理", **given)
    assert fault.value.field == field
    one.refresh_from_db()
    assert (one.stage, one.disposal) == ("reviewed", "")


def test_a_rectification_has_its_day_and_is_proved(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "reviewed")
    one = hand(one, "FUN1", "dispose", disposal="rectification", rectify_by="2026-12-18", text="改")
    assert one.due_at is not None
    assert one.due_at.astimezone(NOW.tzinfo).date() == dt.date(2026, 12, 18)
    with pytest.raises(Incomplete) as fault:
        hand(one, "FUN1", "close", text="已改")
    assert fault.value.field == "proof"
    hand.now = NOW + 60 * DAY
    closed = hand(one, "FUN1", "close", text="已改", proof="甲海关内控〔2026〕12号")
    assert closed.stage == "closed"
    assert closed.events.get(verb="close").given["overdue"] is True


def test_tax_recovered_is_kept_to_the_fen(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "reviewed")
    one = hand(one, "FUN1", "dispose", disposal="tax", amount="12，500.50", text="补税")
    assert one.recovered == Decimal("12500.50")


def test_a_standstill_moves_limits_by_the_working_days_it_took(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "explained")
    due, overall = one.due_at, one.overall_due_at
    assert due and overall
    with pytest.raises(NotAllowed, match="reserved"):
        hand(one, "FUN1", "suspend", until="2026-11-20", text="等", reason_code="case")
    with pytest.raises(Incomplete):
        hand(one, "FUNH", "suspend", until="2026-11-02", text="等", reason_code="case")
    hand(one, "FUNH", "suspend", until="2026-11-20", text="等", reason_code="case")
    with pytest.raises(WrongState, match="suspended"):
        hand(one, "FUN1", "verify", conclusion="founded", text="属实", reason_code="negligent")
    # From Monday 2 to Monday 9 November: five working days.
    hand.now = NOW + 7 * DAY
    one = hand(one, "FUNH", "resume")
    assert one.due_at == due + 7 * DAY
    assert one.overall_due_at == overall + 7 * DAY
    told = one.events.get(verb="resume").given
    assert told["working_days"] == 5
    assert dt.datetime.fromisoformat(told["was_due_at"]) == due
    with pytest.raises(WrongState, match="not-suspended"):
        hand(one, "FUNH", "resume")


def test_a_limit_is_moved_so_far_and_so_often_and_what_it_was_is_kept(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "explained")
    due = one.due_at
    assert due
    why = {"text": "取证", "reason_code": "evidence"}
    with pytest.raises(Incomplete):
        hand(one, "FUNH", "extend", until="2026-11-03", **why)
    with pytest.raises(Incomplete):
        hand(one, "FUNH", "extend", until="2027-02-01", **why)
    one = hand(one, "FUNH", "extend", until="2026-11-20", **why)
    event = one.events.get(verb="extend")
    assert dt.datetime.fromisoformat(event.given["was_due_at"]) == due == event.was_due_at
    hand(one, "FUNH", "extend", until="2026-11-24", **why)
    with pytest.raises(Incomplete, match="2 times"):
        hand(one, "FUNH", "extend", until="2026-11-25", **why)


def test_two_become_one_and_every_row_keeps_its_way(world: World, hand: Hand) -> None:
    one, two = world.warning(level=4, rows=2), world.warning(level=3, about="W2", rows=3)
    elsewhere = world.warning(level=3, office="6401-b", about="W4")
    closed = world.warning(level=2)
    for wrong in (elsewhere.token, closed.token, two.token[::-1], two.token):
        with pytest.raises(Incomplete):
            hand(two, "SH1", "merge", into=wrong, text="同一原因")
    hand(two, "SH1", "merge", into=one.token, text="同一原因")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (two.stage, two.merged_into, two.rows) == ("merged", one, 0)
    assert (one.rows, one.findings.count(), one.level) == (5, 5, 3)
    assert set(one.concerns.values_list("code", flat=True)) == {"W1", "W2"}
    assert RowMove.objects.filter(source=two, target=one).count() == 3
    assert one.barriers.filter(kind="person", person=world.people["W2"]).exists()
    assert one.events.filter(verb="merge").count() == two.events.filter(verb="merge").count() == 1


def test_one_becomes_two_and_the_new_one_is_no_less_hidden(world: World, hand: Hand) -> None:
    one = world.warning(level=2, rows=4)
    keys = sorted(one.findings.values_list("key", flat=True))
    with pytest.raises(Incomplete):
        hand(one, "AUD1", "split", rows=keys, text="原因不同")
    with pytest.raises(Incomplete):
        hand(one, "AUD1", "split", rows=[*keys[:1], "x" * 32], text="原因不同")
    hand(one, "AUD1", "split", rows=keys[:1], text="原因不同")
    new = Warning.objects.exclude(pk=one.pk).get()
    one.refresh_from_db()
    assert (one.rows, new.rows) == (3, 1)
    assert "3件" in one.sentence_zh and "3 cases" in one.sentence_en
    assert new.sentence == new.findings.get().sentence
    of_whom = [(c.warning_id, c.rows) for c in Concern.objects.order_by("pk")]
    assert of_whom == [(one.pk, 3), (new.pk, 1)]
    assert (new.stage, new.level, new.secrecy, new.due_at) == (
        one.stage, one.level, one.secrecy, one.due_at,
    )  # fmt: skip
    hidden = ("kind", "person_id", "path")
    assert set(Barrier.objects.filter(warning=new).values_list(*hidden)) >= set(
        Barrier.objects.filter(warning=one).values_list(*hidden)
    )
    assert new.number != one.number
    assert len(new.number) <= 40


def test_the_next_line_takes_over_and_keeps_it(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=4), "assigned")
    one = hand(one, "SH1", "hand-up", text="超出权限", reason_code="beyond-power")
    assert (one.desk, one.stage, one.secrecy, one.assignee) == ("line2", "assigned", "open", None)
    one = hand(one, "FUN1", "explain", text="代为说明", reason_code="other")
    assert one.desk == "line2"  # the table says line1 for level 4


def test_a_closed_one_is_reopened_by_another_line_and_handled_there(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "closed")
    why = {"text": "接到举报", "reason_code": "complaint"}
    for same in ("SH1", "FUN2"):
        with pytest.raises(NotAllowed):
            hand(one, same, "reopen", **why)
    one = hand(one, "AUD1", "reopen", **why)
    assert (one.stage, one.desk, one.conclusion, one.disposal) == ("explained", "audit", "", "")
    assert one.closed_at is None
    assert one.events.get(verb="reopen").given["conclusion"] == "founded"


def test_a_slight_one_is_settled_at_once_and_a_graver_one_is_not(world: World, hand: Hand) -> None:
    given = {"conclusion": "founded", "text": "已提醒", "reason_code": "negligent"}
    assert hand(world.warning(level=4), "SH1", "settle", **given).stage == "closed"
    with pytest.raises(WrongState, match="not-trivial"):
        hand(world.warning(level=3), "SH1", "settle", **given)


def test_a_lead_leaves_no_trace_on_an_open_warning(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "explained")
    before = list(Warning.objects.filter(pk=one.pk).values())
    events = Event.objects.count()
    hand(one, "FUN1", "refer", text="疑似收受红包")
    assert list(Warning.objects.filter(pk=one.pk).values()) == before
    assert Event.objects.count() == events
    assert not Notice.objects.filter(person__code__in=["SH1", "SH1L", "HEAD1", "W1"]).exists()
    lead = Lead.objects.get()
    for barred in ("SH1", "HEAD1", "FUN1", "AUD1", "LEAD1", "SYS1"):
        assert leads.leads_of(world.actor(barred)) == []
        with pytest.raises(NotThere):
            leads.reach_lead(lead.token, actor=world.actor(barred), now=NOW)
    assert leads.leads_of(world.actor("DIS1")) == [lead]
    received = leads.receive(lead.token, text="拟初核", actor=world.actor("DIS1"), now=NOW)
    assert received.received_by == world.people["DIS1"]
    with pytest.raises(WrongState):
        leads.receive(lead.token, text="拟初核", actor=world.actor("DIS2"), now=NOW)


def test_a_lead_of_level_1_is_signed_for_the_same_day(world: World, hand: Hand) -> None:
    one = world.warning(level=1, stage=Stage.REVIEWED)
    Warning.objects.filter(pk=one.pk).update(conclusion="founded")
    hand(one, "DIS1", "dispose", disposal="referral", text="移交初核")
    due = Lead.objects.get().due_at
    assert due is not None
    assert due.astimezone(NOW.tzinfo).date() == NOW.date()


def test_the_same_form_twice_is_done_once(world: World, hand: Hand) -> None:
    one = world.warning()
    hand(one, "SH1", "note", once="form-1", text="先看监控")
    with pytest.raises(AlreadyDone):
        hand(one, "SH1", "note", once="form-1", text="先看监控")
    assert one.events.count() == 1


def test_a_stale_page_is_told_so(world: World) -> None:
    one = world.warning()
    with pytest.raises(Stale):
        ACTS[Verb.NOTE](one.token, text="看", actor=world.actor("SH1"), now=NOW, revision=7)
    assert not SealedAct.objects.exists()


def test_whoever_may_not_know_of_it_is_told_there_is_none(world: World, hand: Hand) -> None:
    one = world.warning(level=1)
    for barred in ("W1", "SH1", "HEAD1", "SH4", "SYS1"):
        with pytest.raises(NotThere):
            hand(one, barred, "note", text="看")


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(Incomplete) as fault:
        read(form_of(Verb.VERIFY), {"conclusion": "maybe", "text": " ", "reason_code": ""})
    assert set(fault.value.fields) == {"conclusion", "text", "reason_code"}
    with pytest.raises(Incomplete) as fault:
        read(form_of(Verb.NOTE), {"text": "a\x00b"})
    assert fault.value.field == "text"
    with pytest.raises(Incomplete):
        read(form_of(Verb.NOTE), {"text": "长" * 4_001})


def test_the_offers_take_few_queries(
    world: World, django_assert_max_num_queries  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    one = world.warning(level=3, rows=5)
    actor = world.actor("SH1")
    with django_assert_max_num_queries(3):
        assert Verb.SIGN in offers.possible(one, actor)
    with django_assert_max_num_queries(5):
        assert offers.filled(Verb.SIGN, one, actor).field("assignee").choices


def test_who_keeps_to_a_rectification_s_extended_day_is_not_late(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "reviewed")
    first = (NOW + dt.timedelta(days=3)).date()
    later = first + dt.timedelta(days=4)
    hand(one, "FUN1", "dispose", disposal="rectification", text="限期整改",
         rectify_by=first.isoformat())  # fmt: skip
    code = handling().reasons["extend"][0].key
    one = hand(one, "FUNH", "extend", until=later.isoformat(), text="设备未到", reason_code=code)
    assert one.rectify_by == later
    hand.now = NOW + dt.timedelta(days=5)
    one = hand(one, "FUN1", "close", text="已整改", proof="验收单")
    assert "overdue" not in one.events.get(verb="close").given


def test_a_step_begun_the_moment_the_last_one_ended_has_its_own_extensions(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    why = {"text": "材料在途", "reason_code": "evidence"}
    for day in ("2026-11-12", "2026-11-16"):
        hand(one, "SH1", "extend", until=day, **why)
    hand(one, "SH1L", "explain", text="人手不足", reason_code="staffing")
    one = hand(one, "FUNH", "extend", until="2026-11-20", **why)
    assert one.events.filter(verb="extend").count() == 3
