"""What is late is said in one way everywhere: by the limit of the step, or by that of the whole."""

from __future__ import annotations

import datetime as dt

import pytest

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.casework import deadlines, marks, tally
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.indicators import figures
from zhunsheng_web.casework.lateness import late_at
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.desk.telling import history
from zhunsheng_web.papers.of_period import Period, filling_of_period


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def past_its_whole(world: World, hand: Hand) -> Warning:
    """A warning all of which was to be done by now, at a step that has time."""
    one = world.warning(level=3)
    deadlines.begin_whole(one, NOW - 60 * DAY)
    one.save()
    one = hand.bring(one, "assigned")
    tick(NOW)
    one.refresh_from_db()
    assert one.overall_breached_at is not None and one.breached_at is None
    assert one.due_at is not None and one.due_at > NOW
    return one


def test_past_the_limit_of_the_whole_it_is_late_in_every_figure_and_list(
    world: World,
    hand: Hand,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = past_its_whole(world, hand)
    assert tally.facts_of(one).counts[tally.MEASURES.index("late")] == 1
    assert tally.kept() == tally.recounted()
    assert list(Warning.objects.filter(late_at(NOW))) == [one]
    period = Period(world.offices["6400"], dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    told = filling_of_period(period, actor=world.actor("AUDH"), now=hand.now + DAY)
    assert told.facts["overdue"].zh == "1"
    assert [row["number"].zh for row in told.lists["overdue"]] == [one.number]
    page = browser_of("AUDH").get(
        "/boards/monitoring/warnings/?from=2026-10&to=2026-11&outcome=late"
    )
    assert one.token in page.content.decode()


def test_today_counts_it_and_lists_it_among_the_late(
    world: World,
    hand: Hand,
    browser_of,
    settings,  # type: ignore[no-untyped-def]
) -> None:
    one, other = past_its_whole(world, hand), hand.bring(world.warning(level=3), "assigned")
    settings.CLOCK = (NOW - dt.datetime.now(dt.UTC)).total_seconds()
    page = browser_of("SH1").get("/?when=late", follow=True).content.decode()
    assert one.number in page and other.number not in page


def test_a_strike_off_keeps_the_limit_of_the_step_and_of_the_whole(
    world: World, hand: Hand
) -> None:
    one = past_its_whole(world, hand)
    one = hand(one, "SH1L", "explain", text="人手不足", reason_code="staffing")
    hand.now += DAY
    hand(one, "FUN1", "verify", conclusion="unfounded", text="查看", reason_code="data")
    hand(one, "FUN2", "review")
    hand(one, "FUN1", "dispose", disposal="none", text="无")
    hand(one, "FUN1", "close", text="办结")
    taken = list(Event.objects.filter(warning=one, in_time__isnull=False).order_by("pk"))
    assert [(e.verb, e.in_time) for e in taken] == [
        ("sign", True), ("explain", True), ("verify", True), ("review", True), ("dispose", True),
        ("close", False),
    ]  # fmt: skip
    strike_off = taken[-1]
    assert strike_off.was_due_at is not None and strike_off.at < strike_off.was_due_at
    assert marks.marks(strike_off)["late"] == 1
    found = figures(world.actor("AUDH"))
    assert (found.on_time.good, found.on_time.of) == (5, 6)
    said = history([strike_off], masks=None, offices={})[0]  # type: ignore[arg-type]
    one.refresh_from_db()
    assert one.overall_due_at is not None
    assert said.late == (strike_off.at.date() - one.overall_due_at.date()).days > 0


def test_what_the_system_does_by_itself_is_nobody_s_step(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "assigned")
    tick(NOW + 20 * DAY)
    assert not one.events.filter(actor=None, in_time__isnull=False).exists()
    assert one.events.filter(actor=None).exists()
