"""How often somebody may be wrong, counted so that nobody can lock out somebody else.

Failures are counted per account and browser: a browser in which the account was used before carries
a signed mark and has a count of its own, whatever others try from the same address. Browsers
without the mark share one count per account and address; and all of them together are slowed per
account, against guessing from many addresses. (OWASP ASVS 5.0 6.3.1; GB/T 22239 §8.1.4.1.)
"""

from __future__ import annotations

import secrets

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

_COOKIE = "known"
_YEAR = 365 * 24 * 3600
_STRANGERS = {"strangers": "50/h/key"}
"""Failed attempts at one account from all browsers that never signed in to it."""


def bucket(request: HttpRequest, login: str, address: str) -> str:
    """Under which name a failure at ``login`` is counted."""
    return f"{login.lower()}|{known(request, login) or address}"


def known(request: HttpRequest, login: str) -> str | None:
    """The mark of a browser in which this account was used before."""
    return _marks(request).get(login.lower())


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Marks the browser after a complete sign-in; at most five accounts a browser."""
    marks = _marks(request)
    mark = marks.pop(login.lower(), None) or secrets.token_hex(8)
    kept = dict(list(marks.items())[-4:]) | {login.lower(): mark}
    response.set_cookie(
        _cookie_name(),
        signing.dumps(kept, salt="known-browser"),
        max_age=_YEAR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def stranger_allowed(request: HttpRequest, login: str) -> bool:
    """Counts an attempt by an unknown browser; False when there were too many in the hour."""
    usage = ratelimit.consume(
        request, app="access", action="strangers", config=_STRANGERS, key=login.lower()
    )
    return usage is not None


def _marks(request: HttpRequest) -> dict[str, str]:
    """Account → the mark this browser carries for it; none where the cookie is not ours, or old."""
    try:
        marks: dict[str, str] = signing.loads(
            request.COOKIES.get(_cookie_name(), ""), salt="known-browser", max_age=_YEAR
        )
    except signing.BadSignature:
        return {}
    return marks


def _cookie_name() -> str:
    return "__Host-known" if settings.HTTPS else _COOKIE
