"""The book of what administrators did, for the audit administrator: by whom, about whom, which."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.models import AccessAct
from zhunsheng_web.casework.faults import NotDone
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.sheet import Cell, Kind, Sheet
from zhunsheng_web.ui.templatetags.words import say
from zhunsheng_web.upkeep.door import needs
from zhunsheng_web.upkeep.naming import title_of, told
from zhunsheng_web.upkeep.taking_out import columns, taken_out

PAGE, MOST_OUT = 100, 5_000
ACTS = (
    "person.add", "person.rename", "office.add", "office.close", "posting.propose",
    "posting.grant", "posting.refuse", "posting.end", "leave.enter", "leave.end", "account.open",
    "account.disable", "account.enable", "password.hand", "factor.hand", "session.end",
)  # fmt: skip
"""What administrators do."""


@needs("access-acts.see")
def acts(request: HttpRequest) -> HttpResponse:
    """The newest first; ``who``: the number of whoever did it or whom it is about; ``what``: which
    act; ``before``: the deed the page goes on from."""
    return _page(request)


@needs("access-acts.see")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What is sought as a table."""
    rows = list(_sought(request.POST.get("who", ""), request.POST.get("what", ""))[:MOST_OUT])
    heads = (
        Text("时间", "When"), Text("办理人", "Who"), Text("工号", "Number"), Text("事项", "What"),
        Text("对象", "About"), Text("对象编号", "Its number"), Text("内容", "What was set"),
        Text("理由", "Reason"), Text("封存行为", "Sealed act"),
    )  # fmt: skip
    kinds: dict[int, Kind] = {0: "moment"}
    sheet = Sheet(
        say(Text("管理行为", "Acts of administrators")),
        columns(heads, kinds),
        [_row(one) for one in rows],
    )
    actor = actor_in(request)
    note("access-acts.see", who=actor.code, on=("book", "access-acts"), now=now())
    try:
        return taken_out(request, sheet, kind="access-acts", what="access-acts.see")
    except NotDone as refused:
        return _page(request, refused)


def _page(request: HttpRequest, refused: NotDone | None = None) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    who, what = given.get("who", "").strip()[:64], given.get("what", "")
    note("access-acts.see", who=actor_in(request).code, on=("book", "access-acts"), now=now())
    rows = _sought(who, what)
    last = AccessAct.objects.filter(deed=given.get("before", "")).first()
    if last is not None:
        rows = rows.filter(pk__lt=last.pk)
    some = list(rows[: PAGE + 1])
    asked = {key: value for key, value in (("who", who), ("what", what)) if value}
    context = {
        "acts": [(one, title_of(one.what), told(one.given)) for one in some[:PAGE]],
        "who": who,
        "what": what,
        "titles": [(name, title_of(name)) for name in ACTS],
        "earlier": "?" + urlencode(asked | {"before": some[PAGE - 1].deed})
        if len(some) > PAGE
        else None,
        "purpose": request.POST.get("purpose", ""),
        "fault": say(refused.text) if refused else None,
    }
    return render(request, "upkeep/acts.html", context, status=refused.status if refused else 200)


def _sought(who: str, what: str) -> QuerySet[AccessAct]:
    rows = AccessAct.objects.select_related("actor", "person", "office").order_by("-pk")
    if who:
        rows = rows.filter(Q(actor__code=who) | Q(person__code=who))
    return rows.filter(what=what) if what else rows


def _row(one: AccessAct) -> tuple[Cell, ...]:
    about = [
        say(thing)
        for thing in (one.person and one.person.name, one.office and one.office.title)
        if thing
    ]
    codes = [thing.code for thing in (one.person, one.office) if thing]
    return (
        timezone.localtime(one.at), say(one.actor.name), one.actor.code, say(title_of(one.what)),
        " ".join(about), " ".join(codes),
        "; ".join(f"{say(key)} {say(value)}" for key, value in told(one.given)),
        one.reason, one.deed,
    )  # fmt: skip
