"""The straight way: signed for, explained, verified, reviewed, disposed of, struck off."""

from __future__ import annotations

import datetime as dt

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Person
from zhunsheng_web.casework.acting import doing
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.stages import Conclusion, Disposal, Verb


def sign(
    token: str, *, assignee: str = "", text: str = "", actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Signs for a warning and assigns it; ``assignee`` is a person's token, oneself if empty."""
    with doing(Verb.SIGN, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.warning.assignee = _person(assignee, actor)
        act.text, act.given = text, {"assignee": act.warning.assignee.token}
    return act.warning


def explain(
    token: str, *, text: str, reason_code: str = "", actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """The post concerned says how it came about."""
    with doing(Verb.EXPLAIN, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text, act.reason_code = _said(text), reason_code
    return act.warning


def verify(
    token: str, *, conclusion: str, text: str, reason_code: str = "", actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Concludes whether it is well-founded."""
    with doing(Verb.VERIFY, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.warning.conclusion = _one_of(Conclusion, conclusion, "conclusion")
        act.warning.reason_code = reason_code
        act.text, act.reason_code = _said(text), reason_code
        act.given = {"conclusion": conclusion}
    return act.warning


def review(
    token: str, *, text: str = "", actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """A second person agrees with the conclusion."""
    with doing(Verb.REVIEW, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text = text
    return act.warning


def return_(
    token: str, *, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Sends it back to be explained better."""
    with doing(Verb.RETURN, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text = _said(text)
        act.warning.conclusion = ""
    return act.warning


def dispose(
    token: str, *, disposal: str, text: str, rectify_by: dt.date | None = None, actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Says what is done about it."""
    with doing(Verb.DISPOSE, token, actor=actor, now=now, revision=revision, once=once) as act:
        chosen = _one_of(Disposal, disposal, "disposal")
        if chosen == Disposal.RECTIFICATION and rectify_by is None:
            raise Incomplete(
                "rectify_by", Text("请写明整改期限。", "Say by when it is to be put right.")
            )
        act.warning.disposal, act.warning.rectify_by = chosen, rectify_by
        act.text, act.given = _said(text), {"disposal": disposal}
    return act.warning


def close(
    token: str, *, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Strikes it off: what was to be done is done."""
    with doing(Verb.CLOSE, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text = _said(text)
    return act.warning


def _said(text: str) -> str:
    if not text.strip():
        raise Incomplete("text", Text("请写明情况。", "Say what there is to say."))
    return text.strip()


def _one_of(kind: type[Conclusion] | type[Disposal], value: str, field: str) -> str:
    if value not in set(kind):
        raise Incomplete(field, Text("请选择一项。", "Choose one."))
    return str(value)


def _person(token: str, actor: Actor) -> Person:
    if not token:
        return Person.objects.get(pk=actor.person_id)
    found = Person.objects.filter(token=token).first()
    if found is None:
        raise Incomplete("assignee", Text("没有这个人。", "There is no such person."))
    return found
