"""All records of a warning, page by page."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.masks import Masks
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.clock import now
from zhunsheng_web.desk.rows import told
from zhunsheng_web.desk.views.warning import context_of
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there

SIZE = 200


@signed_in
def rows(request: HttpRequest, token: str) -> HttpResponse:
    """Two hundred a page, in the order of time; ``after``: the key of the last one seen."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    note("warning.rows", who=actor.code, on=("warning", token), now=moment)
    wanted = rows_of(found, actor).order_by("happened_at", "key")
    last = wanted.filter(key=request.GET.get("after", "")).first()
    if last is not None:
        wanted = wanted.filter(
            Q(happened_at__gt=last.happened_at) | Q(happened_at=last.happened_at, key__gt=last.key)
        )
    page = list(wanted[: SIZE + 1])
    return render(
        request,
        "desk/all_rows.html",
        context_of(found, moment)
        | {
            "rows": told(page[:SIZE], Masks()),
            "first": "?" if last else "",
            "next": f"?after={page[SIZE - 1].key}" if len(page) > SIZE else "",
        },
    )
