"""Leads handed to discipline inspection (问题线索): read there alone, and signed for there."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhunsheng.model.text import Text
from zhunsheng_web.access.attempt import Attempt, attempt
from zhunsheng_web.access.doors import actor_in, once_of, only
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.aftermath import Lead
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.leads import leads_of, reach_lead, receive
from zhunsheng_web.clock import now
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

RECEIVED = Text("线索已签收并留痕。", "The lead is signed for and recorded.")


@only(Role.DISCIPLINE, Role.POLICE_SUPERVISION)
def leads(request: HttpRequest) -> HttpResponse:
    """What is to be signed for, and what was."""
    actor = actor_in(request)
    return render(
        request,
        "desk/leads.html",
        {
            "now": now(),
            "waiting": leads_of(actor, received=False),
            "received": leads_of(actor, received=True),
        },
    )


@only(Role.DISCIPLINE, Role.POLICE_SUPERVISION)
def lead(request: HttpRequest, token: str) -> HttpResponse:
    """One lead; POST: signs for it."""
    actor, moment = actor_in(request), now()
    text = request.POST.get("text", "")
    tried: Attempt[Lead] = Attempt()
    try:
        if request.method == "POST":
            once = once_of(request)
            tried = attempt(lambda: receive(token, text=text, actor=actor, now=moment, once=once))
            if tried.fault is None:
                messages.success(request, say(RECEIVED))
                return redirect("desk:lead", token=token)
        found = reach_lead(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    return render(
        request,
        "desk/lead.html",
        {
            "now": moment,
            "lead": found,
            "refused": tried.fault,
            "text": text,
            "once": secrets.token_hex(16),
        },
        status=tried.status,
    )
