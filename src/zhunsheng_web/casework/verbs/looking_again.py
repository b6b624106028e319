"""The second look at a settled warning that was drawn, by another person."""

from __future__ import annotations

import datetime as dt

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.acting import doing
from zhunsheng_web.casework.aftermath import SecondLook
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, WrongState
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import Stage, Verb
from zhunsheng_web.casework.verbs.handling import said
from zhunsheng_web.casework.verbs.raising import take_up_again
from zhunsheng_web.casework.verdicts import last_verdict


def second_look(
    token: str, *, agrees: str, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Agrees (``yes``) with how it was settled, or (``no``) reopens it."""
    with doing(Verb.SECOND_LOOK, token, actor=actor, now=now, revision=revision, once=once) as act:
        look = pending(act.warning)
        if look is None:
            raise WrongState(
                "not-drawn",
                Text("这件预警没有被抽中复看。", "This warning was not drawn for a second look."),
            )
        if look.closer_id == actor.person_id:
            raise NotAllowed(
                "four-eyes",
                Text("本人办结的，应由他人复看。", "Somebody else looks at what you have closed."),
            )
        if agrees not in ("yes", "no"):
            raise Incomplete("agrees", Text("请选择一项。", "Choose one."))
        act.given = last_verdict(act.warning, Verb.REVIEW, Verb.SETTLE) | {"agrees": agrees}
        act.text = said(text)
        if agrees == "no":
            take_up_again(act)
            act.target = Stage.EXPLAINED
        look.looked_by_id, look.looked_at = actor.person_id, now
        look.agrees, look.text = agrees == "yes", act.text
        look.save()
    return act.warning


def pending(warning: Warning) -> SecondLook | None:
    """The second look that is due at a warning."""
    return warning.second_looks.filter(looked_at=None).first()
