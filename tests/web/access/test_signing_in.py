"""Signing in: two factors, both the person's own; failures counted; every step sealed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from web.access.entry import (
    PASSWORD,
    code_of,
    enrolment_for,
    show_password,
    sign_in,
    with_factor,
    with_password,
)
from web.world import NOW, World
from zhunsheng_web.access import factors, lockout, middleware
from zhunsheng_web.access.adapters import AccountAdapter
from zhunsheng_web.access.models import Account
from zhunsheng_web.record import log
from zhunsheng_web.record.reconciling import records


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The clock of the world, and no attempts remembered."""
    for room in ("middleware", "views.beginning", "adapters", "signing"):
        monkeypatch.setattr(f"zhunsheng_web.access.{room}.now", lambda: NOW)
    monkeypatch.setattr("zhunsheng_web.access.middleware.today", NOW.date)
    cache.clear()


def sealed() -> list[tuple[str, str, str]]:
    """What the log says: (what, who, result)."""
    size = log.log().checkpoint.checkpoint.size
    return [(record.what, record.who, record.result) for _, record in records(0, size)]


def test_password_and_code_lead_in_and_the_log_says_so(world: World) -> None:
    account, client = with_password(world, "FUN1"), Client()
    sign_in(client, account, with_factor(account))
    assert client.get("/").status_code == 200
    assert ("session.begin", "FUN1", "done") in sealed()


def test_a_password_alone_is_nobody(world: World) -> None:
    account, client = with_password(world, "FUN1"), Client()
    show_password(client, account)
    for path in ("/", "/boards/monitoring/", "/account/2fa/totp/activate/", "/account/password/"):
        assert client.get(path)["location"] == "/access/begin/", path


def test_the_control_a_password_alone_leads_in_where_the_second_factor_is_not_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware.factors, "is_strong", lambda session: True)
    account, client = with_password(world, "FUN1"), Client()
    show_password(client, account)
    assert client.get("/").status_code == 200


def test_who_has_no_second_factor_sets_one_up_with_the_code_he_was_given(world: World) -> None:
    account, client = with_password(world, "FUN1"), Client()
    plain = enrolment_for(account)
    show_password(client, account)
    assert client.post("/access/begin/", {"code": "wrong"}).status_code == 200
    assert client.post("/access/begin/", {"code": plain.upper()}).status_code == 302
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page).group(1)  # type: ignore[union-attr]
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert client.get("/").status_code == 200
    account.refresh_from_db()
    assert account.enrolment == ""
    assert ("factor.begin", "FUN1", "denied") in sealed()
    assert ("factor.add", "FUN1", "done") in sealed()


def test_a_code_that_is_used_or_too_old_sets_nothing_up(world: World) -> None:
    account = with_password(world, "FUN1")
    plain = enrolment_for(account)
    assert factors.fits(account, plain, NOW)
    assert not factors.fits(account, plain, NOW + dt.timedelta(days=8))
    account.enrolment = ""
    assert not factors.fits(account, "", NOW)
    assert not factors.fits(account, plain, NOW)


def test_a_password_handed_out_has_to_be_changed_before_anything_else(world: World) -> None:
    account, client = with_password(world, "FUN1", handed=True), Client()
    sign_in(client, account, with_factor(account))
    assert client.get("/")["location"] == "/account/password/"
    new = {
        "oldpassword": PASSWORD,
        "password1": "Harbour-9-Kettle",
        "password2": "Harbour-9-Kettle",
    }
    assert client.post("/account/password/", new)["location"] == "/"
    assert client.get("/").status_code == 200
    assert ("password.change", "FUN1", "done") in sealed()


def test_by_the_chinese_profile_a_password_ages(world: World) -> None:
    account, client = with_password(world, "FUN1"), Client()
    account.password_set_at = NOW - dt.timedelta(days=91)
    account.save()
    sign_in(client, account, with_factor(account))
    assert client.get("/")["location"] == "/account/password/"
    with override_settings(PASSWORD_DAYS=None):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "bad", ["short-A1", "alllowercaseletters", "FUN1-and-More-1", "Password123"]
)
def test_a_weak_password_is_refused_with_the_reason(world: World, bad: str) -> None:
    account, client = with_password(world, "FUN1"), Client()
    sign_in(client, account, with_factor(account))
    answer = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    )
    assert answer.status_code == 200
    assert 'class="fault"' in answer.content.decode()
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_wrong_and_an_unknown_name_are_told_alike(world: World) -> None:
    account = with_password(world, "FUN1")
    wrong = show_password(Client(), account, "no").content.decode()
    unknown = Client().post("/account/login/", {"login": "nobody", "password": "no"})
    for page in (wrong, unknown.content.decode()):
        assert "用户名或密码不正确" in page
    assert ("session.begin", "unknown", "denied") in sealed()


def test_five_failures_close_the_account_to_that_browser(world: World) -> None:
    account, client = with_password(world, "FUN1"), Client()
    for _ in range(5):
        show_password(client, account, "no")
    assert "失败次数过多" in show_password(client, account).content.decode()


def _locked_out_by_a_colleague(world: World) -> bool:
    """FUN1 signs in at his machine; a colleague behind the same address fails at his account for as
    long as he likes. Is FUN1 kept out of his own?"""
    account = with_password(world, "FUN1")
    own, secret = Client(), with_factor(account)
    sign_in(own, account, secret)
    own.post("/account/logout/")
    for _ in range(60):
        show_password(Client(), account, "no")
    return show_password(own, account).status_code != 302


def test_nobody_locks_out_somebody_else(world: World) -> None:
    assert not _locked_out_by_a_colleague(world)


def test_the_control_counting_by_account_alone_locks_him_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "bucket", lambda request, login, address: login)
    assert _locked_out_by_a_colleague(world)


def test_guessing_from_many_addresses_is_slowed_per_account(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = with_password(world, "FUN1")
    answers = []
    for number in range(60):
        monkeypatch.setattr(
            AccountAdapter, "get_client_ip", lambda self, request, n=number: f"10.0.0.{n}"
        )
        answers.append(show_password(Client(), account, "no").content.decode())
    assert "失败次数过多" not in answers[49]
    assert "失败次数过多" in answers[50]


def test_a_code_is_good_once(world: World) -> None:
    account = with_password(world, "FUN1")
    secret, first, second = with_factor(account), Client(), Client()
    show_password(first, account)
    show_password(second, account)
    code = code_of(secret)
    assert first.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert second.post("/account/2fa/authenticate/", {"code": code}).status_code == 200


def test_the_secret_of_a_factor_is_not_in_the_database_as_it_is(world: World) -> None:
    account = with_password(world, "FUN1")
    secret = with_factor(account)
    assert secret not in str(list(account.authenticator_set.values_list("data", flat=True)))


def test_the_last_factor_cannot_be_removed(world: World) -> None:
    account, client = with_password(world, "FUN1"), Client()
    sign_in(client, account, with_factor(account))
    assert "唯一的第二因素" in client.post("/account/2fa/totp/deactivate/").content.decode()
    assert account.authenticator_set.filter(type="totp").exists()


def test_a_sign_in_that_cannot_be_sealed_does_not_happen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, client = with_password(world, "FUN1"), Client()
    secret = with_factor(account)
    show_password(client, account)

    def refuse(*_: object, **__: object) -> None:
        raise log.NotSealed("disk full")

    monkeypatch.setattr("zhunsheng_web.access.signing.note", refuse)
    answer = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 503
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/account/signup/", "/account/password/reset/", "/account/email/"]
)
def test_nobody_makes_or_resets_an_account_by_himself(db: None, path: str) -> None:
    assert Client().get(f"/account/{path}").status_code == 404
    assert not Account.objects.filter(username="new").exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_one_s_own_account_are_there_in_both_languages(
    world: World, language: str
) -> None:
    account, client = with_password(world, "FUN1"), Client(headers={"accept-language": language})
    secret = with_factor(account)
    sign_in(client, account, secret)
    for path in ("2fa/", "2fa/keys/", "2fa/keys/add/", "2fa/codes/new/", "password/", "sessions/",
                 "logout/", "reauthenticate/", "2fa/reauthenticate/"):  # fmt: skip
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 200, path
        assert ("登录" in answer.content.decode()) == (language == "zh-hans") or path != "2fa/"
    assert client.post("/account/2fa/codes/new/", follow=True).status_code == 200
