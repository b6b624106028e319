"""The day is that of the service's legal zone: until eight in the morning in China, UTC says
yesterday, and on New Year's Day last year."""

from __future__ import annotations

import datetime as dt

from web.world import World
from zhunsheng_web.access.actor import actor_of
from zhunsheng_web.access.glass import outside
from zhunsheng_web.access.models import Posting
from zhunsheng_web.casework.proposals import make
from zhunsheng_web.casework.taking.wording import number_of
from zhunsheng_web.clock import beginning_of, day_of

EARLY = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
NEW_YEAR = dt.date(2027, 1, 1)


def test_a_moment_told_in_utc_falls_on_the_day_it_is_here() -> None:
    assert day_of(EARLY) == NEW_YEAR
    assert day_of(beginning_of(NEW_YEAR)) == NEW_YEAR
    assert day_of(beginning_of(NEW_YEAR) - dt.timedelta(microseconds=1)) == dt.date(2026, 12, 31)


def test_what_is_made_on_new_year_s_morning_is_numbered_in_the_new_year(world: World) -> None:
    assert number_of("0123456789abcdefghjk", EARLY).startswith("YJ2027-")
    made = make(
        kind="system", target="release", title="改", reason="因为", now=EARLY,
        actor=world.actor("FUN1", NEW_YEAR),
    )  # fmt: skip
    assert made.number.startswith("JY-2027-")


def test_whose_post_begins_today_is_told_of_break_glass_this_morning(world: World) -> None:
    Posting.objects.filter(role="discipline").update(valid_to=NEW_YEAR)
    Posting.objects.filter(person__code__in=("AUDH", "AUD0")).update(valid_to=NEW_YEAR)
    Posting.objects.create(
        person=world.people["DIS2"], office=world.offices["0000"], role="discipline",
        valid_from=NEW_YEAR,
    )  # fmt: skip
    leader = actor_of(world.people["LEAD1"], NEW_YEAR)
    assert [one.code for one in outside(leader, EARLY)] == ["DIS2"]
