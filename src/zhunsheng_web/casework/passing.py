"""How what passing time does is done once: a transaction of its own for every row, which looks
again at the row it holds, sealed under a name made of its cause; and who is told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.barriers import barriers_of, gone_of, handled_at
from zhunsheng_web.casework.crew import heads, nearest
from zhunsheng_web.casework.handling import Told
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import DESK_ORDER, OPEN, Desk, Verb
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import AlreadyDone, Deed, deed

M = TypeVar("M", bound=Model)
RUNNING = Warning.objects.filter(stage__in=OPEN, suspended_at=None)
"""The warnings whose limits run. By their stages, not by ``state``: of what is due next there are
indexes, and one that begins with all that is open would be taken before them."""


class Passed(Exception):
    """Meanwhile there is nothing to be done any more."""


def each(found: QuerySet[M], act: Callable[[M], None]) -> int:
    """Does it with each row, held, in a transaction of its own; how many times it was done."""
    done = 0
    for pk in list(found.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows = found.select_for_update(of=("self",)).filter(pk=pk)
                row = rows.first()
                if row is None:
                    continue
                act(row)
        except (Passed, AlreadyDone):
            continue
        done += 1
    return done


def sealed(
    warning: Warning, verb: Verb, name: str, now: dt.datetime
) -> AbstractContextManager[Deed]:
    """The record of what the system does with a warning by itself."""
    return deed(f"warning.{verb}", who="system", on=("warning", warning.token), now=now, name=name)


def system(now: dt.datetime) -> Actor:
    """Who acts where nobody does."""
    return Actor(0, "system", Text("系统", "The system"), (), day_of(now))


def told(
    warning: Warning, who: Iterable[Told], kind: str, now: dt.datetime, title: Text,
    cause: str = "",
) -> None:  # fmt: skip
    """Tells those of a warning who are named in the rules; once for each cause, which is the step
    and its limit where nothing else is said."""
    due = f"{warning.due_at:%Y%m%d}" if warning.due_at else ""
    tell(
        people_told(warning, who, day_of(now)),
        kind=kind,
        cause=cause or f"{kind}:{warning.token}:{warning.stage_at:%Y%m%d%H%M%S}:{due}",
        title=title.fill(number=warning.number),
        link=page_of(warning),
        now=now,
    )


def people_told(warning: Warning, who: Iterable[Told], on: dt.date) -> list[Person]:
    """Those of a warning who are named in the rules: only people who may see it."""
    matter = matter_of(warning)
    found: dict[Person, None] = {}
    for one in who:
        match one:
            case "assignee" if warning.assignee is not None:
                found[warning.assignee] = None
            case "assignee" | "desk":
                people = nearest(DESKS[warning.desk], warning.handled_path, matter, on)
                found.update(dict.fromkeys(people))
            case "desk-head":
                found.update(dict.fromkeys(heads(warning.handled_path, matter, on)))
            case "next-line":
                desk, path = _next(warning, on)
                found.update(dict.fromkeys(nearest(DESKS[desk], path, matter, on)))
            case "leader":
                found.update(
                    dict.fromkeys(nearest((Role.LEADER,), warning.handled_path, matter, on))
                )
    return list(found)


def above(path: str) -> str:
    """The office above; the root itself for the root."""
    shorter = path[: path.rstrip(".").rfind(".") + 1]
    return shorter or path


def _next(warning: Warning, on: dt.date) -> tuple[str, str]:
    """The desk after this one; after the last, the same one an office higher."""
    at = DESK_ORDER.index(Desk(warning.desk)) + 1
    if at == len(DESK_ORDER):
        return warning.desk, above(warning.handled_path)
    gone = gone_of(warning.office_path, on)
    return handled_at(warning.office_path, DESK_ORDER[at], barriers_of(warning), gone)
