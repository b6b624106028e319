"""Two acts that wait for each other in a circle: the database ends one of them, and that one is
done anew, by itself. (PostgreSQL manual, §13.3.4: be prepared to retry; SQLite has one writer.)

Everything of an act is in one transaction, and its record is sealed last: what the database ended
has left nothing behind.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

from zhunsheng.model.text import Text
from zhunsheng_web.casework.faults import NotDone

T = TypeVar("T")
TIMES = 5
_ENDED = {"40P01", "40001"}
"""SQLSTATE: deadlock detected, serialization failure."""
_BUSY = Text(
    "同时有多人办理相互牵连的预警，本次未能办理，数据没有变化。请稍后再提交一次。",
    "Several people are handling warnings that hang together, and this was not done; nothing has "
    "changed. Send it again in a moment.",
)


def in_turn(act: Callable[[], T]) -> T:
    """Does it, again where it was ended so. Raises NotDone if it was ended each time."""
    for attempt in range(TIMES):
        try:
            return act()
        except OperationalError as error:
            ended = getattr(error.__cause__, "sqlstate", None) in _ENDED
            # Inside a greater transaction nothing can be asked any more: that one begins anew.
            if not ended or connection.in_atomic_block:
                raise
        time.sleep(random.uniform(0, 0.05 * (attempt + 1)))
    raise NotDone("busy", _BUSY)
