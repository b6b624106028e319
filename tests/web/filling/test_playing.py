"""Weeks of handling, played with the real verbs by people who may."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from web.casework.runs import Fines, fine
from web.world import NOW, World
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.intake import take_in
from zhunsheng_web.casework.models import Event, Inquiry, Warning
from zhunsheng_web.casework.tally import kept, recounted
from zhunsheng_web.filling.hands import Hands
from zhunsheng_web.filling.playing import Weeks

END = NOW + dt.timedelta(days=25)
Told = list[tuple[str, str | None, dt.datetime, str]]


@pytest.fixture
def warned(world: World, tmp_path: Path) -> World:
    fines = Fines(tmp_path)
    rows = [
        fine(f"c{number}", officer, office, amount=200 if number % 4 else 250_000)
        for number, (officer, office) in enumerate(
            [("W1", "6401"), ("W2", "6401"), ("W3", "6401"), ("W4", "6401"), ("W5", "6401"),
             ("W6", "6402"), ("W7", "5301"), ("W1", "6401"), ("W6", "6402"), ("W4", "6401")]
        )
    ]  # fmt: skip
    take_in(fines.run(*rows).folder, fines.store.folder, now=NOW)
    return world


def told() -> Told:
    """What was done: by whom, when, in which words."""
    return [
        (one.verb, one.actor.code if one.actor else None, one.at, one.text)
        for one in Event.objects.select_related("actor").order_by("at", "warning__group_key", "pk")
    ]


def test_the_weeks_leave_some_closed_and_some_under_way(warned: World) -> None:
    weeks = Weeks(NOW, END, seed=5)
    done = weeks.play()
    stages = set(Warning.objects.values_list("stage", flat=True))
    assert done > 20 and "closed" in stages and len(stages) > 1
    assert all("nobody" in why for why in weeks.refused), weeks.refused
    assert kept() == recounted()
    assert all(one.at <= END for one in Event.objects.all())


def test_nobody_whom_it_concerns_has_a_hand_in_it(warned: World) -> None:
    Weeks(NOW, END, seed=5).play()
    for event in Event.objects.exclude(actor=None).exclude(verb="answer"):
        assert not event.warning.barriers.filter(kind="person", person=event.actor).exists()
    assert Inquiry.objects.count() == Event.objects.filter(verb="ask").count()


def test_the_same_seed_plays_the_same_weeks(warned: World) -> None:
    from django.db import transaction

    with transaction.atomic():
        Weeks(NOW, END, seed=5).play()
        first = told()
        transaction.set_rollback(True)
    with transaction.atomic():
        Weeks(NOW, END, seed=6).play()
        other = told()
        transaction.set_rollback(True)
    Weeks(NOW, END, seed=5).play()
    assert told() == first != other


def test_hands_are_those_the_policy_allows(warned: World) -> None:
    import random

    from zhunsheng_web.access.policy import decide

    hands = Hands(random.Random(1))
    for warning in Warning.objects.all():
        actor = hands.for_step("sign", matter_of(warning), NOW)
        assert actor is None or decide(actor, "sign", matter_of(warning)).allowed


def test_whoever_has_asked_an_officer_waits_for_his_answer(warned: World) -> None:
    Weeks(NOW, END, seed=5).play()
    assert Inquiry.objects.exists()
    for inquiry in Inquiry.objects.all():
        until = min(filter(None, (inquiry.answered_at, inquiry.due_at, END)))
        since = inquiry.warning.events.filter(
            at__gt=inquiry.asked_at, at__lt=until, actor__isnull=False
        )
        assert not since.filter(verb__in=("explain", "verify")).exists()
