"""What is done with proposals: each act asks permission, then the stage, changes, and is sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from zhunsheng.model.errors import Problem
from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, prefixes
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.tokens import is_token, new_token
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.drafts import faults, since, standard_in
from zhunsheng_web.casework.faults import (
    Incomplete,
    NotAllowed,
    NotThere,
    Stale,
    WrongState,
)
from zhunsheng_web.casework.models import Proposal, ProposalEvent, Warning
from zhunsheng_web.casework.proposal_reach import (
    digest,
    hands,
    is_tried,
    proposal_of,
    refusal_of,
)
from zhunsheng_web.casework.proposal_stages import (
    PROPOSAL_STAGE_TITLES,
    PROPOSAL_VERB_TITLES,
    STEP_OF,
    TRIED,
    ProposalKind,
    ProposalStage,
    ProposalVerb,
)
from zhunsheng_web.casework.proposal_telling import tell_author
from zhunsheng_web.casework.refusals import REFUSALS
from zhunsheng_web.casework.stages import Conclusion
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import Deed, deed, note

_FOUNDED = (Conclusion.FOUNDED, Conclusion.PARTLY)
LONGEST_TITLE = 200


class DraftFaulty(Incomplete):
    """The draft cannot be used; ``problems`` says why, each with its line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "draft", Text("草案有误，请按提示修改。", "The draft has faults; mend what is named.")
        )
        self.problems = problems


def make(
    *, kind: str, target: str, title: str, reason: str, draft: str = "", warning: str = "",
    title_en: str = "", reason_en: str = "", actor: Actor, now: dt.datetime,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Makes a proposal, from a well-founded warning (its token) or from what is seen on a standard.

    The draft may still be empty; what there is of it must be without fault. ``title_en``,
    ``reason_en``: the same in English, which may be left empty. Raises NotThere for a
    warning the actor may not know of, NotAllowed, Incomplete, DraftFaulty.
    """
    if warning and not is_token(warning):
        raise NotThere
    found = reach(warning, actor=actor, now=now) if warning else None
    if not may(actor, "proposal.make").allowed:
        note("proposal.make", who=actor.code, on=("warning", warning or "-"), now=now,
             result="denied", why="not-your-post")  # fmt: skip
        raise NotAllowed("not-your-post", REFUSALS["not-your-post"])
    if found is not None:
        _gives_rise(found, kind)
    told = _told(kind, target, title, reason, draft)
    _english(title_en)
    token = new_token()
    main = actor.main
    with deed("proposal.make", who=actor.code, on=("proposal", token), now=now, name=once,
              post=main.role if main else None, why=told) as act:  # fmt: skip
        act.texts |= {"target": target, "reason": reason, "draft": draft}
        act.texts |= {"title_en": title_en, "reason_en": reason_en}
        proposal = Proposal.objects.create(
            token=token,
            number=f"JY-{day_of(now).year}-{new_token()[:6].upper()}",
            kind=told,
            target=target.strip(),
            title=title.strip(),
            reason=reason.strip(),
            title_en=title_en.strip(),
            reason_en=reason_en.strip(),
            draft=draft,
            office_path=_decided_at(found, actor),
            author_id=actor.person_id,
            made_at=now,
            stage=ProposalStage.DRAFT,
        )
        if found is not None:
            proposal.warnings.add(found)
        _tell(proposal, ProposalVerb.MAKE, actor, now, act, source="", text=reason)
    return proposal


def edit(
    token: str, *, title: str, reason: str, draft: str, title_en: str = "", reason_en: str = "",
    actor: Actor, now: dt.datetime, revision: int, once: str | None = None,
) -> Proposal:  # fmt: skip
    """Writes the draft anew. What a trial came to no longer stands once the draft differs."""
    with _doing(ProposalVerb.EDIT, token, actor, now, revision, once) as (proposal, act):
        _told(proposal.kind, proposal.target, title, reason, draft)
        _english(title_en)
        if draft != proposal.draft:
            proposal.trial, proposal.tried_at = {}, None
        proposal.title, proposal.reason = title.strip(), reason.strip()
        proposal.title_en, proposal.reason_en = title_en.strip(), reason_en.strip()
        proposal.draft, proposal.refusal = draft, ""
        act.texts |= {"reason": reason, "draft": draft}
        act.texts |= {"title_en": title_en, "reason_en": reason_en}
    return proposal


def ask_trial(
    token: str, *, actor: Actor, now: dt.datetime, revision: int, once: str | None = None
) -> Proposal:
    """Asks that the draft be tried on history; ``casework.trying`` does it in its own time."""
    with _doing(ProposalVerb.TRY, token, actor, now, revision, once) as (proposal, _):
        if proposal.kind not in TRIED:
            raise WrongState(
                "no-trial",
                Text(
                    "业务系统的改动无法用历史数据试行；成效按草案写明的标准跟踪。",
                    "A change of a business system cannot be tried on history; it is followed by "
                    "the standard its draft names.",
                ),
            )
        _drafted(proposal)
        proposal.trial = {
            "state": "queued",
            "draft": digest(proposal.draft),
            "asked_at": now.isoformat(),
        }
        proposal.tried_at = None
    return proposal


def submit(
    token: str, *, text: str = "", actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Sends it to whoever approves; what can be tried, only after a trial of this very draft."""
    with _doing(ProposalVerb.SUBMIT, token, actor, now, revision, once, text) as (proposal, _):
        _drafted(proposal)
        if proposal.kind in TRIED and not is_tried(proposal):
            raise WrongState(
                "not-tried",
                Text(
                    "这份草案尚未用历史数据试行完毕，请先试行。",
                    "This draft has not been tried on history yet; try it first.",
                ),
            )
    return proposal


def approve(
    token: str, *, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Somebody who had no hand in it agrees."""
    with _doing(ProposalVerb.APPROVE, token, actor, now, revision, once, _said(text)) as (
        proposal,
        _,
    ):
        proposal.approved_by_id, proposal.approved_at = actor.person_id, now
    return proposal


def refuse(
    token: str, *, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Sends it back, with the reason; it may be drafted again."""
    with _doing(ProposalVerb.REFUSE, token, actor, now, revision, once, _said(text)) as (
        proposal,
        _,
    ):
        proposal.refusal = text.strip()
    return proposal


def set_date(
    token: str, *, effective_on: dt.date | None, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Says from which day it holds: for a standard the day its draft says."""
    with _doing(ProposalVerb.DATE, token, actor, now, revision, once) as (proposal, act):
        if effective_on is None:
            raise Incomplete("effective_on", Text("请填写施行日期。", "Give the day."))
        if effective_on < actor.on:
            raise Incomplete(
                "effective_on",
                Text("施行日期不得早于今日。", "The day cannot lie in the past."),
            )
        if proposal.kind == ProposalKind.STANDARD:
            drafted = since(standard_in(proposal.target, proposal.draft))
            if drafted != effective_on:
                raise Incomplete(
                    "effective_on",
                    Text(
                        "草案写明自 {day} 起施行，两者须一致。",
                        "The draft says from {day}; the two must agree.",
                    ).fill(day=drafted.isoformat()),
                )
        proposal.effective_on = effective_on
        act.texts["effective_on"] = effective_on.isoformat()
    return proposal


def enact(
    token: str, *, text: str = "", actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Notes that the register's maintainers have entered it. The register itself is files that
    people review: nothing here writes to it."""
    with _doing(ProposalVerb.ENACT, token, actor, now, revision, once, text) as (proposal, _):
        if proposal.effective_on is None:
            raise WrongState(
                "no-date",
                Text("请先确定施行日期。", "Set the day it takes effect first."),
            )
    return proposal


def withdraw(
    token: str, *, text: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None = None,
) -> Proposal:  # fmt: skip
    """Takes it back, with the reason."""
    with _doing(ProposalVerb.WITHDRAW, token, actor, now, revision, once, _said(text)) as (
        proposal,
        _,
    ):
        pass
    return proposal


@contextmanager
def _doing(
    verb: ProposalVerb, token: str, actor: Actor, now: dt.datetime, revision: int,
    once: str | None, text: str = "",
) -> Iterator[tuple[Proposal, Deed]]:  # fmt: skip
    seen = proposal_of(token, actor=actor, now=now)
    step = STEP_OF[verb]
    refusal = refusal_of(step, seen, actor, hands(seen))
    if refusal is not None:
        note(f"proposal.{verb}", who=actor.code, on=("proposal", token), now=now, result="denied",
             why=refusal.code)  # fmt: skip
        raise refusal
    main = actor.main
    with deed(f"proposal.{verb}", who=actor.code, on=("proposal", token), now=now, name=once,
              post=main.role if main else None, why=seen.kind) as act:  # fmt: skip
        proposal = Proposal.objects.select_for_update().get(pk=seen.pk)
        if proposal.revision != revision:
            raise Stale(
                "stale",
                Text(
                    "您打开页面之后，这项建议已有新的办理。请刷新后再办，已填内容仍保留在页面上。",
                    "Something was done with this proposal after you opened the page. Reload and "
                    "go on; what you wrote is still on the page.",
                ),
            )
        if ProposalStage(proposal.stage) not in step.sources:
            raise WrongState(
                "wrong-state",
                Text(
                    "这项建议现在“{stage}”，不能“{verb}”。",
                    "This proposal stands at “{stage}”; “{verb}” cannot be done.",
                ).fill(
                    stage=PROPOSAL_STAGE_TITLES[ProposalStage(proposal.stage)],
                    verb=PROPOSAL_VERB_TITLES[verb],
                ),
            )
        source = proposal.stage
        yield proposal, act
        if step.target is not None:
            proposal.stage = step.target
        proposal.revision += 1
        act.texts["text"] = text
        act.counts["revision"] = proposal.revision
        proposal.save()
        _tell(proposal, verb, actor, now, act, source=source, text=text)
        tell_author(proposal, verb, actor, now)


def _tell(
    proposal: Proposal, verb: ProposalVerb, actor: Actor, now: dt.datetime, act: Deed, *,
    source: str, text: str,
) -> None:  # fmt: skip
    main = actor.main
    ProposalEvent.objects.create(
        proposal=proposal,
        verb=verb,
        actor_id=actor.person_id,
        role=main.role if main else "",
        at=now,
        source=source,
        target=proposal.stage,
        text=text.strip(),
        deed=act.name,
    )


def _told(kind: str, target: str, title: str, reason: str, draft: str) -> ProposalKind:
    if kind not in set(ProposalKind):
        raise Incomplete("kind", Text("请选择变动的对象。", "Choose what is to change."))
    if not target.strip() or len(target.strip()) > 120:
        raise Incomplete("target", Text("请写明所涉对象的编号。", "Name what it concerns."))
    if not title.strip() or len(title.strip()) > LONGEST_TITLE:
        raise Incomplete(
            "title",
            Text(
                "请用一句话写明建议，不超过 200 字。", "Say it in one sentence, within 200 letters."
            ),
        )
    if not reason.strip():
        raise Incomplete("reason", Text("请写明理由。", "Say why."))
    if draft.strip():
        problems = faults(kind, target.strip(), draft)
        if problems:
            raise DraftFaulty(problems)
    return ProposalKind(kind)


def _english(title: str) -> None:
    if len(title.strip()) > LONGEST_TITLE:
        raise Incomplete(
            "title_en", Text("英文标题不超过 200 个字母。", "Keep it within 200 letters.")
        )


def _drafted(proposal: Proposal) -> None:
    if not proposal.draft.strip():
        raise Incomplete("draft", Text("草案还是空的。", "The draft is still empty."))


def _gives_rise(warning: Warning, kind: str) -> None:
    """A well-founded warning shows a loophole; an unfounded one may show a wrong standard."""
    mistaken = warning.conclusion == Conclusion.UNFOUNDED and kind == ProposalKind.STANDARD
    if warning.conclusion not in _FOUNDED and not mistaken:
        raise WrongState(
            "not-founded",
            Text(
                "只有核查属实或部分属实的预警才能据以提出建议；核查不属实的，只能据以修改标准。",
                "A proposal rests on a warning found to be well-founded, or partly so; on an "
                "unfounded one only where the standard itself is to change.",
            ),
        )


def _said(text: str) -> str:
    if not text.strip():
        raise Incomplete("text", Text("请写明理由。", "Say why."))
    return text.strip()


def _decided_at(warning: Warning | None, actor: Actor) -> str:
    """The customs whose people decide: the district of the warning, or of the author."""
    main = actor.main
    path = warning.office_path if warning is not None else main.path if main is not None else ""
    steps = list(prefixes(path))
    return steps[1] if len(steps) > 1 else steps[0]
