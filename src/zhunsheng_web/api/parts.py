"""Lists in parts: the cursor says where the next one begins, and tells no number of rows."""

from __future__ import annotations

import base64
import binascii
import datetime as dt

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import NEWEST, Parts, loaded

_WRONG = Text(
    "续页标记无法识别。请使用上一次返回的 next。",
    "This cursor means nothing. Use the `next` of the part before.",
)


def cursor(*parts: str) -> str:
    """Several texts as one."""
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def opened(given: str, number: int) -> list[str]:
    """The texts of a cursor. Raises Incomplete."""
    try:
        told = base64.urlsafe_b64decode(given.rstrip("=") + "=" * (-len(given.rstrip("=")) % 4))
        parts = told.decode().split("|")
    except (binascii.Error, ValueError):
        raise Incomplete("after", _WRONG) from None
    if len(parts) != number or "\0" in told.decode():
        raise Incomplete("after", _WRONG)
    return parts


def newest_first(rows: Parts, after: str | None, limit: int) -> tuple[list[Warning], str | None]:
    """A part of the warnings, newest first, and the cursor of the next."""
    if after is not None:
        made, token = opened(after, 2)
        moment = a_moment(made)
        older = Q(created_at__lt=moment) | Q(token__lt=token)
        rows = rows.filter(older, created_at__lte=moment)
    found = loaded(rows.first(limit + 1, NEWEST))
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], cursor(last.created_at.isoformat(), last.token)


def a_moment(text: str) -> dt.datetime:
    """The moment in a cursor. Raises Incomplete."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Incomplete("after", _WRONG) from None
    if moment.tzinfo is None or not 1970 < moment.year < 9999:
        raise Incomplete("after", _WRONG)
    return moment
