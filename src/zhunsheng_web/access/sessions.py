"""How long a web session lasts: from its beginning, and from when it was last used."""

from __future__ import annotations

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from zhunsheng_web.access.models import Account

BEGAN, SEEN = "began", "seen"
_MINUTE = 60


def begin(request: HttpRequest) -> None:
    """Starts both clocks. Seconds of the machine's clock: a demonstration's does not matter."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def over(request: HttpRequest) -> str | None:
    """Why the session is over: ``idle``, ``absolute``; None while it is not."""
    now = time.time()
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None or now - began > settings.SESSION_COOKIE_AGE:
        return "absolute"
    return "idle" if now - seen > settings.IDLE_MINUTES * _MINUTE else None


def touch(request: HttpRequest) -> None:
    """Notes that it is used; written once a minute at most, so it may end that much early."""
    now = int(time.time())
    if now - request.session[SEEN] >= _MINUTE:
        request.session[SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now()
        )


def end_all(account: Account) -> int:
    """Ends every web session of an account; how many there were."""
    held = list(UserSession.objects.filter(user=account))
    for one in held:
        one.end()
    return len(held)
