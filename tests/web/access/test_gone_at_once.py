"""What was taken away is gone at the next request (P26); web sessions end."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client

from web.access.entry import show_password, sign_in, with_factor, with_password
from web.world import World
from zhunsheng_web import clock
from zhunsheng_web.access import middleware, sessions
from zhunsheng_web.access.models import Account, Leave, Person, Posting
from zhunsheng_web.access.verbs import accounts, postings
from zhunsheng_web.api import auth
from zhunsheng_web.api.keys import make_key
from zhunsheng_web.api.models import AccessKey
from zhunsheng_web.casework.models import Barrier, Warning

Browser = Callable[[str], Client]


@dataclass
class Holder:
    """Somebody with a web session that stays open, a key for a program, and a warning he sees."""

    world: World
    browser_of: Browser
    warning: Warning
    code: str = "FUN1"
    client: Client = field(init=False)
    key: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.browser_of(self.code)
        _, secret = make_key("试", "read", 1, actor=self.world.actor(self.code), now=clock.now())
        self.key = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    @property
    def person(self) -> Person:
        return self.world.people[self.code]

    def served(self, way: str) -> bool:
        """Asks by one of the ways; is he given what he asks for?"""
        token = self.warning.token
        match way:
            case "page":
                answer = self.client.get(f"/warnings/{token}/")
            case "api":
                answer = self.client.get(f"/api/v1/warnings/{token}")
            case "key":
                answer = Client().get(f"/api/v1/warnings/{token}", **self.key)  # type: ignore[arg-type]
            case "rows":
                given = {"form": "csv", "purpose": "核查"}
                answer = self.client.post(f"/papers/exports/rows/{token}/", given)
            case "list":
                answer = self.client.post("/papers/exports/warnings/", {"form": "csv"})
                return self.warning.number in answer.content.decode(errors="replace")
            case "paper":
                given = {"thing": token, "kind": "docx"}
                answer = self.client.post("/papers/make/warning-sheet/", given)
        return answer.status_code == 200

    def lose(self, how: str, moment: dt.datetime) -> None:
        """His right is taken away by those who may."""
        day, kept = clock.today(), {"actor": self.world.actor("SYS1"), "now": moment}
        if how == "disabled":
            accounts.disable_account(self.person, "调离", **kept)  # type: ignore[arg-type]
        elif how == "transferred":
            postings.end_posting(self.person.postings.get(), day, "转岗", **kept)  # type: ignore[arg-type]
        elif how == "away":
            postings.enter_leave(self.person, day, day, "annual", **kept)  # type: ignore[arg-type]
        else:
            Barrier.objects.create(warning=self.warning, kind="person", person=self.person)

    def get_back(self) -> None:
        """Everything is as it was before the round."""
        Account.objects.filter(person=self.person).update(is_active=True)
        Posting.objects.filter(person=self.person).update(valid_to=None)
        Leave.objects.all().delete()
        Barrier.objects.filter(person=self.person).delete()
        self.client = self.browser_of(self.code)
        AccessKey.objects.update(ended_at=None)


@contextmanager
def at_statement(number: int, take: Callable[[], None]) -> Iterator[None]:
    """While somebody else's request is under way, ``take`` happens before its statement of this
    number; after it, if it has not so many."""
    left, taken = number, False

    def count(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal left, taken
        left -= 1
        if left == 0 and not taken:
            taken = True
            take()
        return execute(*rest)

    with connection.execute_wrapper(count):
        yield
    if not taken:
        take()


WAYS_IN = ("page", "api", "key", "rows", "list", "paper")
"""A page, a program, and what had been prepared to be taken out."""
LOSSES = ("disabled", "transferred", "away", "recused")


def served_after_it_was_taken(world: World, browser_of: Browser, *, seed: int, rounds: int) -> int:
    """Rights are taken away between two requests or in the midst of one, now this way, now that;
    how often the next request was still served."""
    chance = random.Random(seed)
    holder, moment, served = Holder(world, browser_of, world.warning()), clock.now(), 0
    for _ in range(rounds):
        moment += dt.timedelta(seconds=1)
        way, how = chance.choice(WAYS_IN), chance.choice(LOSSES)
        assert holder.served(way), way
        take = partial(holder.lose, how, moment)
        if chance.random() < 0.5:
            with at_statement(chance.randrange(1, 40), take):
                holder.served(chance.choice(WAYS_IN))
        else:
            take()
        served += holder.served(way)
        holder.get_back()
    return served


def test_what_was_taken_away_is_gone_at_the_next_request(world: World, browser_of: Browser) -> None:
    assert served_after_it_was_taken(world, browser_of, seed=26, rounds=24) == 0


@pytest.mark.full
def test_so_it_is_a_thousand_times(world: World, browser_of: Browser) -> None:
    assert served_after_it_was_taken(world, browser_of, seed=27, rounds=1_000) == 0


@pytest.mark.parametrize("place", [middleware, auth], ids=["sessions", "keys"])
def test_the_control_rights_kept_for_a_minute_are_still_served(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch, place: ModuleType
) -> None:
    kept: dict[int, tuple[float, object]] = {}
    read = place.actor_of

    def cached(person, on, now=None):  # type: ignore[no-untyped-def]
        at, actor = kept.get(person.pk, (0.0, None))
        if time.monotonic() - at > 60:
            actor = read(person, on, now)
            kept[person.pk] = (time.monotonic(), actor)
        return actor

    monkeypatch.setattr(place, "actor_of", cached)
    assert served_after_it_was_taken(world, browser_of, seed=26, rounds=12) > 0


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
