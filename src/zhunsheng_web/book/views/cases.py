"""Teaching cases: one, the forms it is written by, and what is done with it."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.attempt import attempt
from zhunsheng_web.access.doors import actor_in, once_of
from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.book import cases, typed, written
from zhunsheng_web.book.door import reader, writer
from zhunsheng_web.book.models import TeachingCase
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.clock import now

_VERBS = {"publish": cases.publish, "withdraw": cases.withdraw}


@reader
def case(request: HttpRequest, token: str) -> HttpResponse:
    """One case."""
    return _case(request, cases.case_of(token, actor=actor_in(request), now=now()))


@writer("information.publish")
def case_new(request: HttpRequest) -> HttpResponse:
    """The form by which a closed warning is told as a case."""
    source = request.POST.get("warning", request.GET.get("warning", ""))
    if request.method != "POST":
        return _form(request, warning=source)
    tried = attempt(lambda: cases.make(warning=source, **_told(request)))
    if tried.made:
        return redirect("book:case", token=tried.made.token)
    if tried.fault:
        return _form(request, tried.fault, warning=source)
    return redirect("book:information")


@reader
def case_edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form of a case that is a draft."""
    actor = actor_in(request)
    found = cases.case_of(token, actor=actor, now=now())
    if "edit" not in cases.possible(found, actor):
        raise NotThere
    if request.method != "POST":
        return _form(request, case=found, typed=found, chosen=found.roles)
    revision = typed.revision(request)
    tried = attempt(lambda: cases.edit(token, revision=revision, **_told(request)))
    if tried.fault:
        return _form(request, tried.fault, case=found)
    return redirect("book:case", token=token)


@reader
@require_POST
def case_do(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Publishes a case, or takes it back."""
    if verb not in _VERBS:
        raise NotThere
    kept: dict[str, Any] = {"actor": actor_in(request), "now": now()}
    sent: dict[str, Any] = {"revision": typed.revision(request), "once": once_of(request)}
    tried = attempt(lambda: _VERBS[verb](token, **kept, **sent))
    if tried.fault:
        return _case(request, cases.case_of(token, **kept), tried.fault)
    return redirect("book:case", token=token)


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
    """What was written, by whom and when."""
    return {
        "title": typed.text(request, "title"),
        "text": typed.text(request, "text"),
        "lesson": typed.text(request, "lesson"),
        "english": cases.InEnglish(
            typed.text(request, "title_en"),
            typed.text(request, "text_en"),
            typed.text(request, "lesson_en"),
        ),
        "roles": request.POST.getlist("roles"),
        "actor": actor_in(request),
        "now": now(),
        "once": once_of(request),
    }


def _form(request: HttpRequest, fault: NotDone | None = None, **shown: Any) -> HttpResponse:
    told = written.form(request, fault) | shown
    return render(request, "book/case_form.html", told, status=fault.status if fault else 200)
