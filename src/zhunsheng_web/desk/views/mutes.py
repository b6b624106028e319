"""Mutes (静默): no more warnings of a standard for a scope until a day. Proposed from a warning,
approved by another person, ended early with a reason; the list tells which stand."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, prefixes, within
from zhunsheng_web.access.doors import actor_in, once_of, signed_in
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.faults import Incomplete, NotDone, NotThere
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.mutes import approve, end, make, mutes_of
from zhunsheng_web.clock import now
from zhunsheng_web.desk.views.warning import context_of
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

MOST_OVER = 50
PROPOSED = Text("静默已提出，待他人批准。", "The mute is proposed; somebody else approves it.")
_DONE = {
    "approve": Text("静默已批准生效。", "The mute is approved and in force."),
    "end": Text("静默已终止。", "The mute is ended."),
}


@signed_in
def mutes(request: HttpRequest) -> HttpResponse:
    """Those proposed or in force at the reader's offices, and the latest that are over."""
    actor = actor_in(request)
    if not (may(actor, "mute.make").allowed or may(actor, "mute.approve").allowed):
        return not_there(request)
    found = mutes_of(actor, now=now())
    over = mutes_of(actor, now=now(), running=False)[:MOST_OVER]
    titles = {one.id: one.title for one in register().standards}
    offices = {
        one.path: one.title
        for one in Office.objects.filter(path__in={mute.office_path for mute in (*found, *over)})
    }
    told = [
        {
            "mute": one,
            "title": titles.get(one.standard, Text(one.standard, one.standard)),
            "office": offices.get(one.office_path, Text("", "")),
            "approvable": one.approved_by_id is None
            and one.author_id != actor.person_id
            and may(actor, "mute.approve", one.office_path).allowed,
            "endable": one.author_id == actor.person_id
            or may(actor, "mute.approve", one.office_path).allowed,
        }
        for one in found
    ]
    past = [
        (
            one,
            titles.get(one.standard, Text(one.standard, one.standard)),
            offices.get(one.office_path),
        )
        for one in over
    ]
    shown = {"mutes": told, "over": past, "once": secrets.token_hex(12)}
    return render(request, "desk/mutes.html", shown)


@signed_in
@require_POST
def settle(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Approves a mute, or ends it with a reason."""
    actor, moment, once = actor_in(request), now(), once_of(request)
    if verb not in _DONE:
        return not_there(request)
    try:
        if verb == "approve":
            approve(token, actor=actor, now=moment, once=once)
        else:
            reason = request.POST.get("reason", "")
            end(token, reason=reason, actor=actor, now=moment, once=once)
    except NotThere:
        return not_there(request)
    except AlreadyDone:
        pass
    except NotDone as refused:
        messages.error(request, say(refused.text))
        return redirect("desk:mutes")
    messages.success(request, say(_DONE[verb]))
    return redirect("desk:mutes")


@signed_in
def mute(request: HttpRequest, token: str) -> HttpResponse:
    """The form of a mute for the standard of a warning; POST: proposes it."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    scopes = _scopes(found, actor)
    if not scopes or found.level in handling().mute.never:
        return not_there(request)
    refused: NotDone | None = None
    if request.method == "POST":
        try:
            _propose(request, found, actor, moment)
        except AlreadyDone:
            return redirect("desk:mutes")
        except NotDone as fault:
            refused = fault
        else:
            messages.success(request, say(PROPOSED))
            return redirect("desk:mutes")
    note("warning.see", who=actor.code, on=("warning", token), now=moment)
    context: dict[str, Any] = {
        "scopes": scopes,
        "given": request.POST,
        "refused": refused,
        "faults": refused.fields if isinstance(refused, Incomplete) else {},
        "most": handling().mute.most_days,
        "today": actor.on,
        "once": secrets.token_hex(16),
    }
    return render(
        request,
        "desk/mute.html",
        context_of(found, moment) | context,
        status=refused.status if refused else 200,
    )


def _propose(request: HttpRequest, found: Warning, actor: Actor, moment: dt.datetime) -> None:
    given = request.POST
    make(
        found.yardstick.standard,
        given.get("office_path", ""),
        reason=given.get("reason", ""),
        valid_from=_day("valid_from", given.get("valid_from", "")),
        valid_to=_day("valid_to", given.get("valid_to", "")),
        subject_id=found.subject_id if given.get("subject") == "this" else "",
        actor=actor,
        now=moment,
        once=given.get("once") or None,
    )


def _day(field: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        told = Text("请按“2026-11-02”的格式填写日期。", "Write the day like 2026-11-02.")
        raise Incomplete(field, told) from None


def _scopes(found: Warning, actor: Actor) -> list[Office]:
    """The offices from the warning's own upwards for which the reader may propose one."""
    steps = [
        path
        for path in prefixes(found.office_path)
        if may(actor, "mute.make", path).allowed and within(found.office_path, path)
    ]
    return list(Office.objects.filter(path__in=steps).order_by("-path"))
