"""Does a verb with what a form, a batch or a program gave: one way for all three."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.forms import form_of, read
from zhunsheng_web.casework.in_turn import in_turn
from zhunsheng_web.casework.models import Inquiry, Warning
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs import (
    handling,
    inquiries,
    joining,
    looking_again,
    noting,
    raising,
    referring,
    standstill,
)

ACTS: dict[Verb, Callable[..., Warning]] = {
    Verb.SIGN: handling.sign,
    Verb.REASSIGN: handling.reassign,
    Verb.ASK: inquiries.ask,
    Verb.EXPLAIN: handling.explain,
    Verb.VERIFY: handling.verify,
    Verb.REVIEW: handling.review,
    Verb.DISPOSE: handling.dispose,
    Verb.CLOSE: handling.close,
    Verb.SETTLE: handling.settle,
    Verb.CLEAR: inquiries.clear,
    Verb.RETURN: handling.return_,
    Verb.SUSPEND: standstill.suspend,
    Verb.RESUME: standstill.resume,
    Verb.EXTEND: standstill.extend,
    Verb.MERGE: joining.merge,
    Verb.SPLIT: joining.split,
    Verb.REOPEN: raising.reopen,
    Verb.HAND_UP: raising.hand_up,
    Verb.REFER: referring.refer,
    Verb.SECOND_LOOK: looking_again.second_look,
    Verb.NOTE: noting.remark,
}


def perform(
    verb: Verb,
    token: str,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    now: dt.datetime,
    revision: int,
    once: str | None = None,
) -> Warning:
    """Reads what was given by the verb's form and does it. Raises Incomplete, naming every field
    that is wrong, and whatever the verb raises; AlreadyDone if the form was sent before."""
    taken = read(form_of(verb), given)
    return in_turn(
        lambda: ACTS[verb](token, **taken, actor=actor, now=now, revision=revision, once=once)
    )


def perform_answer(
    inquiry: str,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> Inquiry:
    """The officer's answer to an inquiry put to him, in the same way."""
    taken = read(form_of(Verb.ANSWER), given)
    return in_turn(lambda: inquiries.answer(inquiry, **taken, actor=actor, now=now, once=once))
