"""The limit on the whole of a warning is told of before, breached once, and then handed up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng.model.clock import CalendarYear
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework import deadlines, law, limits
from zhunsheng_web.casework.aftermath import SecondLook
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import WrongState
from zhunsheng_web.casework.limits import due, working_days_between
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.sampling import draw
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.models import SealedAct

EARLY = dt.datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Thirty working days from here end in a year whose calendar is known."""


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def begun(world: World, level: int = 3, at: dt.datetime = EARLY) -> Warning:
    """A warning that began long ago, at a step that has only just begun."""
    one = world.warning(level=level)
    deadlines.begin_whole(one, at)
    one.save()
    return Warning.objects.get(pk=one.pk)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__code", flat=True))


def whole(warning: Warning) -> dt.datetime:
    warning.refresh_from_db()
    assert warning.overall_due_at is not None
    return warning.overall_due_at


def test_it_is_stored_with_what_it_was_counted_by(world: World) -> None:
    one = begun(world)
    calendar = law.register().calendar
    assert calendar is not None
    assert working_days_between(EARLY.date(), day_of(whole(one)), calendar) == 30
    assert one.overall_rule == {
        "from": "2026-09-01",
        "calendar": calendar.id,
        "edition": law.calendar_edition(calendar),
        "working_days": 30,
    }


def test_it_is_told_of_breached_and_handed_up_each_once_and_on_record(world: World) -> None:
    one = begun(world)
    end = whole(one)
    assert one.overall_next_at is not None
    Warning.objects.update(remind_at=None, next_at=None, due_at=end + 60 * DAY)
    for _ in range(3):
        tick(one.overall_next_at)
    assert told("overall-reminder") == {"SH1", "SH1L"}
    assert one.events.count() == 0
    for _ in range(3):
        tick(end + dt.timedelta(seconds=1))
    breach = one.events.get()
    assert (breach.verb, breach.given["overall"]) == ("breach", True)
    assert SealedAct.objects.filter(deed=breach.deed).exists()
    assert told("overall-breach") == {"SH1", "SH1L", "FUN1", "FUN2", "FUNH"}
    tick(end + DAY)
    assert Warning.objects.get().desk == "line1"
    for days in (9, 9, 20, 60):
        Warning.objects.update(
            due_at=None, remind_at=None, next_at=None
        )  # the step's own limit says nothing
        tick(end + days * DAY - dt.timedelta(hours=2))
    one.refresh_from_db()
    assert one.desk == "line2"
    assert one.overall_next_at is None
    ups = [event for event in one.events.filter(verb="hand-up") if event.given.get("overall")]
    assert len(ups) == 1
    assert "FUN1" in told("overall-hand-up")


def test_what_went_up_after_the_limit_does_not_go_up_twice(world: World, hand: Hand) -> None:
    one = begun(world)
    end = whole(one)
    Warning.objects.update(due_at=end + 60 * DAY)
    tick(end + dt.timedelta(hours=1))
    hand.now = end + DAY
    hand(one, "SH1", "hand-up", text="逾期", reason_code="grave")
    Warning.objects.update(due_at=end + 60 * DAY)
    tick(end + 10 * DAY)
    one.refresh_from_db()
    assert (one.desk, one.overall_next_at) == ("line2", None)


def test_whoever_opens_today_or_the_warning_sees_it(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = begun(world)
    Warning.objects.update(overall_breached_at=NOW, overall_due_at=NOW - DAY)
    page = browser_of("SH1").get("/", headers={"accept-language": "zh"}, follow=True)
    assert "全程超期" in page.content.decode()
    page = browser_of("SH1").get(f"/warnings/{one.token}/", headers={"accept-language": "en"})
    assert "past the limit for all of it" in page.content.decode()


def test_an_extension_and_a_day_set_for_a_rectification_stretch_it(
    world: World, hand: Hand
) -> None:
    one = hand.bring(begun(world, at=NOW - 30 * DAY), "reviewed")
    before = whole(one)
    assert one.due_at is not None
    hand(one, "FUNH", "extend", until=(day_of(before) + 5 * DAY).isoformat(), text="取证",
         reason_code="evidence")  # fmt: skip
    assert day_of(whole(one)) == day_of(before) + 5 * DAY
    assert one.events.get(verb="extend").given["was_overall_due_at"] == before.isoformat()
    hand(one, "FUN1", "dispose", disposal="rectification", rectify_by="2026-12-31", text="整改")
    assert day_of(whole(one)) == dt.date(2026, 12, 31)


def test_nobody_extends_what_has_passed(world: World, hand: Hand) -> None:
    one = hand.bring(begun(world), "explained")
    assert one.due_at is not None
    hand.now = one.due_at + dt.timedelta(minutes=1)
    for told in range(2):
        with pytest.raises(WrongState, match="limit-passed"):
            hand(one, "FUNH", "extend", until="2026-11-30", text="忙", reason_code="volume")
        if not told:
            tick(hand.now)


def test_what_is_reopened_or_stands_again_begins_anew(world: World, hand: Hand) -> None:
    one = hand.bring(begun(world), "closed")
    assert one.overall_next_at is None
    hand(one, "AUD1", "reopen", text="新证据", reason_code="new-evidence")
    one.refresh_from_db()
    assert one.overall_rule["from"] == NOW.date().isoformat()
    assert one.overall_breached_at is None


def test_rows_gain_no_time_by_being_merged(world: World, hand: Hand) -> None:
    old, new = begun(world), begun(world, at=NOW - 20 * DAY)
    end = whole(old)
    tick(end + dt.timedelta(hours=1))
    hand(old, "SH1", "merge", into=new.token, text="同一事")
    new.refresh_from_db()
    assert (new.overall_due_at, new.overall_breached_at is not None) == (end, True)


def _stands_still(world: World, hand: Hand, start: int, steps: list[tuple[int, int]]) -> None:
    """Suspended after so many days for so many, again and again: no working day of it counts."""
    one = begun(world, at=EARLY + start * DAY)
    Warning.objects.update(due_at=EARLY + 300 * DAY)
    calendar = law.register().calendar
    assert calendar is not None
    hand.now, stood = EARLY + start * DAY, 0
    for wait, still in steps:
        hand.now += wait * DAY
        until = hand.now + (still + 1) * DAY
        hand(one, "SH1", "suspend", until=until.date().isoformat(), text="等", reason_code="case")
        hand.now += still * DAY
        hand(one, "SH1", "resume", text="好")
        stood += working_days_between(day_of(hand.now - still * DAY), day_of(hand.now), calendar)
    expected = due(EARLY + start * DAY, 30 + stood, calendar, remind_before=3).at
    one.refresh_from_db()
    assert one.overall_due_at == expected


STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=3)
QUICK = settings(
    max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@QUICK
@given(start=st.integers(0, 6), steps=STEPS)
def test_no_day_it_stood_still_counts(
    world: World, start: int, steps: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        _stands_still(world, Hand(world), start, steps)
        transaction.set_rollback(True)


def test_the_broken_variant_that_counts_them_is_caught(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhunsheng_web.casework.verbs import standstill

    monkeypatch.setattr(standstill, "move_whole", lambda *_: None)
    with pytest.raises(AssertionError):
        _stands_still(world, hand, 0, [(1, 5)])


def test_what_was_late_before_it_stood_still_is_late_after_and_told_of_once(
    world: World, hand: Hand
) -> None:
    one = hand.bring(begun(world, at=NOW), "assigned")
    assert one.due_at is not None
    hand.now = one.due_at + dt.timedelta(hours=10)
    tick(hand.now)
    hand(one, "SH1", "suspend", until=(hand.now + 9 * DAY).date().isoformat(), text="等",
         reason_code="case")  # fmt: skip
    hand.now += 8 * DAY
    hand(one, "SH1", "resume", text="好")
    tick(hand.now)
    one.refresh_from_db()
    assert one.breached_at is not None
    assert one.events.filter(verb="breach").count() == 1
    assert one.desk == "line1"  # the days until it goes up did not run meanwhile


def test_a_limit_in_a_year_that_is_not_known_is_counted_when_it_is(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = begun(world, at=NOW + 30 * DAY)
    assert (one.overall_due_at, one.overall_rule["unknown_year"]) == (None, 2027)
    assert tick(NOW).done["counted"] == 0
    hand(one, "SH1", "suspend", until="2026-11-20", text="等", reason_code="case")
    hand.now += 7 * DAY
    hand(one, "SH1", "resume", text="好")
    known(monkeypatch)
    assert tick(hand.now).done["counted"] == 1
    assert tick(hand.now).done["counted"] == 0
    one.refresh_from_db()
    calendar = law.register().calendar
    assert calendar is not None
    stood = working_days_between(NOW.date(), day_of(hand.now), calendar)
    assert stood == 5
    assert one.overall_due_at == due(NOW + 30 * DAY, 35, calendar, remind_before=3).at
    assert one.events.filter(verb="count").count() == 1


def test_a_standstill_into_a_year_that_is_not_known_is_counted_when_it_is(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = hand.bring(begun(world, at=NOW), "explained")
    was = one.due_at
    assert was is not None
    hand(one, "FUNH", "suspend", until="2027-01-20", text="等", reason_code="case")
    hand.now = NOW.replace(year=2027, month=1, day=11)
    hand(one, "FUNH", "resume", text="好")
    one.refresh_from_db()
    assert one.due_at is None
    known(monkeypatch)
    tick(hand.now)
    one.refresh_from_db()
    calendar = law.register().calendar
    assert calendar is not None
    stood = working_days_between(NOW.date(), dt.date(2027, 1, 11), calendar)
    assert one.due_at == due(was, stood, calendar, remind_before=1).at


def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calendar of 2027 comes out."""
    book = law.register()
    calendar = book.calendar
    assert calendar is not None
    last = max(calendar.years, key=lambda year: year.year)
    year: CalendarYear = replace(
        last, year=2027, holidays=frozenset({dt.date(2027, 1, 1)}), workdays=frozenset()
    )
    longer = replace(book, calendar=replace(calendar, years=(*calendar.years, year)))
    for module in (law, deadlines, limits):
        if hasattr(module, "register"):
            monkeypatch.setattr(module, "register", lambda: longer)
    from zhunsheng_web.casework import uncounted

    monkeypatch.setattr(uncounted, "register", lambda: longer)


def look_of(world: World, hand: Hand) -> SecondLook:
    one = world.warning(level=4)
    given = {"conclusion": "unfounded", "text": "核对无误", "reason_code": "data"}
    hand(one, "SH1", "settle", **given)
    draw(NOW.date(), NOW + DAY)
    Notice.objects.all().delete()
    return SecondLook.objects.get()


def test_a_second_look_nobody_takes_is_reminded_of_told_and_handed_up(
    world: World, hand: Hand
) -> None:
    look = look_of(world, hand)
    assert look.due_at is not None
    assert look.remind_at is not None
    assert look.due_rule["working_days"] == 10
    first = SealedAct.objects.count()
    for _ in range(2):
        tick(look.remind_at)
    assert told("reminder") == {"FUN1", "FUN2", "FUNH"}
    for _ in range(2):
        tick(look.due_at + dt.timedelta(seconds=1))
    assert told("breach") == {"FUN1", "FUN2", "FUNH", "SH1"} - {"SH1"}
    tick(look.due_at + 3 * DAY)
    for _ in range(2):
        tick(look.due_at + 9 * DAY)
    look.refresh_from_db()
    assert (look.desk, look.breached_at) == ("audit", None)
    assert told("hand-up") == {"AUD1", "AUD2", "AUDH"}
    assert SealedAct.objects.count() >= first + 2


def test_a_second_look_that_was_taken_is_left_alone(world: World, hand: Hand) -> None:
    look = look_of(world, hand)
    hand.now = NOW + 2 * DAY
    hand(look.warning, "FUN1", "second-look", agrees="yes", text="无误")
    assert look.due_at is not None
    assert tick(look.due_at + 30 * DAY).done["unlooked"] == 0
    assert not Notice.objects.exists()
