"""Names by need: the people and firms of a warning stand under letters (``casework.masks``) until
the reader says what he needs their names for.

That is kept for a quarter of an hour in his web session; every page shown with names meanwhile is
sealed before it is shown.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.backends.base import SessionBase

from zhunsheng.model.text import Text

OPEN_FOR = dt.timedelta(minutes=15)
PURPOSES = {
    "verify": Text("核查这件预警", "to verify this warning"),
    "ask": Text("要求经办人说明", "to ask the officer"),
    "talk": Text("约谈、提醒", "to talk with the officer"),
    "rectify": Text("督促整改", "to see to what has to be put right"),
    "refer": Text("移交线索", "to hand over a lead"),
    "review": Text("复核、抽查", "to review or look again"),
}
_SESSION = "names"


def unmask(session: SessionBase, token: str, purpose: str, now: dt.datetime) -> None:
    """Keeps in the web session that the names of one warning are open, and what for."""
    opened = {
        key: kept for key, kept in session.get(_SESSION, {}).items() if kept[1] > now.timestamp()
    }
    opened[token] = [purpose, (now + OPEN_FOR).timestamp()]
    session[_SESSION] = opened


def mask_again(session: SessionBase, token: str) -> None:
    """Ends it early."""
    session[_SESSION] = {k: kept for k, kept in session.get(_SESSION, {}).items() if k != token}


def purpose_of(session: SessionBase, token: str, now: dt.datetime) -> str | None:
    """What the names of a warning were opened for, if they still are."""
    kept = session.get(_SESSION, {}).get(token)
    return kept[0] if kept and kept[1] > now.timestamp() and kept[0] in PURPOSES else None
