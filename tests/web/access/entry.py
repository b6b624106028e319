"""Going in as people do: password, second factor, the code to set one up."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from web.world import NOW, World
from zhunsheng_web.access import factors
from zhunsheng_web.access.models import Account

PASSWORD = "Granite-7-Lantern"


def with_password(world: World, code: str, *, handed: bool = False) -> Account:
    """The account of a person, with the password; ``handed``: he has yet to choose his own."""
    account: Account = world.people[code].account
    account.set_password(PASSWORD)
    account.password_set_at = None if handed else NOW
    account.save()
    return account


def with_factor(account: Account) -> str:
    """Sets up an authenticator app; its secret."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(account, secret)
    return secret


def code_of(secret: str) -> str:
    """What the app shows now. A code is good once: the memory of used ones is wiped."""
    cache.clear()
    counter = int(time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def enrolment_for(account: Account) -> str:
    """The code the security administrator hands out."""
    plain, account.enrolment = factors.new_code()
    account.enrolment_until = NOW + factors.GOOD_FOR
    account.save()
    return plain


def show_password(client: Client, account: Account, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post("/account/login/", {"login": account.username, "password": password})


def sign_in(client: Client, account: Account, secret: str) -> None:
    """The whole way; fails the test if it does not lead in."""
    assert show_password(client, account)["location"] == "/account/2fa/authenticate/"
    answer = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
