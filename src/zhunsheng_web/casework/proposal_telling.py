"""Whoever made a proposal is told what became of it; the notice carries its number and no more."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalVerb
from zhunsheng_web.casework.telling import tell

_TITLES = {
    ProposalVerb.APPROVE: Text("您的建议 {number} 已获批准", "Your proposal {number} is approved"),
    ProposalVerb.REFUSE: Text(
        "您的建议 {number} 未获批准，请看理由", "Your proposal {number} was refused: see why"
    ),
    ProposalVerb.ENACT: Text("您的建议 {number} 已落实", "Your proposal {number} is in place"),
}


def tell_author(proposal: Proposal, verb: ProposalVerb, actor: Actor, now: dt.datetime) -> None:
    """In the transaction of the act; not of what he did himself."""
    title = _TITLES.get(verb)
    if title is None or proposal.author_id == actor.person_id:
        return
    tell(
        [proposal.author],
        kind="proposal",
        cause=f"proposal-{verb}:{proposal.token}:{proposal.revision}",
        title=title.fill(number=proposal.number),
        link=reverse("book:proposal", args=[proposal.token]),
        now=now,
    )
