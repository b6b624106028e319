"""Notices: one, the form by which one is published, and what is done with one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.attempt import Attempt, attempt
from zhunsheng_web.access.doors import actor_in, once_of
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.access.wording import told
from zhunsheng_web.book import announcing, typed, written
from zhunsheng_web.book.door import reader, writer
from zhunsheng_web.book.models import Announcement
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.clock import now
from zhunsheng_web.ui.templatetags.words import say

LATEST = 300
"""Receipts that are shown to the author."""


@reader
def announcement(request: HttpRequest, token: str) -> HttpResponse:
    """One notice; to its author also who has taken note of it."""
    actor = actor_in(request)
    found = announcing.announcement_of(token, actor=actor, now=now())
    is_own = found.author_id == actor.person_id
    receipts = found.receipts.select_related("person").order_by("-at") if is_own else None
    return render(
        request,
        "book/announcement.html",
        {
            "one": found,
            "is_own": is_own,
            "is_read": getattr(found, "is_read", True),
            "roles": [TITLES[role] for role in TITLES if role in found.roles],
            "receipts": receipts[:LATEST] if receipts is not None else (),
        },
    )


@reader
@require_POST
def announcement_do(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Takes note of a notice, or takes it down."""
    actor, moment = actor_in(request), now()
    if verb == "read":
        announcing.take_note(token, actor=actor, now=moment)
        return redirect("book:information")
    if verb != "withdraw":
        raise NotThere
    once = once_of(request)
    tried = attempt(lambda: announcing.withdraw(token, actor=actor, now=moment, once=once))
    if tried.fault:
        messages.error(request, say(tried.fault.text))
    return redirect("book:announcement", token=token)


@writer("information.publish")
def announce(request: HttpRequest) -> HttpResponse:
    """The form of a notice."""
    actor = actor_in(request)
    tried = _announced(request) if request.method == "POST" else None
    if tried and tried.made:
        messages.success(request, told("公告已发布。", "The notice is published."))
        return redirect("book:announcement", token=tried.made.token)
    if tried and not tried.fault:
        return redirect("book:information")
    shown = written.form(request, tried.fault if tried else None)
    shown |= {"places": announcing.places_of(actor), "today": actor.on}
    return render(request, "book/announce.html", shown, status=tried.status if tried else 200)


def _announced(request: HttpRequest) -> Attempt[Announcement]:
    return attempt(
        lambda: announcing.announce(
            title=typed.text(request, "title"),
            text=typed.text(request, "text"),
            title_en=typed.text(request, "title_en"),
            text_en=typed.text(request, "text_en"),
            roles=request.POST.getlist("roles"),
            office=typed.text(request, "office"),
            valid_from=typed.day(request, "valid_from"),
            valid_to=typed.day(request, "valid_to"),
            actor=actor_in(request),
            now=now(),
            once=once_of(request),
        )
    )
