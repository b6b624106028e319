"""A note in a warning's history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.acting import doing
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs.handling import said


def remark(
    token: str, *, text: str, attachments: Sequence[str] = (), actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Writes something down; the stage stays."""
    with doing(Verb.NOTE, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text, act.attachments = said(text), attachments
    return act.warning
