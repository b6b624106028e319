"""Every request knows who asks, from the database, at once: what was taken away is gone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access.actor import actor_of
from zhunsheng_web.clock import now, today


class ActorMiddleware:
    """Sets ``request.actor`` (None for nobody) and ends web sessions left alone too long."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        user = request.user
        if user.is_authenticated:
            person = user.person
            if person is None:
                logout(request)
            else:
                request.actor = actor_of(person, today(), now())  # type: ignore[attr-defined]
        request.now = now()  # type: ignore[attr-defined]
        return self._respond(request)
