"""One warning, and what can be done with it."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.policy import decide
from zhunsheng_web.casework.acting import matter_of, reach
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.casework.stages import BY_VERB, Stage, Verb
from zhunsheng_web.casework.verbs import handling as verbs
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.templatetags.words import say

_ACTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "sign": (verbs.sign, ("assignee", "text")),
    "explain": (verbs.explain, ("text", "reason_code")),
    "verify": (verbs.verify, ("conclusion", "text", "reason_code")),
    "review": (verbs.review, ("text",)),
    "return": (verbs.return_, ("text",)),
    "dispose": (verbs.dispose, ("disposal", "text")),
    "close": (verbs.close, ("text",)),
}


@signed_in
def warning(request: HttpRequest, token: str) -> HttpResponse:
    """One warning, with what the reader can do about it next."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return render(request, "ui/not_there.html", status=404)
    note("warning.see", who=actor.code, on=("warning", token), now=moment)
    matter = matter_of(found)
    possible = [
        verb
        for verb in _ACTS
        if Stage(found.stage) in BY_VERB[Verb(verb)].sources and decide(actor, verb, matter).allowed
    ]
    return render(
        request,
        "desk/warning.html",
        {"warning": found, "possible": possible, "once": secrets.token_hex(16)},
    )


@signed_in
@require_POST
def act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Does what the form says."""
    if verb not in _ACTS:
        return render(request, "ui/not_there.html", status=404)
    function, fields = _ACTS[verb]
    given = {name: request.POST.get(name, "") for name in fields}
    try:
        function(
            token,
            **given,
            actor=actor_in(request),
            now=now(),
            revision=int(request.POST.get("revision") or 0),
            once=request.POST.get("once"),
        )
    except NotThere:
        return render(request, "ui/not_there.html", status=404)
    except NotDone as refused:
        messages.error(request, say(refused.text))
    except AlreadyDone:
        pass
    return redirect("desk:warning", token=token)
