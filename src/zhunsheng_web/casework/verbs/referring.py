"""Handing a lead to discipline inspection from a warning, on which nothing of it is seen."""

from __future__ import annotations

import datetime as dt

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.acting import allow, locked, reach, stale
from zhunsheng_web.casework.conditions import obstacle
from zhunsheng_web.casework.leads import hand_over
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs.handling import said
from zhunsheng_web.record.deed import deed


def refer(
    token: str, *, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Hands a lead over. No event is written and the revision stays, so that whoever may see the
    warning and not the lead cannot tell. Raises as ``doing`` does."""
    seen = reach(token, actor=actor, now=now)
    allow(Verb.REFER, seen, actor=actor, now=now)
    name = once or f"{token}|{revision}"
    with deed("lead.hand-over", who=actor.code, on=("warning", token), now=now, name=name) as act:
        warning = locked(seen)
        if warning.revision != revision:
            raise stale()
        hindrance = obstacle(Verb.REFER, warning)
        if hindrance is not None:
            raise hindrance
        act.texts["text"] = said(text)
        hand_over(warning, text, by=actor, now=now)
    return warning
