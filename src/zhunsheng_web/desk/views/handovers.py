"""Hand-overs (交接): what somebody left and who goes on with it, read by both and signed for."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhunsheng.model.text import Text
from zhunsheng_web.access.attempt import Attempt, attempt
from zhunsheng_web.access.doors import actor_in, once_of, signed_in
from zhunsheng_web.casework.aftermath import Handover
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.handover import handovers_of, reach_handover, receive_handover
from zhunsheng_web.casework.queue import loaded, visible_warnings
from zhunsheng_web.clock import now
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

MOST = 100
RECEIVED = Text("已确认接手并留痕。", "Taken over, and recorded.")


@signed_in
def handovers(request: HttpRequest) -> HttpResponse:
    """What the reader gave and took, the latest first."""
    actor = actor_in(request)
    return render(request, "desk/handovers.html", {"handovers": list(handovers_of(actor)[:MOST])})


@signed_in
def handover(request: HttpRequest, token: str) -> HttpResponse:
    """One of them, with what each warning is about where the reader may see it; POST: the taker
    says that he has it."""
    actor, moment = actor_in(request), now()
    tried: Attempt[Handover] = Attempt()
    try:
        if request.method == "POST":
            once = once_of(request)
            tried = attempt(lambda: receive_handover(token, actor=actor, now=moment, once=once))
            if tried.fault is None:
                messages.success(request, say(RECEIVED))
                return redirect("desk:handover", token=token)
        found = reach_handover(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    named = [one["token"] for one in found.items]
    his = visible_warnings(actor).filter(token__in=named).values_list("pk", flat=True)
    seen = {w.token: w for w in loaded(his)}
    items = [
        {
            "number": one["number"],
            "stage": one["stage"],
            "due_at": dt.datetime.fromisoformat(one["due_at"]) if one["due_at"] else None,
            "warning": seen.get(one["token"]),
        }
        for one in found.items
    ]
    context = {
        "handover": found,
        "items": items,
        "takes": found.taker_id == actor.person_id,
        "refused": tried.fault,
        "once": secrets.token_hex(16),
    }
    return render(request, "desk/handover.html", context, status=tried.status)
