"""A report on a month that is over says the same whenever it is made."""

from __future__ import annotations

import datetime as dt

import pytest

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.papers import of_period
from zhunsheng_web.papers.composing import Filling
from zhunsheng_web.papers.of_period import Period, filling_of_period

LAST = dt.date(2026, 11, 30)
DECEMBER = dt.datetime(2026, 12, 1, 9, tzinfo=NOW.tzinfo)
A_YEAR_ON = dt.datetime(2027, 11, 15, 9, tzinfo=NOW.tzinfo)


def report(world: World, now: dt.datetime) -> Filling:
    period = Period(world.offices["6400"], dt.date(2026, 11, 1), LAST)
    return filling_of_period(period, actor=world.actor("AUDH"), now=now)


@pytest.fixture
def november(world: World) -> Hand:
    """One closed, one explained and past its limit, one signed for, one just made."""
    hand = Hand(world)
    hand.bring(world.warning(level=3), "closed")
    hand.bring(world.warning(level=3), "explained")
    hand.now = NOW + 20 * DAY
    hand.bring(world.warning(level=3), "assigned")
    world.warning(level=4)
    return hand


def test_a_month_is_told_as_it_stood_at_its_end(world: World, november: Hand) -> None:
    told = report(world, DECEMBER)
    facts = {name: text.zh for name, text in told.facts.items()}
    assert (facts["came_in"], facts["closed"], facts["open"]) == ("4", "1", "3")
    assert (facts["founded"], facts["reminders"]) == ("1", "1")
    assert facts["overdue"] == str(len(told.lists["overdue"])) != "0"


def test_whatever_is_done_later_the_month_says_the_same(world: World, november: Hand) -> None:
    first = report(world, DECEMBER)
    closed, explained, assigned, made = Warning.objects.order_by("pk")
    november.now = DECEMBER + DAY
    november(closed, "AUD1", "reopen", text="再查", reason_code="new-evidence")
    november(explained, "FUN1", "verify", conclusion="unfounded", text="无", reason_code="data")
    november(assigned, "SH1", "hand-up", text="上交", reason_code="beyond-power")
    new = world.warning(level=4)
    Warning.objects.filter(pk=new.pk).update(created_at=november.now)
    november(made, "SH1", "merge", into=new.token, text="同因")
    second = report(world, A_YEAR_ON)
    assert second.facts == first.facts
    assert second.lists == first.lists


def test_a_level_that_was_raised_later_is_told_as_it_was(world: World, november: Hand) -> None:
    first = report(world, DECEMBER)
    graver, made = world.warning(level=3), Warning.objects.get(level=4)
    Warning.objects.filter(pk=graver.pk).update(created_at=DECEMBER)
    november.now = DECEMBER + DAY
    november(graver, "SH1", "merge", into=made.token, text="同因")
    made.refresh_from_db()
    assert made.level == 3
    assert report(world, A_YEAR_ON).lists["levels"] == first.lists["levels"]


def test_a_report_that_counts_what_is_now_is_caught(
    world: World, november: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = report(world, DECEMBER)
    explained = Warning.objects.order_by("pk")[1]
    november.now = DECEMBER + DAY
    november(explained, "FUN1", "verify", conclusion="unfounded", text="无", reason_code="data")
    real = of_period.standing_open
    monkeypatch.setattr(of_period, "standing_open", lambda seen, at: real(seen, A_YEAR_ON))
    assert report(world, A_YEAR_ON).lists != first.lists
