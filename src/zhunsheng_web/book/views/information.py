"""Information: notices, guides and cases, by post."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.access.wording import told
from zhunsheng_web.book import announcing, cases, typed
from zhunsheng_web.book.guides import BY_NAME, for_roles
from zhunsheng_web.book.models import TeachingCase
from zhunsheng_web.book.shelf import shelf
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import language, say

MOST = 50
LATEST = 300
"""Published cases that are looked through for a reader."""


@signed_in
def information(request: HttpRequest) -> HttpResponse:
    """What is published to the reader's posts."""
    actor = actor_in(request)
    publishes = may(actor, "information.publish").allowed
    latest = cases.published(actor)[:LATEST]
    domain = request.GET.get("domain", "")
    found = [one for one in latest if cases.readable(one, actor)]
    shown = [one for one in found if not domain or one.domain == domain]
    return render(
        request,
        "book/information.html",
        {
            "announcements": announcing.for_reader(actor),
            "guides": for_roles(actor.roles),
            "cases": shown[:MOST],
            "domains": _domains({one.domain for one in found}),
            "domain": domain,
            "publishes": publishes,
            "drafts": cases.in_hand(actor)[:MOST] if publishes else (),
            "own": announcing.published_by(actor)[:MOST] if publishes else (),
        },
    )


@signed_in
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide, in the reader's language."""
    found = BY_NAME.get(name)
    if found is None:
        return not_there(request)
    text = f"book/guides/{name}.{language()}.html"
    return render(request, "book/guide.html", {"guide": found, "text": text})


@signed_in
def announcement(request: HttpRequest, token: str) -> HttpResponse:
    """One notice; to its author also who has taken note of it."""
    actor = actor_in(request)
    try:
        found = announcing.announcement_of(token, actor=actor, now=now())
    except NotThere:
        return not_there(request)
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


@signed_in
@require_POST
def announcement_do(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Takes note of a notice, or takes it down."""
    actor = actor_in(request)
    try:
        if verb == "read":
            announcing.take_note(token, actor=actor, now=now())
            return redirect("book:information")
        if verb != "withdraw":
            return not_there(request)
        announcing.withdraw(token, actor=actor, now=now(), once=request.POST.get("once"))
    except NotThere:
        return not_there(request)
    except NotDone as refused:
        messages.error(request, say(refused.text))
    except AlreadyDone:
        pass
    return redirect("book:announcement", token=token)


@signed_in
def announce(request: HttpRequest) -> HttpResponse:
    """The form of a notice."""
    actor = actor_in(request)
    if not may(actor, "information.publish").allowed:
        return not_there(request)
    fault: NotDone | None = None
    if request.method == "POST":
        try:
            made = announcing.announce(
                title=typed.text(request, "title"),
                text=typed.text(request, "text"),
                roles=request.POST.getlist("roles"),
                office=typed.text(request, "office"),
                valid_from=typed.day(request, "valid_from"),
                valid_to=typed.day(request, "valid_to"),
                actor=actor,
                now=now(),
                once=request.POST.get("once"),
            )
            messages.success(request, told("公告已发布。", "The notice is published."))
            return redirect("book:announcement", token=made.token)
        except AlreadyDone:
            return redirect("book:information")
        except NotDone as refused:
            fault = refused
    shown = _typed(request, fault) | {"places": announcing.places_of(actor), "today": actor.on}
    status = fault.status if fault else 200
    return render(request, "book/announce.html", shown, status=status)


@signed_in
def case(request: HttpRequest, token: str) -> HttpResponse:
    """One case."""
    actor = actor_in(request)
    try:
        found = cases.case_of(token, actor=actor, now=now())
    except NotThere:
        return not_there(request)
    return _case(request, found)


@signed_in
def case_new(request: HttpRequest) -> HttpResponse:
    """The form by which a closed warning is told as a case."""
    actor = actor_in(request)
    if not may(actor, "information.publish").allowed:
        return not_there(request)
    fault: NotDone | None = None
    if request.method == "POST":
        try:
            made = cases.make(
                warning=typed.text(request, "warning"),
                **_told(request),
                actor=actor,
                now=now(),
                once=request.POST.get("once"),
            )
            return redirect("book:case", token=made.token)
        except NotThere:
            return not_there(request)
        except AlreadyDone:
            return redirect("book:information")
        except NotDone as refused:
            fault = refused
    shown = _typed(request, fault)
    shown["warning"] = request.POST.get("warning", request.GET.get("warning", ""))
    return render(request, "book/case_form.html", shown, status=fault.status if fault else 200)


@signed_in
def case_edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form of a case that is a draft."""
    actor = actor_in(request)
    fault: NotDone | None = None
    try:
        found = cases.case_of(token, actor=actor, now=now())
        if "edit" not in cases.possible(found, actor):
            return not_there(request)
        if request.method == "POST":
            kept: dict[str, Any] = {"revision": typed.revision(request)}
            kept |= {"actor": actor, "now": now(), "once": request.POST.get("once")}
            cases.edit(token, **_told(request), **kept)
            return redirect("book:case", token=token)
    except NotThere:
        return not_there(request)
    except AlreadyDone:
        return redirect("book:case", token=token)
    except NotDone as refused:
        fault = refused
    shown = _typed(request, fault) | {"case": found}
    if fault is None:
        shown["typed"] = {"title": found.title, "text": found.text, "lesson": found.lesson}
        shown["chosen"] = found.roles
    return render(request, "book/case_form.html", shown, status=fault.status if fault else 200)


@signed_in
@require_POST
def case_do(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Publishes a case, or takes it back."""
    verbs = {"publish": cases.publish, "withdraw": cases.withdraw}
    if verb not in verbs:
        return not_there(request)
    actor, moment = actor_in(request), now()
    try:
        verbs[verb](
            token,
            actor=actor,
            now=moment,
            revision=typed.revision(request),
            once=request.POST.get("once"),
        )
    except NotThere:
        return not_there(request)
    except NotDone as refused:
        found = cases.case_of(token, actor=actor, now=moment)
        return _case(request, found, refused)
    except AlreadyDone:
        pass
    return redirect("book:case", token=token)


def _domains(ids: set[str]) -> list[tuple[str, Text]]:
    """The domains there are cases of, as the register calls them."""
    table = shelf().register.code_table("domains")
    named = {one.id: one.title for one in table.codes} if table is not None else {}
    return [(name, named.get(name, Text(name, name))) for name in sorted(ids) if name]


def _case(
    request: HttpRequest, found: TeachingCase, refused: NotDone | None = None
) -> HttpResponse:
    shown = {
        "case": found,
        "possible": cases.possible(found, actor_in(request)),
        "refused": refused,
        "left": refused.left if isinstance(refused, cases.NotAnonymous) else (),
        "roles": [TITLES[role] for role in TITLES if role in found.roles],
        "once": secrets.token_hex(15),
    }
    return render(request, "book/case.html", shown, status=refused.status if refused else 200)


def _told(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": typed.text(request, "title"),
        "text": typed.text(request, "text"),
        "lesson": typed.text(request, "lesson"),
        "roles": request.POST.getlist("roles"),
    }


def _typed(request: HttpRequest, fault: NotDone | None) -> dict[str, Any]:
    """A form as it was sent, with what was wrong beside it."""
    return {
        "fault": fault,
        "field": getattr(fault, "field", ""),
        "left": fault.left if isinstance(fault, cases.NotAnonymous) else (),
        "typed": request.POST,
        "chosen": request.POST.getlist("roles"),
        "roles": [(role.value, title) for role, title in TITLES.items()],
        "once": secrets.token_hex(16),
    }
