"""Break-glass (P25): loud, short, one thing, sealed at every look, reviewed by others."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from web.world import LONG_AGO, NOW, World
from zhunsheng_web import clock
from zhunsheng_web.access import glass
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.faults import Incomplete, NotAllowed, NotThere, WrongState
from zhunsheng_web.access.models import BreakGlass, Notice, Person, Posting
from zhunsheng_web.casework import acting
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.glass import find
from zhunsheng_web.casework.models import Barrier, Warning
from zhunsheng_web.casework.taking.wording import number_of
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records

MINUTE = dt.timedelta(minutes=1)


def at(world: World, code: str, now: dt.datetime = NOW) -> Actor:
    return actor_of(world.people[code], now.date(), now)


def size() -> int:
    return log.log().checkpoint.checkpoint.size


def looks(since: int = 0) -> int:
    """Looks that were sealed, from a record on."""
    return sum(record.what == "glass.look" for _, record in records(since, size()))


@pytest.fixture
def far(world: World) -> Warning:
    """A closed warning of the other district, out of reach of DIS1."""
    return world.warning(about="W7", office="5301-a", level=1)


def test_out_of_reach_it_is_not_there_and_with_glass_it_can_be_read_for_minutes(
    world: World, far: Warning
) -> None:
    with pytest.raises(NotThere):
        reach(far.token, actor=at(world, "DIS1"), now=NOW)
    opening = glass.ask(
        "warning", far.number, "线索串并", alone=True, actor=at(world, "DIS1"), now=NOW
    )
    for minute in (0, 29):
        moment = NOW + minute * MINUTE
        assert reach(far.token, actor=at(world, "DIS1", moment), now=moment).pk == far.pk
    over = NOW + 30 * MINUTE
    with pytest.raises(NotThere):
        reach(far.token, actor=at(world, "DIS1", over), now=over)
    opening.refresh_from_db()
    assert (opening.reads, looks()) == (2, 2)


def test_it_shows_one_thing(world: World, far: Warning) -> None:
    other = world.warning(about="W7", office="5301-a", level=1)
    glass.ask("warning", far.token, "线索串并", alone=True, actor=at(world, "DIS1"), now=NOW)
    with pytest.raises(NotThere):
        reach(other.token, actor=at(world, "DIS1"), now=NOW)


def test_without_a_second_person_people_outside_the_chain_are_told_at_once(
    world: World, far: Warning
) -> None:
    glass.ask("warning", far.token, "线索串并", alone=True, actor=at(world, "DIS1"), now=NOW)
    told = set(Notice.objects.filter(kind="glass").values_list("person__code", flat=True))
    assert {"DIS2", "DIS0"} <= told
    assert not told & {"DIS1", "LEAD1", "LEAD0"}


def test_with_a_second_person_it_waits_for_him(world: World, far: Warning) -> None:
    opening = glass.ask(
        "warning", far.token, "线索串并", alone=False, actor=at(world, "DIS1"), now=NOW
    )
    with pytest.raises(NotThere):
        reach(far.token, actor=at(world, "DIS1"), now=NOW)
    with pytest.raises(NotAllowed):
        glass.second(opening.token, actor=at(world, "DIS1"), now=NOW)
    glass.second(opening.token, actor=at(world, "DIS2"), now=NOW)
    assert reach(far.token, actor=at(world, "DIS1"), now=NOW).pk == far.pk
    with pytest.raises(WrongState):
        glass.second(opening.token, actor=at(world, "DIS0"), now=NOW)


def test_whoever_is_under_the_one_who_asks_is_not_asked_to_second_and_is_shown_nothing(
    world: World, far: Warning
) -> None:
    opening = glass.ask(
        "warning", far.token, "核对", alone=False, actor=at(world, "LEAD1"), now=NOW
    )
    told = set(Notice.objects.filter(kind="glass").values_list("person__code", flat=True))
    assert "DIS0" in told and not told & {"DIS1", "AUDH"}
    for under in ("DIS1", "AUDH"):
        assert not glass.to_second(at(world, under), NOW).exists()
        with pytest.raises(NotThere):
            glass.second(opening.token, actor=at(world, under), now=NOW)
    assert glass.to_second(at(world, "DIS0"), NOW).get() == opening


def test_where_nobody_could_second_it_that_is_said_at_once(
    world: World, far: Warning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glass, "_directs", lambda *_: True)
    with pytest.raises(NotAllowed) as refused:
        glass.ask("warning", far.token, "核对", alone=False, actor=at(world, "DIS1"), now=NOW)
    assert refused.value.code == "nobody-to-second"
    assert not BreakGlass.objects.exists()


def test_a_request_nobody_seconds_lapses(world: World, far: Warning) -> None:
    opening = glass.ask("warning", far.token, "核对", alone=False, actor=at(world, "DIS1"), now=NOW)
    for hours, waits in ((23, True), (24, False)):
        moment = NOW + dt.timedelta(hours=hours)
        assert glass.to_second(at(world, "DIS2", moment), moment).exists() is waits
    with pytest.raises(WrongState) as refused:
        glass.second(opening.token, actor=at(world, "DIS2", moment), now=moment)
    assert refused.value.code == "lapsed"


def test_the_review_is_closed_by_neither_of_the_two(world: World, far: Warning) -> None:
    opening = glass.ask(
        "warning", far.token, "线索串并", alone=False, actor=at(world, "DIS1"), now=NOW
    )
    glass.second(opening.token, actor=at(world, "DIS2"), now=NOW)
    later = NOW + 31 * MINUTE
    for code in ("DIS1", "DIS2", "FUN1", "SEC1"):
        with pytest.raises(NotAllowed):
            glass.review(opening.token, "查阅必要", proper=True, actor=at(world, code), now=later)
    reviewer = at(world, "DIS0")
    with pytest.raises(WrongState):
        glass.review(opening.token, "查阅必要", proper=True, actor=reviewer, now=NOW + MINUTE)
    glass.review(opening.token, "查阅必要", proper=True, actor=reviewer, now=later)
    assert not glass.to_review(reviewer).exists()


def test_the_reviewer_is_told_the_number_not_a_token(
    world: World, far: Warning, browser_of: Any
) -> None:
    for typed in (far.number, "6400-nowhere"):
        opening = glass.ask(
            "warning", typed, "线索串并", alone=False, actor=at(world, "DIS1"), now=NOW
        )
        glass.second(opening.token, actor=at(world, "DIS2"), now=NOW)
    page = browser_of("DIS0").get("/access/glass/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert far.number in page
    assert f"<code>{far.token}" not in page
    assert page.count("没有这个编号") == 1


def test_no_barrier_is_broken_and_what_does_not_exist_is_opened_likewise(world: World) -> None:
    about_him = world.warning(about="DIS1", office="6400", level=1)
    for typed in (about_him.number, "T-9999"):
        opening = glass.ask("warning", typed, "核对", alone=True, actor=at(world, "DIS1"), now=NOW)
        with pytest.raises(NotThere):
            reach(opening.thing, actor=at(world, "DIS1"), now=NOW)
    first, second = BreakGlass.objects.order_by("pk")
    assert len(first.thing) == len(second.thing)
    assert looks() == 0


def test_nobody_learns_of_a_warning_about_himself_by_being_told(world: World) -> None:
    about_dis2 = world.warning(about="DIS2", office="6400", level=1)
    opening = glass.ask(
        "warning", about_dis2.token, "核对", alone=False, actor=at(world, "DIS0"), now=NOW
    )
    assert not Notice.objects.filter(person=world.people["DIS2"]).exists()
    assert not glass.to_second(at(world, "DIS2"), NOW).exists()
    with pytest.raises((NotThere, NotAllowed)):
        glass.second(opening.token, actor=at(world, "DIS2"), now=NOW)


def test_a_reason_is_asked_and_a_clerk_opens_nothing(world: World, far: Warning) -> None:
    with pytest.raises(Incomplete):
        glass.ask("warning", far.token, "  ", alone=True, actor=at(world, "DIS1"), now=NOW)
    for code in ("FUN1", "SH1", "SYS1", "SEC1", "ADM1", "W1"):
        with pytest.raises(NotAllowed):
            glass.ask("warning", far.token, "要看", alone=True, actor=at(world, code), now=NOW)


def test_a_look_that_cannot_be_sealed_shows_nothing(
    world: World, far: Warning, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = glass.ask("warning", far.token, "核对", alone=True, actor=at(world, "DIS1"), now=NOW)

    def refuse(*_: object, **__: object) -> None:
        raise log.NotSealed("disk full")

    monkeypatch.setattr(glass, "note", refuse)
    with pytest.raises(log.NotSealed):
        reach(far.token, actor=at(world, "DIS1"), now=NOW)
    opening.refresh_from_db()
    assert opening.reads == 0


def faults_of(world: World, seed: int, uses: int) -> list[str]:
    """Breaks glass at random, alone or with a second person; which promises did not hold."""
    chance, found = random.Random(seed), []
    warnings = [world.warning(about="W7", office="5301-a", level=1) for _ in range(5)]
    now = NOW
    for _ in range(uses):
        now += chance.randrange(31, 90) * MINUTE
        actor = at(world, chance.choice(["DIS1", "DIS2", "AUDH"]), now)
        hands, alone = {actor.code}, chance.random() < 0.5
        wanted, other = chance.sample(warnings, 2)
        before = Notice.objects.filter(kind="glass").count()
        opening = glass.ask("warning", wanted.token, "核对", alone=alone, actor=actor, now=now)
        if Notice.objects.filter(kind="glass").count() == before:
            found.append("nobody was told")
        if not alone:
            if sees(world, actor, wanted, now):
                found.append("it stood open before anybody seconded it")
            who = chance.choice(sorted({"DIS1", "DIS2", "DIS0", "AUDH"} - hands))
            glass.second(opening.token, actor=at(world, who, now), now=now)
            hands.add(who)
            opening.refresh_from_db()
        if opening.ends_at is None or opening.ends_at - now > 30 * MINUTE:
            found.append("too long")
        sealed, times = size(), chance.randint(1, 3)
        for minute in sorted(chance.sample(range(30), times)):
            sees(world, actor, wanted, now + minute * MINUTE)
        if looks(sealed) != times:
            found.append("a look left no record")
        if sees(world, actor, other, now):
            found.append("it showed another thing")
        over = now + 30 * MINUTE
        if sees(world, actor, wanted, over):
            found.append("it was still open")
        for hand in sorted(hands):
            one = at(world, hand, over)
            listed = glass.to_review(one).filter(pk=opening.pk).exists()
            if listed or reviewed(opening, one, over):
                found.append("he could close his own review")
        if chance.random() < 0.9 and not reviewed(opening, at(world, "AUD0H", over), over):
            found.append("nobody could review it")
    return found


def sees(world: World, actor: Actor, warning: Warning, moment: dt.datetime) -> bool:
    """Is he shown the warning at a moment?"""
    try:
        reach(warning.token, actor=at(world, actor.code, moment), now=moment)
    except NotThere:
        return False
    return True


def reviewed(opening: BreakGlass, reviewer: Actor, moment: dt.datetime) -> bool:
    """Does he close the review?"""
    try:
        glass.review(opening.token, "必要", proper=True, actor=reviewer, now=moment)
    except (NotAllowed, NotThere, WrongState):
        return False
    return True


@pytest.fixture
def reviewers(world: World) -> World:
    """The head of audit at headquarters, who looks at nothing himself."""
    person = Person.objects.create(code="AUD0H", name_zh="张", name_en="Zhang")
    world.people["AUD0H"] = person
    Posting.objects.create(
        person=person, office=world.offices["0000"], role="audit-head", valid_from=LONG_AGO
    )
    return world


def test_thirty_uses_keep_every_promise(reviewers: World) -> None:
    assert faults_of(reviewers, seed=1, uses=30) == []


@pytest.mark.full
def test_a_thousand_uses_keep_every_promise(reviewers: World) -> None:
    assert faults_of(reviewers, seed=25, uses=1_000) == []


BUGS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "nobody was told": lambda patch: patch.setattr(glass, "_tell", lambda *_: None),
    "too long": lambda patch: patch.setattr(glass, "MINUTES", 31),
    "it was still open": lambda patch: patch.setattr(glass, "MINUTES", 31),
    "a look left no record": lambda patch: patch.setattr(glass, "note", lambda *_, **__: 0),
    "it showed another thing": lambda patch: patch.setattr(
        acting, "visible_warnings", lambda actor: Warning.objects.all()
    ),
    "he could close his own review": lambda patch: patch.setattr(
        glass, "_reach", lambda token, *_: BreakGlass.objects.get(token=token)
    ),
}


@pytest.mark.parametrize("fault", BUGS)
def test_the_control_every_promise_that_is_broken_is_caught(
    reviewers: World, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    BUGS[fault](monkeypatch)
    assert fault in faults_of(reviewers, seed=1, uses=4)


def test_many_that_wait_are_listed_with_few_queries_and_without_the_hidden(
    world: World,
    browser_of: Callable[[str], Client],
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever a warning is hidden from does not learn by a list that somebody wants to read it."""
    mine = world.warning(about="W7", office="5301-a", level=1)
    Barrier.objects.create(warning=mine, kind="person", person=world.people["DIS2"])
    asking = at(world, "DIS1")
    for n in range(12):
        thing = mine.token if n == 0 else world.warning(about="W7", office="5301-a", level=1).token
        glass.ask("warning", thing, f"理由{n:02}", alone=False, actor=asking, now=NOW)
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)
    browser = browser_of("DIS2")
    with django_assert_max_num_queries(15):
        page = browser.get("/access/glass/").content.decode()
    assert "理由11" in page and "理由00" not in page


def test_a_number_is_understood_however_it_is_typed(world: World, far: Warning) -> None:
    Warning.objects.filter(pk=far.pk).update(number="YJ2026-AB12-CD34")
    for typed in ("YJ2026-AB12-CD34", "yj2026-ab12-cd34", far.token.upper()):
        assert find(typed) == far.token


@pytest.mark.parametrize("number", [True, False])
def test_what_stands_in_for_nothing_looks_as_the_thing_would(world: World, number: bool) -> None:
    """Else the address shown to whoever asks would tell him that a warning kept from him exists."""
    token = "0123a56b89abcdefghjk"
    typed = number_of(token, NOW) if number else token
    made = find(typed)
    assert not Warning.objects.exists() and len(made) == len(token)
    assert number_of(made, NOW) == number_of(token, NOW)


def test_the_second_sees_what_he_agrees_to_and_is_told_until_when(
    world: World, far: Warning, browser_of: Callable[[str], Client]
) -> None:
    glass.ask(
        "warning", far.number, "线索串并", alone=False, actor=at(world, "DIS1"), now=clock.now()
    )
    second = browser_of("DIS2")
    assert far.number in second.get("/access/glass/").content.decode()
    opening = BreakGlass.objects.get()
    said = second.post(f"/access/glass/{opening.token}/second/", follow=True).content.decode()
    opening.refresh_from_db()
    assert opening.ends_at is not None
    assert f"{timezone.localtime(opening.ends_at):%H:%M}" in said
    page = browser_of("DIS1").get(f"/warnings/{far.token}/").content.decode()
    assert f"{timezone.localtime(opening.ends_at):%H:%M}" in page


def test_whoever_sees_it_anyhow_is_not_told_of_an_opening(
    world: World, browser_of: Callable[[str], Client]
) -> None:
    near = world.warning(level=1)
    glass.ask("warning", near.number, "误填", alone=True, actor=at(world, "DIS1"), now=clock.now())
    page = browser_of("DIS1").get(f"/warnings/{near.token}/").content.decode()
    assert near.number in page and "紧急查阅：" not in page
