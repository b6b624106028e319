"""The door of a page: who is not signed in is shown the way to sign in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.demo import is_open
from zhunsheng_web.access.roles import Role
from zhunsheng_web.ui.faults import not_there

View = Callable[..., HttpResponse]


def actor_in(request: HttpRequest) -> Actor:
    """Who asks; the page is behind :func:`signed_in`."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def signed_in(view: View) -> View:
    """Only for somebody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is None:  # type: ignore[attr-defined]
            door = "access:door" if is_open(request) else settings.LOGIN_URL
            return cast(HttpResponse, redirect_to_login(_come_back_to(request), resolve_url(door)))
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def _come_back_to(request: HttpRequest) -> str:
    """Where he goes on once he is signed in: the page, or the one on which the form stood that he
    sent too late; a form itself cannot be asked for."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    stood_on = urlsplit(request.headers.get("Referer", ""))
    if stood_on.netloc != request.get_host():
        return "/"
    return urlunsplit(("", "", stood_on.path or "/", stood_on.query, ""))


def only(*roles: Role) -> Callable[[View], View]:
    """Only for somebody who holds one of these roles today; to others the page is not there."""

    def wrap(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not actor_in(request).roles & set(roles):
                return not_there(request)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def once_of(request: HttpRequest) -> str | None:
    """The one-time name a form carried."""
    return request.POST.get("once") or None
