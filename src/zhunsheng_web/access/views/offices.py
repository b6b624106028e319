"""The tree of offices, a branch at a time."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.access.administering import day
from zhunsheng_web.access.doors import actor_in, once_of, only
from zhunsheng_web.access.faults import NotDone
from zhunsheng_web.access.models import Office, Posting, in_force
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS, TITLES, Role
from zhunsheng_web.access.verbs import people as verbs
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now, today
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

LEVELS = (
    ("district", Text("直属海关", "Directly subordinate customs")),
    ("subordinate", Text("隶属海关", "Subordinate customs")),
    ("section", Text("科室", "Section")),
)
MOST_POSTED = 200
"""People of an office that are listed on its page."""
_FIELDS = ("code", "level", "title_zh", "title_en", "valid_from", "valid_to", "reason")


@only(*ADMINISTRATORS)
def office(request: HttpRequest, code: str = "") -> HttpResponse:
    """One office with those directly below it; without a code the reader's own."""
    actor = actor_in(request)
    if code:
        found = Office.objects.filter(code=code).first()
    else:
        found = Office.objects.filter(path=actor.places(*ADMINISTRATORS)[0]).first()
    if found is None or not may(actor, "people.see", found.path).allowed:
        return not_there(request)
    return _page(request, found)


@only(Role.SYSTEM_ADMIN)
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Enters an office below this one, or closes this one."""
    actor = actor_in(request)
    found = Office.objects.filter(code=code).first()
    if found is None or not may(actor, "people.see", found.path).allowed:
        return not_there(request)
    given = {name: request.POST.get(name, "") for name in _FIELDS}
    adding = request.POST.get("act") == "add"
    once = once_of(request)
    try:
        if adding:
            begins = day("valid_from", given["valid_from"])
            assert begins is not None
            verbs.add_office(
                found, given["code"], given["level"], given["title_zh"], given["title_en"],
                begins, actor=actor, now=now(), once=once,
            )  # fmt: skip
        else:
            ends = day("valid_to", given["valid_to"])
            assert ends is not None
            verbs.close_office(found, ends, given["reason"], actor=actor, now=now(), once=once)
    except NotDone as refused:
        return _page(request, found, given, refused, adding)
    except AlreadyDone:
        return redirect("access:office", code=code)
    messages.success(request, told("已办理并留痕。", "Done, and on record."))
    return redirect("access:office", code=code)


def _page(
    request: HttpRequest,
    found: Office,
    given: dict[str, str] | None = None,
    refused: NotDone | None = None,
    adding: bool = True,
) -> HttpResponse:
    actor = actor_in(request)
    note("people.see", who=actor.code, on=("office", found.code), now=now())
    above = Office.objects.filter(path__in=list(prefixes(found.path))[:-1]).order_by("path")
    return render(
        request,
        "access/office.html",
        {
            "office": found,
            "above": [(one, may(actor, "people.see", one.path).allowed) for one in above],
            "children": found.children.order_by("code")[:1000],
            "posted": [
                (one, TITLES[Role(one.role)])
                for one in Posting.objects.filter(in_force(today()), office=found)
                .select_related("person")
                .order_by("-command", "person__code", "pk")[: MOST_POSTED + 1]
            ],
            "most": MOST_POSTED,
            "levels": LEVELS,
            "may_change": may(actor, "people.manage", found.path).allowed,
            "given": given or {},
            "fault": say(refused.text) if refused else None,
            "field": getattr(refused, "field", None),
            "adding": adding,
            "once": secrets.token_hex(14),
        },
        status=refused.status if refused else 200,
    )
