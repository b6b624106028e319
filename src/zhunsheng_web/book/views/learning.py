"""What is learned about standards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.book.learning import LOOKED_AT_DAYS, all_learned, learned
from zhunsheng_web.book.shelf import shelf
from zhunsheng_web.book.views.register import query_for
from zhunsheng_web.casework.proposal_reach import visible_proposals
from zhunsheng_web.ui.faults import not_there

MOST = 20


@signed_in
def learning(request: HttpRequest) -> HttpResponse:
    """Every standard with figures, what needs attention on top."""
    actor = actor_in(request)
    if not may(actor, "learning.see").allowed:
        return not_there(request)
    rows = all_learned(actor)
    return render(
        request,
        "book/learning.html",
        {"rows": rows, "on": actor.on, "days": LOOKED_AT_DAYS},
    )


@signed_in
def standard(request: HttpRequest, standard: str) -> HttpResponse:
    """One standard: its figures, what they suggest, what has been proposed."""
    actor = actor_in(request)
    entry = shelf().entry("standards", standard)
    if entry is None or not may(actor, "learning.see").allowed:
        return not_there(request)
    proposals = visible_proposals(actor).filter(target=standard).order_by("-made_at", "-pk")
    return render(
        request,
        "book/learned.html",
        {
            "one": learned(standard, actor),
            "entry": entry,
            "on": actor.on,
            "days": LOOKED_AT_DAYS,
            "proposals": proposals[:MOST],
            "may_propose": may(actor, "proposal.make").allowed,
            "query": query_for(standard),
        },
    )
