"""One act on many warnings: each its own act and record; what became of each is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.faults import Incomplete, NotDone
from zhunsheng_web.casework.forms import form_of, read
from zhunsheng_web.casework.in_turn import in_turn
from zhunsheng_web.casework.performing import ACTS
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.record.deed import AlreadyDone

BATCHED = (Verb.SIGN, Verb.SETTLE)
MOST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: done, or why not (``code`` of the refusal)."""

    token: str
    done: bool
    code: str
    text: Text


_DONE = Text("已办理", "Done")


def batch(
    verb: Verb,
    rows: Sequence[tuple[str, int]],
    given: Mapping[str, Any],
    *,
    actor: Actor,
    now: dt.datetime,
    once: str,
) -> list[Outcome]:
    """Does a verb with each of (token, revision seen), all with the same words.

    Raises Incomplete, before anything is done, for a form that is not filled in, a verb that is
    not done in batches, or too many or no rows. NotSealed stops it: what is done is done, and the
    same ``once`` goes on where it stopped.
    """
    if verb not in BATCHED:
        raise Incomplete(
            "verb",
            Text("这项工作只能逐件办理。", "This is done with one warning at a time."),
        )
    if not rows:
        raise Incomplete("rows", Text("请至少选择一件预警。", "Choose one warning at least."))
    if len(rows) > MOST:
        raise Incomplete(
            "rows",
            Text("一次最多办理 {n} 件。", "At most {n} can be done at once.").fill(n=MOST),
        )
    taken = read(form_of(verb), given)
    return [
        _one(verb, token, taken, actor=actor, now=now, revision=revision, once=f"{once}|{token}")
        for token, revision in dict(rows).items()
    ]


def _one(
    verb: Verb, token: str, taken: dict[str, Any], *, actor: Actor, now: dt.datetime,
    revision: int, once: str,
) -> Outcome:  # fmt: skip
    try:
        in_turn(
            lambda: ACTS[verb](token, **taken, actor=actor, now=now, revision=revision, once=once)
        )
    except NotDone as refused:
        return Outcome(token, False, refused.code, refused.text)
    except AlreadyDone:
        return Outcome(token, True, "done", _DONE)
    return Outcome(token, True, "done", _DONE)
