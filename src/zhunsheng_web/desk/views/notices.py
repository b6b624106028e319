"""What the reader was told (提醒), and that he has seen it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework.telling import see
from zhunsheng_web.clock import now
from zhunsheng_web.desk.noticed import noticed

MOST = 200


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """The latest notices, unread ones marked."""
    actor = actor_in(request)
    told = list(Notice.objects.filter(person_id=actor.person_id).order_by("-made_at")[:MOST])
    shown = {
        "notices": noticed(told, actor),
        "unseen": [one for one in told if one.seen_at is None],
        "most": MOST,
    }
    return render(request, "desk/all_notices.html", shown)


@signed_in
@require_POST
def all_seen(request: HttpRequest) -> HttpResponse:
    """Marks those of his own notices as read that the page showed him, and no newer ones."""
    for token in request.POST.getlist("notice")[:MOST]:
        see(token, actor=actor_in(request), now=now())
    return redirect("desk:today")


@signed_in
@require_POST
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Marks one of his own notices as read; another's is not there, and nothing happens."""
    see(token, actor=actor_in(request), now=now())
    return redirect("desk:notices" if request.POST.get("from") == "all" else "desk:today")
