"""Where two rules of a warning's life meet: what one forbids another does not let in again."""

from __future__ import annotations

import pytest

from web.casework.doing import Hand
from web.world import World
from zhunsheng_web.casework import acting
from zhunsheng_web.casework.aftermath import Lead
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import NotAllowed
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import OPEN, Stage

GIVEN = {"conclusion": "founded", "text": "查看监控", "reason_code": "negligent"}


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def test_whoever_verified_does_not_review_what_was_split_off(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3, rows=2), "verified")  # by FUN1
    key = one.findings.order_by("pk")[0].key
    hand(one, "FUN2", "split", rows=[key], text="两事")
    new = Warning.objects.exclude(pk=one.pk).get()
    with pytest.raises(NotAllowed):
        hand(new, "FUN1", "review")
    assert hand(new, "FUN2", "review").stage == "reviewed"


def test_whoever_verified_does_not_review_what_it_was_merged_into(world: World, hand: Hand) -> None:
    one, other = world.warning(level=3), world.warning(level=3)
    hand.bring(one, "verified")  # by FUN1
    hand.bring(other, "explained")
    hand(other, "FUN2", "verify", **GIVEN)
    hand(one, "FUNH", "merge", into=other.token, text="同一事")
    for who in ("FUN1", "FUN2"):
        with pytest.raises(NotAllowed):
            hand(other, who, "review")
    assert hand(other, "FUNH", "review").stage == "reviewed"


def test_looking_at_its_own_history_alone_is_the_broken_variant(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = hand.bring(world.warning(level=3, rows=2), "verified")
    hand(one, "FUN2", "split", rows=[one.findings.order_by("pk")[0].key], text="两事")
    new = Warning.objects.exclude(pk=one.pk).get()
    monkeypatch.setattr(
        acting,
        "hands_of",
        lambda w: list(w.events.exclude(actor=None).values_list("verb", "actor_id")),
    )
    assert hand(new, "FUN1", "review").stage == "reviewed"


def test_what_was_reopened_stays_with_the_line_that_did_though_it_is_merged(
    world: World, hand: Hand
) -> None:
    closed, other = world.warning(level=4), world.warning(level=4)
    given = {"conclusion": "unfounded", "text": "核对无误", "reason_code": "data"}
    hand(closed, "SH1", "settle", **given)
    hand(closed, "FUN1", "reopen", text="有误", reason_code="wrong")
    for who, verb in (("SH1", "sign"), ("SH1", "explain")):
        text = {"text": "人手", "reason_code": "staffing"} if verb == "explain" else {}
        hand(other, who, verb, **text)
    hand(other, "SH1", "hand-up", text="超出权限", reason_code="beyond-power")
    hand(other, "FUN1", "merge", into=closed.token, text="同一事")
    closed.refresh_from_db()
    assert (closed.floor, closed.desk) == ("line2", "line2")
    back = hand(closed, "FUN2", "return", text="不清", reason_code="doubt", to="assigned")
    assert back.desk == "line2"


@pytest.mark.parametrize("stage", [*OPEN, Stage.CLOSED, Stage.SUPERSEDED])
def test_a_lead_is_handed_over_at_any_stage_by_the_later_lines_and_never_by_the_first(
    world: World, hand: Hand, stage: Stage
) -> None:
    """移交 is 督审→纪检; 移交线索 is one way in which 职能处, 督审 or 纪检 dispose of a warning.
    The section it is about has no part in it."""
    one = world.warning(level=3)
    Warning.objects.update(stage=stage, closed_at=None if stage in OPEN else one.created_at)
    before = Warning.objects.values().get()
    for many, who in enumerate(("FUN1", "FUNH", "AUD1", "AUDH", "DIS1"), start=1):
        hand(one, who, "refer", text="疑似收受红包")
        assert Lead.objects.count() == many
    for who in ("SH1", "SH1L", "LIA1", "HEAD1", "LEAD1", "LEG0"):
        with pytest.raises(NotAllowed):
            hand(one, who, "refer", text="移交")
    assert Warning.objects.values().get() == before
    assert one.events.count() == 0


def test_a_warning_cleared_while_it_stood_still_disturbs_no_tick(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "explained")
    hand(one, "FUNH", "suspend", until="2026-11-20", text="等", reason_code="case")
    one.refresh_from_db()
    acting.enter(one, Stage.SUPERSEDED, hand.now)
    one.save()
    acting.enter(one, Stage.GENERATED, hand.now)
    one.save()
    assert one.suspended_until is None
    assert tick(hand.now.replace(day=25)).done["resumed"] == 0
