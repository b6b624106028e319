"""Every request knows who asks, from the database, at once: what was taken away is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from zhunsheng_web.access import factors, sessions
from zhunsheng_web.access.actor import actor_of
from zhunsheng_web.access.passwords import must_change
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now, today

_ALWAYS = frozenset({"account_logout", "set_language"})
_BEGINNING = _ALWAYS | {"access:begin", "account_reauthenticate", "mfa_reauthenticate"}
_ENROLLING = _BEGINNING | {"mfa_activate_totp", "mfa_add_webauthn"}
_CHANGING = _ALWAYS | {"account_change_password"}
ENDED = {
    "idle": told(
        "您离开时间较长，系统已自动退出，请重新登录。刚才填写的内容没有提交；回到办理表单时，"
        "本标签页会恢复已填的文字和选项，附件须重新选择。",
        "You were away for a while and have been signed out. What you had filled in was not sent; "
        "back at the form of a warning, this tab brings it up again. Files are chosen anew.",
    ),
    "absolute": told(
        "本次登录已到最长时限，请重新登录。",
        "This sign-in has lasted as long as one may. Sign in again.",
    ),
}


class ActorMiddleware:
    """Sets ``request.actor`` (None for nobody) and ends web sessions left alone too long.

    Who has only shown his password is nobody, and is led to the second factor; likewise who has
    yet to choose a password of his own.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        request.must_first = None  # type: ignore[attr-defined]
        user = request.user
        if user.is_authenticated:
            self._admit(request, user)
        return self._respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        must_first = request.must_first  # type: ignore[attr-defined]
        if must_first is None:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if must_first == "account_change_password":
            allowed = _CHANGING
        else:
            allowed = _ENROLLING if request.session.get(factors.ENROLLING) else _BEGINNING
        return None if name in allowed else redirect(must_first)

    def _admit(self, request: HttpRequest, user: Any) -> None:
        why = sessions.over(request)
        if user.person is None or why is not None:
            logout(request)
            if why is not None:
                messages.info(request, ENDED[why])
            return
        sessions.touch(request)
        moment = request.now  # type: ignore[attr-defined]
        if not factors.is_strong(request.session):
            request.must_first = "access:begin"  # type: ignore[attr-defined]
        elif _by_password(request) and must_change(user, moment):
            request.must_first = "account_change_password"  # type: ignore[attr-defined]
        else:
            request.actor = actor_of(user.person, today(), moment)  # type: ignore[attr-defined]


def _by_password(request: HttpRequest) -> bool:
    records = request.session.get("account_authentication_methods") or ()
    return any(record.get("method") == "password" for record in records)
