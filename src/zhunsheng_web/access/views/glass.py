"""Break-glass: asking, seconding, reviewing."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access import glass as verbs
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, once_of, only
from zhunsheng_web.access.faults import NotDone, NotThere
from zhunsheng_web.access.models import BreakGlass
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

_ROLES = tuple(
    rules().may["breakglass.open"]
    | rules().may["breakglass.second"]
    | rules().may["breakglass.review"]
)


@only(*_ROLES)
def glass(request: HttpRequest) -> HttpResponse:
    """What the reader asked for, what waits for him, and the form to ask."""
    return _page(request)


@only(*_ROLES)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Asks to have something opened."""
    given = {name: request.POST.get(name, "") for name in ("kind", "thing", "reason", "alone")}
    if given["kind"] not in verbs.KINDS:
        return not_there(request)
    try:
        verbs.ask(
            given["kind"], given["thing"], given["reason"], alone=given["alone"] == "yes",
            actor=actor_in(request), now=now(), once=once_of(request),
        )  # fmt: skip
    except NotDone as refused:
        return _page(request, given, refused)
    except AlreadyDone:
        return redirect("access:glass")
    messages.success(request, told("已登记并留痕。", "Entered, and on record."))
    return redirect("access:glass")


@only(*_ROLES)
@require_POST
def second(request: HttpRequest, token: str) -> HttpResponse:
    """The second person agrees."""
    try:
        until = verbs.second(token, actor=actor_in(request), now=now(), once=once_of(request))
        messages.success(
            request,
            told(
                f"已见证，开启至 {localtime(until):%H:%M}，已留痕。",
                f"Seconded: open until {localtime(until):%H:%M}, and on record.",
            ),
        )
    except NotThere:
        return not_there(request)
    except NotDone as refused:
        return _page(request, {}, refused)
    except AlreadyDone:
        pass
    return redirect("access:glass")


@only(*_ROLES)
@require_POST
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Says whether it was proper."""
    text = request.POST.get("text", "")
    try:
        verbs.review(
            token, text, proper=request.POST.get("proper") == "yes", actor=actor_in(request),
            now=now(), once=once_of(request),
        )  # fmt: skip
        messages.success(
            request, told("复查意见已记录并留痕。", "Your finding is entered, and on record.")
        )
    except NotThere:
        return not_there(request)
    except NotDone as refused:
        return _page(request, {"reviewed": token, "text": text}, refused)
    except AlreadyDone:
        pass
    return redirect("access:glass")


def _page(
    request: HttpRequest, given: dict[str, str] | None = None, refused: NotDone | None = None
) -> HttpResponse:
    actor, moment = actor_in(request), now()
    mine = BreakGlass.objects.filter(person_id=actor.person_id).select_related("seconded_by")
    return render(
        request,
        "access/glass.html",
        {
            "kinds": [(name, kind.title) for name, kind in verbs.KINDS.items()],
            "may_ask": may(actor, "breakglass.open").allowed,
            "mine": [
                (
                    one,
                    _page_of(one) if one.ends_at is not None and one.ends_at > moment else None,
                    verbs.lapsed(one, moment),
                )
                for one in mine.order_by("-asked_at")[:20]
            ],
            "to_second": _named(verbs.to_second(actor, moment)[:20]),
            "to_review": _to_review(actor, moment),
            "minutes": verbs.MINUTES,
            "given": given or {},
            "fault": say(refused.text) if refused else None,
            "field": getattr(refused, "field", None),
            "once": secrets.token_hex(14),
        },
        status=refused.status if refused else 200,
    )


def _to_review(actor: Actor, moment: dt.datetime) -> list[tuple[BreakGlass, bool, Text, str]]:
    """What waits for review: whether it is over, what kind of thing, its number; '' for none."""
    found = _named(verbs.to_review(actor)[:50])
    return [
        (one, one.ends_at is not None and one.ends_at <= moment, kind, number)
        for one, kind, number in found
    ]


def _named(openings: Iterable[BreakGlass]) -> list[tuple[BreakGlass, Text, str]]:
    """Each with what kind of thing it is and its number; '' for none."""
    found, numbers = list(openings), dict[str, str]()
    for name, kind in verbs.KINDS.items():
        if things := {one.thing for one in found if one.kind == name}:
            numbers |= kind.numbers(things)
    return [(one, verbs.KINDS[one.kind].title, numbers.get(one.thing, "")) for one in found]


def _page_of(one: BreakGlass) -> str:
    return reverse(verbs.KINDS[one.kind].page, args=[one.thing])
