"""Signing in through the organisation's own directory: it says who, never what he may do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from web.access.directory import CLIENT, SECRET, Directory
from web.access.entry import code_of, with_factor
from web.world import World
from zhunsheng_web.access.models import Account, Posting


@pytest.fixture
def directory() -> Iterator[Directory]:
    cache.clear()
    with Directory() as running:
        app = {
            "provider_id": "directory", "name": "内网统一身份", "client_id": CLIENT,
            "secret": SECRET, "settings": {"server_url": running.issuer},
        }  # fmt: skip
        told = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        with override_settings(SOCIALACCOUNT_PROVIDERS=told):
            yield running


def through(client: Client, process: str = "login"):  # type: ignore[no-untyped-def]
    """Presses the button, goes to the directory and comes back with its answer."""
    start = client.post(f"/account/oidc/directory/login/?process={process}")
    back = requests.get(start["location"], allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.partition("testserver")[2])


def test_the_button_is_there_when_there_is_a_directory(db: None, directory: Directory) -> None:
    assert "统一身份" in Client().get("/account/login/").content.decode()
    with override_settings(SOCIALACCOUNT_PROVIDERS={}):
        assert "统一身份" not in Client().get("/account/login/").content.decode()


def test_whom_both_know_is_led_to_his_second_factor_and_in(
    world: World, directory: Directory
) -> None:
    account, client = world.people["FUN1"].account, Client()
    secret = with_factor(account)
    directory.who = {"sub": "77", "preferred_username": "fun1"}
    assert through(client)["location"] == "/account/2fa/authenticate/"
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/").status_code == 200
    assert SocialAccount.objects.get().user == account


def test_the_directory_alone_is_one_factor(world: World, directory: Directory) -> None:
    directory.who = {"sub": "77", "preferred_username": "fun1"}
    client = Client()
    through(client)
    assert client.get("/")["location"] == "/access/begin/"


@pytest.mark.parametrize(
    "who",
    [
        {"sub": "1", "preferred_username": "stranger", "email": "fun1@example.org"},
        {"sub": "1"},
        {"sub": "1", "preferred_username": ["fun1"]},
        {"sub": "1", "preferred_username": "fun1", "disabled here": "yes"},
    ],
)
def test_whom_only_the_directory_knows_is_not_let_in_and_nothing_is_made_of_him(
    world: World, directory: Directory, who: dict[str, object]
) -> None:
    if "disabled here" in who:
        Account.objects.filter(username="fun1").update(is_active=False)
    accounts, posts = Account.objects.count(), Posting.objects.count()
    directory.who, client = who, Client()
    answer = through(client)
    assert answer.status_code == 403
    assert "目录不能授予权限" in answer.content.decode()
    assert client.get("/").status_code == 302
    assert (Account.objects.count(), Posting.objects.count()) == (accounts, posts)
    assert not SocialAccount.objects.exists()


def test_nobody_ties_another_identity_to_his_account(
    world: World, directory: Directory, browser_of
) -> None:  # type: ignore[no-untyped-def]
    directory.who = {"sub": "99", "preferred_username": "lead1"}
    assert through(browser_of("W1"), "connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_what_the_directory_did_not_say_is_refused(world: World, directory: Directory) -> None:
    answer = Client().get("/account/oidc/directory/login/callback/?code=forged&state=forged")
    assert answer.status_code in (200, 401)
    assert "没有登录" in answer.content.decode()


def test_tokens_of_the_directory_are_not_kept() -> None:
    assert settings.SOCIALACCOUNT_STORE_TOKENS is False
