"""The second factor: who has shown it in this web session, and the code that lets one set it up.

A first factor alone opens nothing. Who has no second one yet enters the code the security
administrator gave him, sets one up, and is in: so neither administrator can sign in as somebody
else, since the other half is with the other (P24 of the promises).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from zhunsheng_web.access.models import Account

STRONG = "strong"
ENROLLING = "enrolling"
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
GOOD_FOR = dt.timedelta(days=7)


def strong(session: SessionBase, how: str = "second-factor") -> None:
    """Marks a web session as complete. ``how``: ``second-factor``, or ``demo`` for the
    demonstration's door, which counts in a demonstration alone."""
    session[STRONG] = how


def is_strong(session: SessionBase) -> bool:
    """Was the sign-in complete?"""
    how = session.get(STRONG)
    return how == "second-factor" or (how == "demo" and settings.DEMO)


def new_code() -> tuple[str, str]:
    """A code of 24 letters (120 bits) in groups of six, and what is stored of it."""
    plain = "".join(secrets.choice(_LETTERS) for _ in range(24))
    return "-".join(plain[at : at + 6] for at in range(0, 24, 6)), _stored(plain)


def fits(account: Account, code: str, now: dt.datetime) -> bool:
    """Is this the code the account waits for?"""
    if not account.enrolment or account.enrolment_until is None or now > account.enrolment_until:
        return False
    plain = "".join(sign for sign in code.lower() if sign in _LETTERS)
    return hmac.compare_digest(account.enrolment, _stored(plain))


def _stored(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
