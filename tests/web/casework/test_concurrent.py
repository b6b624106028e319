"""Two people at once: one of them acts, the other is told, and nothing is lost."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from web.casework.doing import Hand
from web.together import at_once
from web.world import NOW, World
from zhunsheng_web.access.models import Notice, Office
from zhunsheng_web.casework import acting, performing, tally
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import NotDone, Stale
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.performing import perform
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.record.deed import AlreadyDone
from zhunsheng_web.record.models import SealedAct


@pytest.fixture
def hand(several: World) -> Hand:
    return Hand(several)


def noting(world: World, one: Warning, who: str, text: str, revision: int, once: str | None = None):  # type: ignore[no-untyped-def]
    actor = world.actor(who)
    return lambda: perform(
        Verb.NOTE, one.token, {"text": text}, actor=actor, now=NOW, revision=revision, once=once
    )


def test_of_two_who_saw_the_same_page_one_is_told_it_is_stale(hand: Hand) -> None:
    for turn in range(5):
        one = hand.world.warning(level=3)
        came = at_once(
            noting(hand.world, one, "SH1", "甲", 1), noting(hand.world, one, "FUN1", "乙", 1)
        )
        assert sum(isinstance(c, Warning) for c in came) == 1, (turn, came)
        assert sum(isinstance(c, Stale) for c in came) == 1
        assert one.events.count() == 1
        assert SealedAct.objects.filter(deed=one.events.get().deed).count() == 1


def test_a_double_click_is_one_act(hand: Hand) -> None:
    one = hand.world.warning(level=3)
    click = noting(hand.world, one, "SH1", "甲", 1, once="form-1")
    came = at_once(click, click, click)
    assert sum(isinstance(c, Warning) for c in came) == 1, came
    assert all(isinstance(c, Warning | AlreadyDone | Stale) for c in came)
    assert one.events.count() == 1


def test_crosswise_merging_ends_with_one_of_the_two(hand: Hand) -> None:
    one, two = hand.world.warning(level=3, rows=2), hand.world.warning(level=3, rows=3)
    actor = hand.world.actor("SH1")

    def into(a: Warning, b: Warning) -> Callable[[], object]:
        given = {"into": b.token, "text": "同一原因"}
        return lambda: perform(
            Verb.MERGE, a.token, given, actor=actor, now=NOW, revision=1, once=None
        )

    came = at_once(into(one, two), into(two, one))
    assert sum(isinstance(c, Warning) for c in came) == 1, came
    assert sum(isinstance(c, NotDone) for c in came) == 1, came
    left = Warning.objects.filter(pk__in=(one.pk, two.pk)).exclude(stage="merged").get()
    assert left.rows == left.findings.count() == 5
    assert tally.kept() == tally.recounted()


def crossing(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two acts on two warnings, each of which takes hold of something the other wants next."""
    one, two = hand.world.warning(level=3), hand.world.warning(level=3)
    held = [str(hand.world.offices[code].pk) for code in ("6401-a", "6402-a")]
    both, true = threading.Barrier(2), acting.write
    ways = {one.pk: held, two.pk: held[::-1]}

    def crosswise(verb: Verb, act: Any, before: Any, name: str) -> Any:
        first, second = ways[act.warning.pk]
        list(Office.objects.select_for_update().filter(pk=first))
        with contextlib.suppress(threading.BrokenBarrierError):  # alone, the second time
            both.wait(2)
        list(Office.objects.select_for_update().filter(pk=second))
        return true(verb, act, before, name)

    monkeypatch.setattr(acting, "write", crosswise)
    return at_once(
        noting(hand.world, one, "SH1", "甲", 1), noting(hand.world, two, "FUN1", "乙", 1)
    )


def test_two_who_wait_for_each_other_both_get_through(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody waits in a circle")
    came = crossing(hand, monkeypatch)
    assert all(isinstance(one, Warning) for one in came), came
    assert SealedAct.objects.count() == 2
    assert tally.kept() == tally.recounted()


def test_the_broken_variant_shows_one_of_them_the_database_s_fault(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody waits in a circle")
    monkeypatch.setattr(performing, "in_turn", lambda act: act())
    came = crossing(hand, monkeypatch)
    assert sum(isinstance(one, OperationalError) for one in came) == 1, came


def test_two_ticks_at_once_tell_everybody_once(hand: Hand) -> None:
    made = [hand.bring(hand.world.warning(level=3), "assigned") for _ in range(4)]
    late = made[0].due_at
    assert late is not None
    came = at_once(*(lambda: tick(late.replace(hour=23, microsecond=999_999)) for _ in range(3)))
    assert not [c for c in came if isinstance(c, Exception)], came
    tick(late.replace(year=late.year + 1, month=1) if late.month == 12 else late.replace(month=12))
    for one in made:
        assert one.events.filter(verb="breach").count() == 1
        told = Notice.objects.filter(kind="breach", cause__contains=one.token)
        assert told.count() == len(set(told.values_list("person", flat=True))) == 4


def test_the_broken_variant_that_trusts_what_it_saw_does_it_twice(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = hand.world.warning(level=3)
    both_have_seen, true = threading.Barrier(2), acting.allow

    def slowly(*args: Any, **kwargs: Any) -> None:
        true(*args, **kwargs)
        both_have_seen.wait(30)

    monkeypatch.setattr(acting, "allow", slowly)
    acts = (noting(hand.world, one, "SH1", "甲", 1), noting(hand.world, one, "FUN1", "乙", 1))
    assert sum(isinstance(came, Stale) for came in at_once(*acts)) == 1
    monkeypatch.setattr(acting, "locked", lambda seen: seen)
    one = hand.world.warning(level=3)
    acts = (noting(hand.world, one, "SH1", "甲", 1), noting(hand.world, one, "FUN1", "乙", 1))
    assert not any(isinstance(came, Stale) for came in at_once(*acts))
    assert one.events.count() == 2
