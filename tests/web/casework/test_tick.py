"""What passing time does is done, once, whatever happens in between."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework import consequences, marks, sampling, tally
from zhunsheng_web.casework.aftermath import Draw, Lead, SecondLook
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import NotAllowed
from zhunsheng_web.casework.models import Event, Inquiry, Warning
from zhunsheng_web.casework.sampling import checks_out, chosen, second_looks
from zhunsheng_web.record.models import SealedAct


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__code", flat=True))


def test_whoever_has_to_act_is_reminded_once(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    assert one.remind_at is not None
    assert tick(one.remind_at - dt.timedelta(minutes=1)).done["reminded"] == 0
    for _ in range(3):
        tick(one.remind_at)
    assert told("reminder") == {"SH1"}
    assert Notice.objects.filter(kind="reminder").count() == 1


def test_a_breach_is_written_down_and_told_to_the_head_and_the_next_line(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    assert one.due_at is not None
    late = one.due_at + dt.timedelta(hours=1)
    assert tick(late).done["breached"] == 1
    one.refresh_from_db()
    assert one.breached_at == late
    assert told("breach") == {"SH1", "FUN1", "FUN2", "FUNH"}
    assert tick(late).done["breached"] == 0
    event = one.events.get(verb="breach")
    assert SealedAct.objects.filter(deed=event.deed).exists()
    assert tally.kept() == tally.recounted()


def test_a_breach_of_a_closed_one_is_told_to_nobody_who_is_kept_out(world: World) -> None:
    one = world.warning(level=2)
    assert one.due_at is not None
    tick(one.due_at + dt.timedelta(hours=1))
    assert told("breach") == {"AUD1", "AUD2", "AUDH", "DIS1", "DIS2", "LEAD1"}


def test_what_stays_overdue_goes_up_by_itself(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    assert one.due_at is not None
    tick(one.due_at + dt.timedelta(hours=1))
    tick(one.due_at + dt.timedelta(hours=2))
    one.refresh_from_db()
    assert one.desk == "line1"
    later = one.due_at + 8 * DAY
    assert tick(later).done["handed up"] == 1
    one.refresh_from_db()
    assert (one.desk, one.stage, one.breached_at) == ("line2", "assigned", None)
    assert one.due_at is not None
    assert one.due_at > later
    assert tick(later).done["handed up"] == 0


def test_what_stands_still_is_neither_reminded_nor_breached_and_goes_on_by_itself(
    world: World, hand: Hand
) -> None:
    one = hand.bring(world.warning(level=3), "explained")
    hand(one, "FUNH", "suspend", until="2026-11-20", text="等", reason_code="case")
    assert tick(NOW + 15 * DAY).done | {"drawn": 0} == dict.fromkeys(tick(NOW).done, 0)
    assert tick(NOW + 19 * DAY).done["resumed"] == 1
    one.refresh_from_db()
    assert one.suspended_at is None
    assert one.due_at is not None
    assert one.due_at > NOW + 19 * DAY


def test_a_late_answer_and_a_lead_nobody_signed_for_are_told(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    hand(one, "SH1", "ask", person=world.people["W1"].token, text="为何？")
    hand(one, "SH1L", "explain", text="人手不足", reason_code="staffing")
    hand(one, "FUN1", "refer", text="疑似收受红包")
    Notice.objects.all().delete()
    for _ in range(2):
        tick(NOW + 5 * DAY)
    assert told("inquiry") == {"W1", "SH1"}
    assert told("lead") == {"DIS0", "DIS1", "DIS2"}
    assert Inquiry.objects.get().breached_at == Lead.objects.get().breached_at == NOW + 5 * DAY


@pytest.mark.parametrize("step", ["told", "write"])
def test_a_crash_between_breach_and_telling_loses_and_doubles_nothing(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    assert one.due_at is not None
    late = one.due_at + dt.timedelta(hours=1)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(consequences, step, crash)
        with pytest.raises(KeyboardInterrupt):
            tick(late)
    one.refresh_from_db()
    assert one.breached_at is None
    assert not Notice.objects.filter(kind="breach").exists()
    tick(late)
    tick(late)
    assert Notice.objects.filter(kind="breach").count() == 4
    assert one.events.filter(verb="breach").count() == 1


def test_the_broken_variant_that_marks_before_it_tells_loses_notices(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    assert one.due_at is not None
    late = one.due_at + dt.timedelta(hours=1)
    Warning.objects.filter(pk=one.pk).update(breached_at=late)  # marked, and then it crashed
    tick(late)
    assert told("breach") == set()


def settle(world: World, hand: Hand, many: int) -> list[Warning]:
    made = [world.warning(level=4) for _ in range(many)]
    given = {"conclusion": "unfounded", "text": "核对无误", "reason_code": "data"}
    return [hand(one, "SH1", "settle", **given) for one in made]


def test_a_sample_is_drawn_that_anybody_can_draw_again(world: World, hand: Hand) -> None:
    settle(world, hand, 25)
    world.warning(level=4)
    assert tick(NOW).done["drawn"] == 0
    assert tick(NOW + DAY).done["drawn"] == 2  # 5 % of 25, rounded up
    assert tick(NOW + DAY).done["drawn"] == 0
    drawing = Draw.objects.get(day=NOW.date())
    assert checks_out(drawing)
    assert told("second-look") == {"FUN1", "FUN2", "FUNH"}
    # The broken variant: somebody swaps what was drawn for what he would rather show.
    look = SecondLook.objects.order_by("pk").first()
    assert look is not None
    other = next(t for t in drawing.candidates if not SecondLook.objects.filter(warning__token=t))
    SecondLook.objects.filter(pk=look.pk).update(warning=Warning.objects.get(token=other))
    assert not checks_out(drawing)


def test_the_sample_depends_on_the_seed_alone() -> None:
    tokens = [f"t{n}" for n in range(200)]
    drawn = chosen(tokens, "a", share=0.05, least=1)
    assert len(drawn) == 10
    assert drawn == chosen(tokens[::-1], "a", share=0.05, least=1)
    assert drawn != chosen(tokens, "b", share=0.05, least=1)
    assert chosen(tokens[:3], "a", share=0.05, least=1) != []
    assert chosen([], "a", share=0.05, least=1) == []
    hits = [0] * 200
    for seed in range(2_000):
        for token in chosen(tokens, str(seed), share=0.05, least=1):
            hits[int(token[1:])] += 1
    assert 60 < min(hits) <= max(hits) < 145  # 100 expected each


def test_another_person_looks_again_and_may_reopen(world: World, hand: Hand) -> None:
    one, two = settle(world, hand, 2)
    day_after = NOW + DAY
    sampling.draw(NOW.date(), day_after)
    SecondLook.objects.all().delete()
    drawing = Draw.objects.get()
    for warning in (one, two):
        SecondLook.objects.create(draw=drawing, warning=warning, closer=world.people["SH1"])
    hand.now = day_after
    with pytest.raises(NotAllowed):
        hand(one, "SH1", "second-look", agrees="yes", text="无误")
    assert list(second_looks(world.actor("SH1"))) == []
    assert second_looks(world.actor("FUN1")).count() == 2
    assert second_looks(world.actor("W2")).count() == 0
    assert hand(one, "FUN1", "second-look", agrees="yes", text="无误").stage == "closed"
    again = hand(two, "FUN1", "second-look", agrees="no", text="确为单人")
    assert (again.stage, again.desk, again.conclusion) == ("explained", "line2", "")
    assert second_looks(world.actor("FUN1")).count() == 0
    kept, true = marks.kept(), marks.recount(Event.objects.select_related("warning__yardstick"))
    assert kept == {key: {n: v for n, v in sums.items() if v} for key, sums in true.items()}


def test_the_command_says_what_it_did(world: World) -> None:
    out = StringIO()
    call_command("tick", stdout=out)
    assert "reminded" in out.getvalue()
