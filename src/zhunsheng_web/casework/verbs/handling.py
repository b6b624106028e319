"""The straight way: signed for, explained, verified, reviewed, disposed of, struck off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import assignable
from zhunsheng_web.casework.acting import Doing, doing, matter_of
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.leads import hand_over
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.stages import Conclusion, Disposal, Stage, Verb
from zhunsheng_web.casework.telling import page_of, tell
from zhunsheng_web.casework.verdicts import happened_again, last_verdict, same_words
from zhunsheng_web.clock import day_of

FOUNDED = frozenset({Conclusion.FOUNDED, Conclusion.PARTLY})


def sign(
    token: str, *, assignee: str = "", text: str = "", actor: Actor, now: dt.datetime,
    revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Signs for a warning and assigns it; ``assignee`` is a person's token, oneself if empty."""
    with doing(Verb.SIGN, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.warning.assignee = _assignee(assignee, act)
        act.text, act.given = text, {"assignee": act.warning.assignee.token}
    return act.warning


def reassign(
    token: str, *, assignee: str, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Gives a warning that was signed for to another, who is told; its limits run on as they were.

    Whoever had it before is told as well: he finds it in his list no more.
    """
    with doing(Verb.REASSIGN, token, actor=actor, now=now, revision=revision, once=once) as act:
        warning, before = act.warning, act.warning.assignee
        after = _assignee(assignee, act)
        if after == before:
            raise Incomplete(
                "assignee",
                Text("已由此人承办，请选择他人。", "It is assigned to this person already."),
            )
        warning.assignee = after
        act.text, act.given = said(text), {"assignee": after.token}
        if before is not None:
            act.given = {"from": before.token, **act.given}
        act.then.append(lambda event: _tell_of_change(warning, event, before, after))
    return act.warning


def explain(
    token: str, *, text: str, reason_code: str = "", attachments: Sequence[str] = (),
    actor: Actor, now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """The post concerned says how it came about."""
    with doing(Verb.EXPLAIN, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text, act.reason_code, act.attachments = said(text), reason_code, attachments
    return act.warning


def verify(
    token: str, *, conclusion: str, text: str, reason_code: str = "",
    attachments: Sequence[str] = (), actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """Concludes whether it is well-founded."""
    with doing(Verb.VERIFY, token, actor=actor, now=now, revision=revision, once=once) as act:
        conclude(act, conclusion, text, reason_code)
        act.attachments = attachments
    return act.warning


def review(
    token: str, *, text: str = "", actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Warning:  # fmt: skip
    """A second person agrees with the conclusion."""
    with doing(Verb.REVIEW, token, actor=actor, now=now, revision=revision, once=once) as act:
        act.text, act.given = text, last_verdict(act.warning, Verb.VERIFY)
        act.given["recurred"] = happened_again(act.warning, now)
    return act.warning


def return_(
    token: str, *, text: str, reason_code: str = "", to: str = "", actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Sends it back to be explained better, or (``to``: explained) to be verified anew."""
    with doing(Verb.RETURN, token, actor=actor, now=now, revision=revision, once=once) as act:
        back = Stage(one_of(Stage, to, "to")) if to else Stage.ASSIGNED
        if back not in (Stage.ASSIGNED, Stage.EXPLAINED) or back == act.warning.stage:
            raise Incomplete("to", Text("不能退回到这一步。", "It cannot go back to this step."))
        act.target, act.text, act.reason_code = back, said(text), reason_code
        act.warning.conclusion = act.warning.reason_code = ""
    return act.warning


def dispose(
    token: str, *, disposal: str, text: str, rectify_by: dt.date | None = None,
    amount: Decimal | None = None, attachments: Sequence[str] = (), actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Says what is done about it. ``amount``: tax recovered, yuan."""
    with doing(Verb.DISPOSE, token, actor=actor, now=now, revision=revision, once=once) as act:
        chosen = Disposal(one_of(Disposal, disposal, "disposal"))
        _fitting(act, chosen, rectify_by, amount)
        warning = act.warning
        warning.disposal, warning.rectify_by, warning.recovered = chosen, rectify_by, amount
        act.text, act.given, act.attachments = said(text), {"disposal": chosen}, attachments
        act.due_on = rectify_by
        if rectify_by is not None:
            act.given["rectify_by"] = rectify_by.isoformat()
        if amount is not None:
            act.given["amount"] = str(amount)
        if chosen == Disposal.REFERRAL:
            act.then.append(lambda _: hand_over(warning, text, by=actor, now=now))
    return act.warning


def close(
    token: str, *, text: str, proof: str = "", attachments: Sequence[str] = (), actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Strikes it off: what was to be done is done. ``proof``: where it can be seen."""
    with doing(Verb.CLOSE, token, actor=actor, now=now, revision=revision, once=once) as act:
        _proved(act.warning, proof, attachments)
        act.text, act.attachments = said(text), attachments
        act.given = {"disposal": act.warning.disposal, "conclusion": act.warning.conclusion}
        if proof.strip():
            act.given["proof"] = proof.strip()
        by = act.warning.rectify_by
        if by is not None and day_of(now) > by:
            act.given["overdue"] = True
    return act.warning


def settle(
    token: str, *, conclusion: str, text: str, reason_code: str = "", actor: Actor,
    now: dt.datetime, revision: int, once: str | None = None,
) -> Warning:  # fmt: skip
    """Settles a slight warning in one act; a sample of these is looked at again."""
    with doing(Verb.SETTLE, token, actor=actor, now=now, revision=revision, once=once) as act:
        conclude(act, conclusion, text, reason_code)
        act.given["recurred"] = happened_again(act.warning, now)
        act.warning.disposal = Disposal.NONE
    return act.warning


def conclude(act: Doing, conclusion: str, text: str, reason_code: str) -> None:
    """Writes a conclusion into a warning and into the event of the act."""
    act.warning.conclusion = one_of(Conclusion, conclusion, "conclusion")
    act.warning.reason_code = act.reason_code = reason_code
    act.text = said(text)
    act.given = {"conclusion": conclusion, "found_by": act.warning.desk}
    if conclusion == Conclusion.UNFOUNDED and same_words(act.actor, act.text, act.now):
        act.given["same_words"] = True


def said(text: str) -> str:
    """What was said, without blanks around it. Raises Incomplete if nothing was."""
    if not text.strip():
        raise Incomplete("text", Text("请写明情况。", "Say what there is to say."))
    return text.strip()


def one_of(kind: type[Conclusion] | type[Disposal] | type[Stage], value: str, field: str) -> str:
    """The value, if it is one of the kind. Raises Incomplete."""
    if value not in set(kind):
        raise Incomplete(field, Text("请选择一项。", "Choose one."))
    return str(value)


def _fitting(
    act: Doing, chosen: Disposal, rectify_by: dt.date | None, amount: Decimal | None
) -> None:
    founded = act.warning.conclusion in FOUNDED
    if founded and chosen == Disposal.NONE:
        raise Incomplete(
            "disposal",
            Text(
                "结论属实或部分属实的，应选择处置方式。",
                "What is well-founded, even in part, calls for something to be done.",
            ),
        )
    if not founded and chosen not in (Disposal.NONE, Disposal.PROPOSAL):
        raise Incomplete(
            "disposal",
            Text(
                "结论不是属实的，只能选择“无需处置”或“制度建议”。",
                "Where nothing was found, choose “nothing to be done” or a system proposal.",
            ),
        )
    if chosen == Disposal.REFERRAL and act.warning.secrecy != "closed":
        raise Incomplete(
            "disposal",
            Text(
                "公开预警不以移交线索处置，以免惊动当事人；请另用“移交线索”，本预警照常办理。",
                "An open warning is not disposed of by a referral, which would put the person on "
                "his guard. Use “Hand over a lead”, and go on with this one as usual.",
            ),
        )
    if chosen == Disposal.RECTIFICATION and (rectify_by is None or rectify_by < day_of(act.now)):
        raise Incomplete(
            "rectify_by",
            Text("请写明整改期限，不得早于今天。", "Say by when, today at the earliest."),
        )
    if chosen == Disposal.TAX and not amount:
        raise Incomplete("amount", Text("请填写补税金额。", "Give the tax recovered."))


def _proved(warning: Warning, proof: str, attachments: Sequence[str]) -> None:
    if warning.disposal == Disposal.RECTIFICATION and not (attachments or proof.strip()):
        raise Incomplete(
            "proof",
            Text(
                "整改销号须有证明：请上传附件，或写明证明材料的文号、所在。",
                "A rectification is struck off on proof: attach it, or say where it can be seen.",
            ),
        )
    if warning.disposal == Disposal.PROPOSAL and not warning.proposals.exists():
        raise Incomplete(
            "text",
            Text(
                "处置方式是制度建议，但尚未提出建议，请先提出。",
                "A system proposal was to be made and none has been; make it first.",
            ),
        )


def _tell_of_change(warning: Warning, event: Event, before: Person | None, after: Person) -> None:
    for person, title in (
        (after, Text("一件预警改派给您承办", "A warning was assigned to you")),
        (before, Text("您承办的一件预警已改派他人", "A warning of yours was assigned to another")),
    ):
        if person is not None and person.pk != event.actor_id:
            tell([person], kind="reassigned", cause=f"reassigned:{event.deed}", title=title,
                 link=page_of(warning), now=event.at)  # fmt: skip


def _assignee(token: str, act: Doing) -> Person:
    if not token:
        return Person.objects.get(pk=act.actor.person_id)
    found = Person.objects.filter(token=token).first()
    if (
        found is None
        or not assignable(actor_of(found, act.actor.on), matter_of(act.warning)).allowed
    ):
        raise Incomplete(
            "assignee",
            Text(
                "不能分派给此人：不在本岗位，或者不得经办这件预警。",
                "It cannot be assigned to this person, who is not at this desk or may not "
                "handle it.",
            ),
        )
    return found
