"""The book of what administrators did, for the audit administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import actor_in, only
from zhunsheng_web.access.models import AccessAct
from zhunsheng_web.access.roles import Role
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note

_PAGE = 100


@only(Role.AUDIT_ADMIN)
def acts(request: HttpRequest) -> HttpResponse:
    """The newest first; ``before``: the deed the page goes on from."""
    note("access-acts.see", who=actor_in(request).code, on=("book", "access-acts"), now=now())
    rows = AccessAct.objects.select_related("actor", "person", "office").order_by("-pk")
    last = AccessAct.objects.filter(deed=request.GET.get("before", "")).first()
    if last is not None:
        rows = rows.filter(pk__lt=last.pk)
    some = list(rows[: _PAGE + 1])
    return render(
        request,
        "access/acts.html",
        {"acts": some[:_PAGE], "before": some[_PAGE - 1].deed if len(some) > _PAGE else None},
    )
