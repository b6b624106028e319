"""Reviews of the register after a change of law, on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from zhunsheng.model.errors import Place
from zhunsheng.model.text import Text


@dataclass(frozen=True, slots=True)
class Review:
    """On a day, somebody held the items that rest on a law against its new text (动态维护).

    ``items``: ``section/id`` of those looked at; empty: all that rest on the law.
    """

    id: str
    law: str
    on: dt.date
    by: Text
    items: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)
