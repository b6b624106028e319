"""绩效评估: units by how well they handle warnings, and what they say to it."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.editions import publish, readable, repliable, reply
from zhunsheng_web.boards.evaluating import (
    HANDLED,
    MEASURED,
    SAID,
    Measure,
    Peers,
    Unit,
    against_peers,
    closed_units_of,
    restored,
    units_of,
)
from zhunsheng_web.boards.models import Edition
from zhunsheng_web.boards.scope import month_before
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

MOST_LISTED = 36
_SEE = ("evaluation.see", "evaluation.reply")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_ONCE = re.compile(r"[0-9a-f]{32}")


@for_those_who_may(*_SEE)
def evaluation(request: HttpRequest) -> HttpResponse:
    """The editions that concern the reader; to whom may publish, the months that wait for it."""
    actor = actor_in(request)
    editions = list(readable(actor).order_by("-month", "path").defer("figures")[:MOST_LISTED])
    titles = _titles({one.path for one in editions})
    return render(
        request,
        "boards/evaluation.html",
        {
            "editions": [(one, titles.get(one.path)) for one in editions],
            "offices": _publishing(actor),
            "months": [month_before(actor.on.replace(day=1), back) for back in range(7)],
        },
    )


@for_those_who_may("evaluation.publish")
def draft(request: HttpRequest) -> HttpResponse:
    """What would be published for an office and a month."""
    actor = actor_in(request)
    office = Office.objects.filter(code=request.GET.get("office", "")[:32]).first()
    told = request.GET.get("month", "")
    if office is None or not may(actor, "evaluation.publish", office.path).allowed:
        return not_there(request)
    if not _MONTH.fullmatch(told):
        messages.error(
            request, say(Text("请选择月份，如 2026-10。", "Choose a month, such as 2026-10."))
        )
        return redirect("boards:evaluation")
    month = dt.date.fromisoformat(f"{told}-01")
    return render(
        request,
        "boards/edition.html",
        {
            "office": office,
            "month": month,
            "tables": _tables(units_of(office, month), office, month, actor),
            "said": SAID,
            "draft": True,
            "over": month < actor.on.replace(day=1),
            "once": secrets.token_hex(16),
        },
    )


@for_those_who_may("evaluation.publish")
@require_POST
def publishing(request: HttpRequest) -> HttpResponse:
    """Publishes a month."""
    actor = actor_in(request)
    office = Office.objects.filter(code=request.POST.get("office", "")[:32]).first()
    told = request.POST.get("month", "")
    if office is None or not _MONTH.fullmatch(told):
        return not_there(request)
    month = dt.date.fromisoformat(f"{told}-01")
    try:
        made = publish(office, month, actor=actor, now=now(), once=_once(request))
    except NotDone as refused:
        messages.error(request, say(refused.text))
        return redirect("boards:evaluation")
    except AlreadyDone:
        return redirect("boards:evaluation")
    messages.success(request, say(Text("已发布。", "Published.")))
    return redirect("boards:edition", token=made.token)


@for_those_who_may(*_SEE)
def edition(request: HttpRequest, token: str) -> HttpResponse:
    """A published month, with what the units say to it."""
    actor = actor_in(request)
    one = readable(actor).filter(token=token).first()
    return not_there(request) if one is None else _edition(request, actor, one)


@for_those_who_may("evaluation.reply")
@require_POST
def replying(request: HttpRequest, token: str) -> HttpResponse:
    """A unit's reply."""
    actor, text = actor_in(request), request.POST.get("text", "")
    code = request.POST.get("unit", "")
    try:
        reply(token, code, text=text, actor=actor, now=now(), once=_once(request))
    except NotThere:
        return not_there(request)
    except NotDone as refused:
        one = readable(actor).filter(token=token).first()
        if one is None:
            return not_there(request)
        return _edition(request, actor, one, refused.text, text, refused.status)
    except AlreadyDone:
        pass
    return redirect("boards:edition", token=token)


def _edition(
    request: HttpRequest,
    actor: Actor,
    one: Edition,
    fault: Text | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    units = [restored(stored) for stored in one.figures]
    titles = {unit.path: unit.title for unit in units}
    mine = repliable(one, actor)
    office = Office.objects.get(path=one.path)
    return render(
        request,
        "boards/edition.html",
        {
            "edition": one,
            "office": office,
            "month": one.month,
            "tables": _tables(units, office, one.month, actor),
            "said": SAID,
            "replies": [
                (titles[told.path], told) for told in one.replies.all() if told.path in titles
            ],
            "mine": [unit for unit in units if unit.path in mine],
            "fault": fault,
            "typed": typed,
            "once": secrets.token_hex(16),
        },
        status=status,
    )


@dataclass(frozen=True, slots=True)
class Table:
    """The units of an evaluation by group. ``closed``: of the closed warnings, not published."""

    groups: Peers
    measured: Sequence[Measure]
    closed: bool = False


def _tables(units: list[Unit], office: Office, month: dt.date, actor: Actor) -> list[Table]:
    shown = [Table(against_peers(units), MEASURED)]
    closed = closed_units_of(office, month, actor)
    if closed is not None:
        shown.append(Table(against_peers(closed, HANDLED), HANDLED, closed=True))
    return shown


def _publishing(actor: Actor) -> list[Office]:
    paths = actor.places(*rules().may["evaluation.publish"])
    return list(Office.objects.filter(path__in=paths).order_by("path"))


def _titles(paths: set[str]) -> dict[str, Text]:
    return {office.path: office.title for office in Office.objects.filter(path__in=paths)}


def _once(request: HttpRequest) -> str | None:
    told = request.POST.get("once", "")
    return told if _ONCE.fullmatch(told) else None
