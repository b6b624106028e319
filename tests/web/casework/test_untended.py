"""Nothing lies with nobody, whichever office closes and whoever leaves."""

from __future__ import annotations

import datetime as dt

import pytest

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Notice, Office, Posting
from zhunsheng_web.casework import tally
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import queue_of
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.record.models import SealedAct

TODAY = NOW.date()


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def leave(*codes: str, on: dt.date = TODAY) -> None:
    """Their posts end."""
    Posting.objects.filter(person__code__in=codes).update(valid_to=on)


def close(world: World, code: str, on: dt.date = TODAY) -> None:
    """An office is closed with all below it, and nobody is left there."""
    path = world.offices[code].path
    Posting.objects.filter(office__path__startswith=path).update(valid_to=on)
    Office.objects.filter(path__startswith=path).update(valid_to=on)


def place(warning: Warning) -> tuple[str, str]:
    warning.refresh_from_db()
    return warning.desk, warning.handled_path


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__code", flat=True))


def waits_for(world: World, warning: Warning) -> set[str]:
    return {
        code for code in world.people if warning.pk in queue_of(world.actor(code)).first_due(99)
    }


def test_what_a_closed_section_left_open_the_customs_takes_over_on_record(
    world: World, hand: Hand
) -> None:
    one, due_at = world.warning(level=4), world.warning(level=3).due_at
    held = hand.bring(world.warning(level=3), "assigned")
    close(world, "6401-a")
    assert tick(NOW).done["taken over"] == 3
    assert place(one) == place(held) == ("line1", "0000.6400.6401.")
    assert one.due_at == due_at, "nothing gains time"
    assert waits_for(world, one) == {"HEAD1", "LIA1"}
    assert held.assignee is None or held.assignee.code in {"HEAD1", "LIA1"}
    event = one.events.get(verb="take-over")
    assert event.actor is None
    assert event.given == {"from_office": "6401-a", "to_office": "6401"}
    assert SealedAct.objects.filter(deed=event.deed).exists()
    assert "HEAD1" in told("handover")
    assert tick(NOW).done["taken over"] == 0
    assert tally.kept() == tally.recounted()


def test_not_before_its_day(world: World) -> None:
    one = world.warning(level=4)
    close(world, "6401-a", TODAY + DAY)
    assert tick(NOW).done["taken over"] == 0
    assert place(one) == ("line1", "0000.6400.6401.6401-a.")
    assert tick(NOW + DAY).done["taken over"] == 1


def test_of_a_closed_customs_the_district_s_second_line_takes_it_with_the_time_of_the_step(
    world: World, hand: Hand
) -> None:
    one = world.warning(level=4)
    close(world, "6401")
    later = NOW + DAY
    tick(later)
    assert place(one) == ("line2", "0000.6400.")
    assert waits_for(world, one) == {"FUN1", "FUN2", "FUNH"}
    assert one.due_at is not None and one.due_at > later


def test_of_a_closed_district_headquarters_takes_it(world: World) -> None:
    one = world.warning(about="W7", office="5301-a", level=1)
    close(world, "5300")
    tick(NOW)
    assert place(one) == ("discipline", "0000.")
    assert waits_for(world, one) == {"DIS0"}


def test_what_comes_later_of_a_closed_section_goes_above_at_every_step(
    world: World, hand: Hand
) -> None:
    close(world, "6401-a")
    one = world.warning(level=4)
    assert place(one) == ("line1", "0000.6400.6401.")
    one = hand(one, "HEAD1", "sign")
    assert place(one) == ("line1", "0000.6400.6401.")
    one = hand(one, "HEAD1", "explain", text="已核", reason_code="staffing")
    assert one.stage == Stage.EXPLAINED
    assert place(one)[1] == "0000.6400.6401."


def test_when_the_last_of_a_desk_leaves_those_above_are_told_once(world: World, hand: Hand) -> None:
    one, two = world.warning(level=4), world.warning(level=3)
    leave("SH1L")
    tick(NOW)
    assert not told("handover"), "his head is still there"
    leave("SH1")
    tick(NOW)
    tick(NOW + dt.timedelta(hours=1))
    notices = Notice.objects.filter(kind="handover")
    assert set(notices.values_list("person__code", flat=True)) == {"HEAD1", "LIA1"}
    assert notices.count() == 2
    assert "查验科" in notices[0].title_zh and "Inspection section" in notices[0].title_en
    assert place(one) == place(two) == ("line1", "0000.6400.6401.6401-a.")
    assert waits_for(world, one) == {"HEAD1", "LIA1"}


def test_with_nobody_above_either_it_goes_to_the_next_line_at_once(
    world: World, hand: Hand
) -> None:
    one = world.warning(level=4)
    leave("SH1", "SH1L", "HEAD1", "LIA1")
    tick(NOW)
    assert place(one) == ("line2", "0000.6400.")
    event = one.events.get(verb="hand-up")
    assert event.actor is None and event.given["nobody"] is True
    assert told("hand-up") >= {"FUN1", "FUN2", "FUNH"}


def test_what_came_to_an_empty_desk_goes_up_when_it_would_be_reminded_of(
    world: World, hand: Hand
) -> None:
    leave("SH1", "SH1L", "HEAD1", "LIA1")
    tick(NOW)
    one = world.warning(level=3)
    assert one.remind_at is not None
    tick(max(one.remind_at, NOW))
    assert place(one) == ("line2", "0000.6400.")


def test_the_history_says_whose_it_was_and_whose_it_is(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(level=4)
    close(world, "6401-a")
    tick(NOW)
    for language, words in (("zh", ("已撤销单位", "甲一海关", "撤并承接")),
                            ("en", ("Closed office", "Customs A1", "Taken over"))):  # fmt: skip
        page = browser_of("HEAD1").get(
            f"/warnings/{one.token}/", headers={"accept-language": language}
        )
        assert all(word in page.content.decode() for word in words)
