"""Who asks: by a key of his own, or by the web session of a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.walls import admit
from zhunsheng_web.api.keys import recognised
from zhunsheng_web.casework.faults import NotAllowed
from zhunsheng_web.clock import now, today
from zhunsheng_web.record.deed import note

_SAFE = ("GET", "HEAD", "OPTIONS")
_READ_ONLY = Text(
    "这个密钥只能读取。请使用范围为 act 的密钥。", "This key may only read. Use one of scope act."
)


class ByKey(HttpBearer):
    """``Authorization: Bearer zsk_…``."""

    openapi_name = "key"

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        moment = now()
        key = recognised(token, moment)
        if key is None:
            # Not left to the session: a key that is over must not act by another right.
            raise AuthenticationError
        if key.scope != "act" and request.method not in _SAFE:
            note("key.use", who=key.person.code, on=("key", key.token), now=moment,
                 result="denied", why="read-only-key")  # fmt: skip
            raise NotAllowed("read-only-key", _READ_ONLY)
        request.by_key = key  # type: ignore[attr-defined]
        actor = actor_of(key.person, today(), moment)
        admit(actor)
        return actor


class BySession(APIKeyCookie):
    """The cookie of a signed-in browser, with its CSRF token for whatever changes something."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=True)
        self.openapi_name = "session"

    def _get_key(self, request: HttpRequest) -> str | None:
        # Nobody's request needs no protection; asking for a sign-in comes first.
        return super()._get_key(request) if _signed_in(request) else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        return _signed_in(request)


def _signed_in(request: HttpRequest) -> Actor | None:
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def asking(request: HttpRequest) -> Actor:
    """Who asks; the operation is behind one of the two."""
    actor = request.auth  # type: ignore[attr-defined]
    assert isinstance(actor, Actor)
    return actor
