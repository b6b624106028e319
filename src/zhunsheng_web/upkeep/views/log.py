"""The sealed log: its newest records, its checkpoint, the proof that nobody rewrote it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.record.reconciling import records as sealed
from zhunsheng_web.upkeep.door import needs
from zhunsheng_web.upkeep.proving import last_proof, standing, start

SHOWN = 100


@needs("log.see", "log.verify")
def records(request: HttpRequest) -> HttpResponse:
    """Who did what when, newest first, for the audit administrator; the proof for both.

    A record names things by their tokens: nothing of a warning but that it was handled.
    """
    actor, log = actor_in(request), standing()
    reads = may(actor, "log.see").allowed
    rows = []
    end = log.size
    if reads:
        if request.GET.get("before", "").isdecimal():
            end = min(end, int(request.GET["before"]))
        begin = max(0, end - SHOWN)
        note("log.see", who=actor.code, on=("log", f"{begin}-{end}"), now=now())
        rows = [(number, one, _role(one.post)) for number, one in sealed(begin, end)][::-1]
    return render(
        request,
        "upkeep/log.html",
        {
            "log": log,
            "reads": reads,
            "verifies": may(actor, "log.verify").allowed,
            "rows": rows,
            "earlier": end - SHOWN if reads and end > SHOWN else None,
            "proof": last_proof(),
        },
    )


@needs("log.see", "log.verify")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed checkpoint as a file, to be kept where the workbench cannot reach."""
    log = standing()
    answer = HttpResponse(log.checkpoint, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="checkpoint-{log.size}.txt"'
    return answer


@needs("log.verify")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Begins a verification."""
    actor, moment = actor_in(request), now()
    note("log.verify", who=actor.code, on=("log", "all"), now=moment)
    start(moment)
    return redirect("upkeep:log")


def _role(post: str | None) -> Text | None:
    """The title of the role a record names, if it names one."""
    return TITLES[Role(post)] if post in set(Role) else None
