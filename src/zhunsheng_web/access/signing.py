"""What happens when somebody signs in or out or changes a factor: clocks start, it is sealed."""

from __future__ import annotations

import contextlib
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factor_signals
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access import factors, lockout, sessions
from zhunsheng_web.access.models import Account
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.record.log import NotSealed


def connect() -> None:
    """Called once, when the room is ready."""
    auth_signals.user_logged_in.connect(_clocks_start, dispatch_uid="clocks")
    auth_signals.user_logged_out.connect(_signed_out, dispatch_uid="signed-out")
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="signed-in")
    factor_signals.authentication_failed.connect(_factor_failed, dispatch_uid="factor-failed")


def _clocks_start(request: HttpRequest, **_: Any) -> None:
    sessions.begin(request)


def _signed_in(
    request: HttpRequest, user: Account, response: HttpResponse | None = None, **_: Any
) -> None:
    records = get_authentication_records(request, user)
    complete = any(record.get("method") == "mfa" for record in records)
    seal("session.begin", user, why="second-factor" if complete else "first-factor")
    if complete:
        factors.strong(request.session)
        if response is not None:
            lockout.remember(request, response, user.username)


def _signed_out(request: HttpRequest, user: Account | None, **_: Any) -> None:
    # Nobody is kept signed in because a log is full: leaving takes rights away, it gives none.
    if user is not None and user.person is not None:
        with contextlib.suppress(NotSealed):
            seal("session.end", user)


def _factor_failed(user: Account, authenticator: Any, **_: Any) -> None:
    seal("session.begin", user, result="denied", why=str(authenticator.type))


def seal(what: str, account: Account, *, result: str = "done", why: str | None = None) -> None:
    """Seals what the owner of an account did about it. Raises NotSealed."""
    code = account.person.code if account.person else "unknown"
    note(what, who=code, on=("account", code), now=now(), result=result, why=why)
