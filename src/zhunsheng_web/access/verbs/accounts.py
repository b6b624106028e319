"""Accounts. What lets somebody in comes in two halves from two administrators, each shown once."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from allauth.mfa.models import Authenticator

from zhunsheng.model.text import Text
from zhunsheng_web.access import factors, sessions
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.administering import administering, homes, lock, required
from zhunsheng_web.access.faults import Incomplete, WrongState
from zhunsheng_web.access.models import Account, Person
from zhunsheng_web.access.taken import only_one

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
_TAKEN = Text("这个用户名已被使用，请换一个。", "This user name is taken; choose another.")
_WORDS = "abcdefghjkmnpqrstuvwxyz"


def open_account(
    person: Person,
    username: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> str:
    """Opens an account; the first half, a password for one use. It lets nobody in until the
    security administrator has handed out the other half. Raises Incomplete, WrongState."""
    told = username.strip().lower()
    if not _USERNAME.fullmatch(told):
        raise Incomplete(
            "username",
            Text(
                "用户名用小写字母、数字和 . _ -，3 至 64 位。",
                "A user name is 3 to 64 small letters, figures and . _ -",
            ),
        )
    password = _password()
    with administering(
        "account.open", actor=actor, now=now, person=person, paths=homes(person), once=once
    ) as act:
        lock(person)
        if Account.objects.filter(person=person).exists():
            raise WrongState("has-account", Text("此人已有账号。", "He has an account already."))
        with only_one("username", _TAKEN):
            Account.objects.create_user(told, password, person=person)
        act.given = {"username": told}
    return password


def hand_password(
    person: Person, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> str:
    """A new password for one use, when he has forgotten his; he is signed out everywhere."""
    password = _password()
    with administering(
        "password.hand", actor=actor, now=now, person=person, paths=homes(person), once=once
    ):
        account = _account(person)
        account.set_password(password)
        account.password_set_at = None
        account.save(update_fields=["password", "password_set_at"])
        sessions.end_all(account)
    return password


def hand_enrolment(
    person: Person, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> str:
    """A code to set up a second factor with, for the first time or anew; the factors he had are
    gone, and he is signed out everywhere."""
    plain, stored = factors.new_code()
    with administering(
        "factor.hand", actor=actor, now=now, person=person, paths=homes(person), once=once
    ) as act:
        account = _account(person)
        removed, _ = Authenticator.objects.filter(user=account).delete()
        account.enrolment, account.enrolment_until = stored, now + factors.GOOD_FOR
        account.save(update_fields=["enrolment", "enrolment_until"])
        sessions.end_all(account)
        act.given = {"removed": removed}
    return plain


def disable_account(
    person: Person, reason: str, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> None:
    """Gone at his next request."""
    _switch("account.disable", person, reason, actor, now, once, active=False)


def enable_account(
    person: Person, reason: str, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> None:
    """Lets him in again; by the security administrator."""
    _switch("account.enable", person, reason, actor, now, once, active=True)


def end_sessions(person: Person, *, actor: Actor, now: dt.datetime, once: str | None = None) -> int:
    """Ends every web session of a person; how many there were."""
    with administering(
        "session.end", actor=actor, now=now, person=person, paths=homes(person), once=once
    ) as act:
        ended = sessions.end_all(_account(person))
        act.given = {"sessions": ended}
    return ended


def _switch(
    what: str,
    person: Person,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    once: str | None,
    *,
    active: bool,
) -> None:
    told = required("reason", reason, 500)
    with administering(
        what, actor=actor, now=now, person=person, paths=homes(person), reason=told, once=once
    ):
        account = _account(person)
        account.is_active = active
        account.save(update_fields=["is_active"])
        if not active:
            sessions.end_all(account)


def _account(person: Person) -> Account:
    account = Account.objects.filter(person=person).first()
    if account is None:
        raise WrongState("no-account", Text("此人没有账号。", "He has no account."))
    return account


def _password() -> str:
    """78 bits, in five groups that can be read over a telephone; good for one sign-in."""
    groups = ["".join(secrets.choice(_WORDS) for _ in range(3)) for _ in range(5)]
    return "-".join([*groups, str(secrets.randbelow(900) + 100)]).capitalize()
