"""Keys for programs, on pages: one's own made and ended; those of an area ended by its security
administrator."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.doors import actor_in, once_of, signed_in
from zhunsheng_web.access.models import Posting
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.api.keys import MOST_DAYS, SCOPES, end_key, make_key
from zhunsheng_web.api.models import AccessKey
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

MOST = 200
ENDED = Text("密钥已停用，立即失效。", "The key is ended, at once.")
SCOPE_TITLES = {
    "read": Text("只读", "reading only"),
    "act": Text("读取和办理", "reading and acting"),
}
_FIELDS = ("title", "scope", "days")


@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """One's own keys; for the security administrator those that are good now in his area, of one
    person by ``who`` (his number)."""
    actor = actor_in(request)
    if may(actor, "key.end").allowed:
        return _area(request, actor)
    if actor.roles & ADMINISTRATORS:
        return not_there(request)
    return _own(request, actor)


@signed_in
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Makes a key of one's own and shows its secret, this once."""
    actor = actor_in(request)
    given = {name: request.POST.get(name, "") for name in _FIELDS}
    days = int(given["days"]) if given["days"].isdecimal() and len(given["days"]) < 4 else 0
    try:
        key, secret = make_key(
            given["title"], given["scope"], days, actor=actor, now=now(), once=once_of(request)
        )
    except AlreadyDone:
        return redirect("api:keys")
    except NotDone as refused:
        return _own(request, actor, given, refused)
    return render(request, "api/made.html", {"key": key, "secret": secret})


@signed_in
@require_POST
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ends a key at once."""
    try:
        end_key(token, actor=actor_in(request), now=now())
    except NotThere:
        return not_there(request)
    messages.success(request, say(ENDED))
    who = request.POST.get("who", "")
    answer = redirect("api:keys")
    if who.isalnum():
        answer["Location"] += f"?who={who}"
    return answer


def _own(
    request: HttpRequest,
    actor: Actor,
    given: dict[str, str] | None = None,
    refused: NotDone | None = None,
) -> HttpResponse:
    moment = now()
    held = AccessKey.objects.filter(person_id=actor.person_id).order_by("-made_at", "-pk")[:MOST]
    context: dict[str, Any] = {
        "keys": [(one, _state(one), _good(one)) for one in held],
        "now": moment,
        "scopes": [(scope, SCOPE_TITLES[scope]) for scope in SCOPES],
        "scope_titles": SCOPE_TITLES,
        "most_days": MOST_DAYS,
        "given": given or {"days": "30"},
        "fault": say(refused.text) if refused else None,
        "field": getattr(refused, "field", None),
        "once": secrets.token_hex(14),
    }
    return render(request, "api/keys.html", context, status=refused.status if refused else 200)


def _area(request: HttpRequest, actor: Actor) -> HttpResponse:
    who = request.GET.get("who", "").strip()[:64]
    near = Posting.objects.none()
    for place in actor.places(Role.SECURITY_ADMIN):
        near |= Posting.objects.filter(below("office__path", place))
    rows = AccessKey.objects.filter(
        ended_at__isnull=True, expires_at__gt=now(), person__in=near.values("person")
    )
    if who:
        rows = rows.filter(person__code=who)
    some = list(rows.select_related("person").order_by("-made_at", "-pk")[: MOST + 1])
    note("keys.see", who=actor.code, on=("book", "keys"), now=now(),
         counts={"people": len({one.person_id for one in some})})  # fmt: skip
    context = {
        "keys": [(one, _state(one), True) for one in some[:MOST]],
        "more": len(some) > MOST,
        "who": who,
        "overseen": True,
        "most": MOST,
    }
    return render(request, "api/keys.html", context)


def _good(key: AccessKey) -> bool:
    return key.ended_at is None and key.expires_at > now()


def _state(key: AccessKey) -> Text:
    if key.ended_at is not None:
        return Text("已停用", "ended")
    return Text("有效", "good") if _good(key) else Text("已到期", "lapsed")
