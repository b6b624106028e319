"""What was taken away is gone at the next request (P26); web sessions end."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from web.access.entry import show_password, sign_in, with_factor, with_password
from web.world import World
from zhunsheng_web import clock
from zhunsheng_web.access import middleware, sessions
from zhunsheng_web.access.models import Account, Leave, Posting
from zhunsheng_web.access.verbs import accounts, postings
from zhunsheng_web.casework.models import Barrier

Browser = Callable[[str], Client]


def served_after_it_was_taken(world: World, browser_of: Browser, *, seed: int, rounds: int) -> int:
    """In a session that stays open, rights are taken away between two requests, now this way, now
    that; how often the second request was still served."""
    chance = random.Random(seed)
    warning = world.warning()
    person, page = world.people["FUN1"], f"/warnings/{warning.token}/"
    posting, client, served = person.postings.get(), browser_of("FUN1"), 0
    moment = clock.now()
    for _ in range(rounds):
        moment += dt.timedelta(seconds=1)
        for _ in range(chance.randrange(1, 3)):
            assert client.get(page).status_code == 200
        day, kept = clock.today(), {"actor": world.actor("SYS1"), "now": moment}
        way = chance.choice(["disabled", "transferred", "away", "recused"])
        if way == "disabled":
            accounts.disable_account(person, "调离", **kept)  # type: ignore[arg-type]
        elif way == "transferred":
            postings.end_posting(posting, day, "转岗", **kept)  # type: ignore[arg-type]
        elif way == "away":
            postings.enter_leave(person, day, day, "annual", **kept)  # type: ignore[arg-type]
        else:
            Barrier.objects.create(warning=warning, kind="person", person=person)
        served += client.get(page).status_code == 200
        Account.objects.filter(person=person).update(is_active=True)
        Posting.objects.filter(pk=posting.pk).update(valid_to=None)
        Leave.objects.all().delete()
        Barrier.objects.filter(person=person).delete()
        if way == "disabled":
            client = browser_of("FUN1")
    return served


def test_what_was_taken_away_is_gone_at_the_next_request(world: World, browser_of: Browser) -> None:
    assert served_after_it_was_taken(world, browser_of, seed=26, rounds=24) == 0


def test_the_control_rights_kept_for_a_minute_are_still_served(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[int, tuple[float, object]] = {}
    read = middleware.actor_of

    def cached(person, on, now=None):  # type: ignore[no-untyped-def]
        at, actor = kept.get(person.pk, (0.0, None))
        if time.monotonic() - at > 60:
            actor = read(person, on, now)
            kept[person.pk] = (time.monotonic(), actor)
        return actor

    monkeypatch.setattr(middleware, "actor_of", cached)
    assert served_after_it_was_taken(world, browser_of, seed=26, rounds=6) > 0


def test_an_acting_post_begins_and_ends_by_its_days(world: World) -> None:
    Posting.objects.create(
        person=world.people["W1"], office=world.offices["6401-a"], role="section-head",
        command=True, acting_for=world.people["SH1"], valid_from=dt.date(2026, 11, 2),
        valid_to=dt.date(2026, 11, 4),
    )  # fmt: skip
    held = [world.actor("W1", dt.date(2026, 11, day)).commands for day in (1, 2, 3, 4)]
    assert [bool(commands) for commands in held] == [False, True, True, False]


@pytest.fixture
def signed_in_twice(world: World) -> tuple[Account, Client, Client]:
    cache.clear()
    account = with_password(world, "FUN1")
    account.password_set_at = clock.now()
    account.save()
    secret, here, there = with_factor(account), Client(), Client()
    sign_in(here, account, secret)
    sign_in(there, account, secret)
    return account, here, there


def test_the_security_administrator_ends_every_session(
    world: World, signed_in_twice: tuple[Account, Client, Client]
) -> None:
    account, here, there = signed_in_twice
    assert UserSession.objects.filter(user=account).count() == 2
    kept = {"actor": world.actor("SEC1"), "now": clock.now()}
    assert accounts.end_sessions(world.people["FUN1"], **kept) == 2  # type: ignore[arg-type]
    assert [client.get("/").status_code for client in (here, there)] == [302, 302]


def test_one_ends_one_s_other_sessions_oneself(
    signed_in_twice: tuple[Account, Client, Client],
) -> None:
    _, here, there = signed_in_twice
    assert here.get("/account/sessions/").status_code == 200
    here.post("/account/sessions/")
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_a_new_second_factor_ends_them_and_voids_the_old_one(
    world: World, signed_in_twice: tuple[Account, Client, Client]
) -> None:
    account, here, _ = signed_in_twice
    accounts.hand_enrolment(world.people["FUN1"], actor=world.actor("SEC1"), now=clock.now())
    assert here.get("/").status_code == 302
    show_password(here, account)
    assert here.get("/")["location"] == "/access/begin/"


def test_a_disabled_account_cannot_sign_in(world: World) -> None:
    cache.clear()
    account = with_password(world, "FUN1")
    account.is_active = False
    account.save()
    client = Client()
    assert client.get(show_password(client, account)["location"]).status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("minutes", "hours", "status"), [(29, 0, 200), (31, 0, 302), (0, 11, 200), (0, 13, 302)]
)
def test_a_session_ends_when_it_is_left_alone_and_when_it_has_lasted(
    world: World, browser_of: Browser, minutes: int, hours: int, status: int
) -> None:
    client = browser_of("FUN1")
    session = client.session
    session[sessions.SEEN] = int(time.time()) - minutes * 60
    session[sessions.BEGAN] = int(time.time()) - hours * 3600 - minutes * 60
    session.save()
    assert client.get("/").status_code == status
    # Ended is ended: it does not come back by being asked again.
    assert client.get("/").status_code == status


def test_who_was_away_is_told_why(world: World, browser_of: Browser) -> None:
    client = browser_of("FUN1")
    session = client.session
    session[sessions.SEEN] = int(time.time()) - 31 * 60
    session.save()
    assert "已自动退出" in client.get("/", follow=True).content.decode()


def test_a_session_whose_clock_was_never_started_is_over(world: World, browser_of: Browser) -> None:
    client = browser_of("FUN1")
    session = client.session
    del session[sessions.BEGAN]
    session.save()
    assert client.get("/").status_code == 302


def test_a_form_sent_too_late_leads_back_to_the_page_it_stood_on(
    world: World, browser_of: Browser
) -> None:
    late = {"Referer": "http://testserver/warnings/?when=late", "Host": "testserver"}
    for headers, where in (
        (late, "/warnings/%3Fwhen%3Dlate"),
        (late | {"Referer": "https://elsewhere.example/warnings/"}, "/"),
        ({}, "/"),
    ):
        client = browser_of("FUN1")
        session = client.session
        session[sessions.BEGAN] = session[sessions.SEEN] = time.time() - 3 * 24 * 3600
        session.save()
        answer = client.post("/notices/seen/", headers=headers)
        assert answer.status_code == 302 and answer["Location"].endswith(f"?next={where}"), answer
