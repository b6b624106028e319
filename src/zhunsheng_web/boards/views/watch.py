"""我的关注: saved conditions, told when they fire."""

from __future__ import annotations

import datetime as dt
import secrets
from contextlib import AbstractContextManager

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards.condition import Typed, typed
from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.models import Watch
from zhunsheng_web.boards.naming import domain_titles
from zhunsheng_web.boards.views.warnings import listed
from zhunsheng_web.boards.watching import met
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.queue import NEWEST, loaded
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import Deed, deed
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

MOST_WATCHES = 50
MOST_SHOWN = 50
_LEVELS = {
    "1": Text("一级", "Level 1"),
    "2": Text("二级及以上", "Level 2 or graver"),
    "3": Text("三级及以上", "Level 3 or graver"),
    "4": Text("各级", "Every level"),
}


@for_those_who_may("watch.keep")
def watch(request: HttpRequest) -> HttpResponse:
    """What the reader watches, and a form for one more."""
    if request.method == "POST":
        return _make(request)
    return _page(request, actor_in(request), Typed({}))


@for_those_who_may("watch.keep")
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """One watch, to be changed."""
    actor = actor_in(request)
    one = Watch.objects.filter(person_id=actor.person_id, token=token).first()
    if one is None:
        return not_there(request)
    if request.method != "POST":
        return _page(request, actor, Typed(_given(one)), one)
    told = typed(request.POST.dict(), actor)
    if told.faults or not _saved(one, told, actor):
        return _page(request, actor, told, one)
    messages.success(request, say(Text("已保存。", "Saved.")))
    return redirect("boards:watch")


@for_those_who_may("watch.keep")
@require_POST
def pause(request: HttpRequest, token: str) -> HttpResponse:
    """Pauses a watch, or goes on with it from now."""
    actor, moment = actor_in(request), now()
    mine = Watch.objects.filter(person_id=actor.person_id, token=token)
    if not mine.exists():
        return not_there(request)
    with _act("pause", token, actor, moment):
        if request.POST.get("to") == "pause":
            mine.update(paused=True)
        else:
            mine.update(paused=False, since=moment)
    return redirect("boards:watch")


@for_those_who_may("watch.keep")
@require_POST
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Ends a watch for good."""
    actor = actor_in(request)
    mine = Watch.objects.filter(person_id=actor.person_id, token=token)
    if not mine.exists():
        return not_there(request)
    with _act("delete", token, actor, now()):
        mine.delete()
    messages.success(request, say(Text("已删除。", "Deleted.")))
    return redirect("boards:watch")


@for_those_who_may("watch.keep")
def hits(request: HttpRequest, token: str) -> HttpResponse:
    """The warnings that meet a watch, the latest of them."""
    actor = actor_in(request)
    one = Watch.objects.filter(person_id=actor.person_id, token=token).first()
    if one is None:
        return not_there(request)
    found = loaded(met(one, actor).first(MOST_SHOWN + 1, NEWEST))
    return render(
        request,
        "boards/hits.html",
        {
            "watch": one,
            "listed": [listed(warning) for warning in found[:MOST_SHOWN]],
            "more": len(found) > MOST_SHOWN,
        },
    )


def _make(request: HttpRequest) -> HttpResponse:
    actor = actor_in(request)
    told = typed(request.POST.dict(), actor)
    if Watch.objects.filter(person_id=actor.person_id).count() >= MOST_WATCHES:
        told.faults["name"] = Text(
            f"最多保存{MOST_WATCHES}个关注条件，请先删除不用的。",
            f"At most {MOST_WATCHES} can be kept; delete one first.",
        )
    moment = now()
    fresh = Watch(person_id=actor.person_id, made_at=moment, since=moment)
    if told.faults or not _saved(fresh, told, actor):
        return _page(request, actor, told)
    messages.success(
        request,
        say(
            Text(
                "已保存。今后有符合条件的预警时通知您。",
                "Saved. You are told of warnings to come that meet it.",
            )
        ),
    )
    return redirect("boards:watch")


def _act(act: str, token: str, actor: Actor, now: dt.datetime) -> AbstractContextManager[Deed]:
    """What somebody changes of his watches is sealed like any other act."""
    return deed(f"watch.{act}", who=actor.code, on=("watch", token), now=now,
                name=secrets.token_hex(16))  # fmt: skip


def _saved(one: Watch, told: Typed, actor: Actor) -> bool:
    for name, value in told.columns.items():
        setattr(one, name, value)
    try:
        with _act("edit" if one.pk else "make", one.token, actor, now()):
            one.save()
    except IntegrityError:
        told.faults["name"] = Text(
            "您已有同名的关注条件，请换个名称。", "You have a watch of this name; choose another."
        )
        return False
    return True


def _given(one: Watch) -> dict[str, str]:
    office = Office.objects.filter(path=one.office_path).first() if one.office_path else None
    return {
        "name": one.name,
        "office": office.code if office else "",
        "domain": one.domain,
        "standard": one.standard,
        "subject": one.subject,
        "goods": one.goods,
        "level": str(one.level or ""),
    }


def _page(
    request: HttpRequest, actor: Actor, told: Typed, one: Watch | None = None
) -> HttpResponse:
    watches = list(Watch.objects.filter(person_id=actor.person_id))
    paths = {watch.office_path for watch in watches if watch.office_path}
    offices = {office.path: office for office in Office.objects.filter(path__in=paths)}
    standards = {standard.id: standard.title for standard in register().standards}
    return render(
        request,
        "boards/watch.html",
        {
            "watches": [
                (
                    watch,
                    [
                        part
                        for part in (
                            offices[watch.office_path].title
                            if watch.office_path in offices
                            else None,
                            domain_titles().get(watch.domain),
                            standards.get(watch.standard),
                            Text(watch.subject, watch.subject) if watch.subject else None,
                            Text(f"商品{watch.goods}…", f"goods {watch.goods}…")
                            if watch.goods
                            else None,
                            _LEVELS[str(watch.level)] if watch.level else None,
                        )
                        if part is not None
                    ],
                )
                for watch in watches
            ],
            "given": told.given,
            "faults": told.faults,
            "editing": one,
            "domains": domain_titles(),
            "levels": _LEVELS,
            "standards": register().standards,
        },
        status=422 if told.faults else 200,
    )
