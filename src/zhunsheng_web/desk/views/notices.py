"""What the reader was told (提醒), and that he has seen it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework.telling import see
from zhunsheng_web.clock import now

MOST = 200


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """The latest notices, unread ones marked."""
    told = Notice.objects.filter(person_id=actor_in(request).person_id).order_by("-made_at")[:MOST]
    return render(request, "desk/all_notices.html", {"notices": told, "most": MOST})


@signed_in
@require_POST
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Marks one of his own notices as read; another's is not there, and nothing happens."""
    see(token, actor=actor_in(request), now=now())
    return redirect("desk:notices" if request.POST.get("from") == "all" else "desk:today")
