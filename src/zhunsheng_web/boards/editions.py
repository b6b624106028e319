"""Publishing a month's evaluation, and what a unit says to it: sealed, and never changed."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import AbstractContextManager

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, prefixes, within
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.access.tokens import new_token
from zhunsheng_web.boards.evaluating import units_of
from zhunsheng_web.boards.models import Edition, Reply
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, WrongState
from zhunsheng_web.record.deed import Deed, deed, note

_NOT_YOURS = Text("您的岗位不办理这项工作。", "Your post does not do this.")
MOST_WORDS = 4_000


def readable(actor: Actor) -> QuerySet[Edition]:
    """The editions that concern the reader's offices: of them, of those above and those below."""
    may_read = rules().may["evaluation.see"] | rules().may["evaluation.reply"]
    condition = Q(pk__in=[])
    for place in actor.places(*may_read):
        condition |= Q(path__in=list(prefixes(place)))
        condition |= Q(path__gte=place, path__lt=place[:-1] + "/")
    return Edition.objects.filter(condition)


def publish(
    office: Office, month: dt.date, *, actor: Actor, now: dt.datetime, once: str | None = None
) -> Edition:
    """Freezes and publishes the evaluation of the units of an office for a month that is over.

    Raises NotAllowed, WrongState (not over, or published already), NotSealed.
    """
    decision = may(actor, "evaluation.publish", office.path)
    if not decision.allowed:
        raise _denied("evaluation.publish", ("office", office.code), decision.code, actor, now)
    if month.replace(day=1) >= actor.on.replace(day=1):
        raise WrongState(
            "not-over",
            Text("当月尚未结束，不能发布。", "The month is not over; it cannot be published yet."),
        )
    units = [unit.stored() for unit in units_of(office, month)]
    if not units:
        raise WrongState(
            "no-units", Text("该单位没有下级评估对象。", "There are no units below this office.")
        )
    token = new_token()
    try:
        with _deed("evaluation.publish", token, actor, now, once) as act:
            act.texts["figures"] = json.dumps(units, ensure_ascii=False, sort_keys=True)
            act.counts["units"] = len(units)
            return Edition.objects.create(
                token=token,
                path=office.path,
                month=month,
                figures=units,
                published_by_id=actor.person_id,
                published_at=now,
                deed=act.name,
            )
    except IntegrityError as error:
        raise WrongState(
            "published", Text("这个月的评估已经发布。", "This month has been published already.")
        ) from error


def repliable(edition: Edition, actor: Actor) -> list[str]:
    """The units of an edition for which the actor may reply: those he holds the post in."""
    places = set(actor.places(*rules().may["evaluation.reply"]))
    return [unit["path"] for unit in edition.figures if unit["path"] in places]


def reply(
    token: str, code: str, *, text: str, actor: Actor, now: dt.datetime, once: str | None = None
) -> Reply:
    """What a unit says to its figures. Raises NotThere, NotAllowed, Incomplete, NotSealed."""
    edition = readable(actor).filter(token=token).first()
    if edition is None:
        raise NotThere
    path = next((unit["path"] for unit in edition.figures if unit["code"] == code), "")
    if not any(within(path, one) for one in repliable(edition, actor)) or not path:
        raise _denied("evaluation.reply", ("edition", token), "not-your-post", actor, now)
    said = text.replace("\0", "").strip()
    if not said:
        raise Incomplete("text", Text("请写明意见。", "Say what there is to say."))
    if len(said) > MOST_WORDS:
        raise Incomplete(
            "text",
            Text(f"意见最多{MOST_WORDS}字。", f"A reply has at most {MOST_WORDS:,} characters."),
        )
    with _deed("evaluation.reply", token, actor, now, once) as act:
        act.texts["text"] = said
        return Reply.objects.create(
            edition=edition, path=path, text=said, author_id=actor.person_id, made_at=now
        )


def _deed(
    what: str, token: str, actor: Actor, now: dt.datetime, once: str | None
) -> AbstractContextManager[Deed]:
    post = actor.main.role if actor.main else None
    return deed(what, who=actor.code, on=("edition", token), now=now, name=once, post=post)


def _denied(what: str, on: tuple[str, str], why: str, actor: Actor, now: dt.datetime) -> NotAllowed:
    """Records a denial; what to raise."""
    note(what, who=actor.code, on=on, now=now, result="denied", why=why)
    return NotAllowed(why, _NOT_YOURS)
