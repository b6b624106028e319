"""Posts that wait for a decision."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.actor import below
from zhunsheng_web.access.doors import actor_in, once_of, only
from zhunsheng_web.access.faults import NotDone
from zhunsheng_web.access.models import PostingRequest
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS, TITLES, Role
from zhunsheng_web.access.verbs import postings as verbs
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say


@only(*ADMINISTRATORS)
def requests(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, a hundred at a time."""
    return _list(request)


@only(Role.SECURITY_ADMIN)
@require_POST
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """Grants or refuses one."""
    actor, reason = actor_in(request), request.POST.get("reason", "")
    found = PostingRequest.objects.filter(token=token).select_related("person", "office").first()
    if found is None or not may(actor, "people.see", found.office.path).allowed:
        return not_there(request)
    once = once_of(request)
    try:
        if request.POST.get("decision") == "grant":
            verbs.grant_posting(found, actor=actor, now=now(), once=once)
        else:
            verbs.refuse_posting(found, reason, actor=actor, now=now(), once=once)
    except NotDone as refused:
        return _list(request, token, reason, refused)
    except AlreadyDone:
        return redirect("access:requests")
    messages.success(request, told("已决定并留痕。", "Decided, and on record."))
    return redirect("access:requests")


def _list(
    request: HttpRequest, tried: str = "", typed: str = "", refused: NotDone | None = None
) -> HttpResponse:
    actor = actor_in(request)
    near = Q(pk__in=[])
    for place in actor.places(*ADMINISTRATORS):
        near |= below("office__path", place)
    rows = (
        PostingRequest.objects.filter(near, granted__isnull=True)
        .select_related("person", "office", "proposed_by", "acting_for")
        .order_by("proposed_at")[:100]
    )
    note("people.see", who=actor.code, on=("people", "requests"), now=now())
    return render(
        request,
        "access/requests.html",
        {
            "requests": [(TITLES[Role(one.role)], one, secrets.token_hex(14)) for one in rows],
            "decides": may(actor, "posting.approve").allowed,
            "tried": tried,
            "typed": typed,
            "fault": say(refused.text) if refused else None,
        },
        status=refused.status if refused else 200,
    )
