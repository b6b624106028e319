"""One step of a warning: its form by itself, and doing it. Whatever is refused, what was typed is
shown again with the reason beside it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, once_of, signed_in
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.attachments import add, waiting
from zhunsheng_web.casework.faults import Incomplete, NotDone, NotThere, Stale
from zhunsheng_web.casework.forms import Form, form_of, verbs_with_forms
from zhunsheng_web.casework.masks import Masks
from zhunsheng_web.casework.models import Attachment, Warning
from zhunsheng_web.casework.offers import filled, possible
from zhunsheng_web.casework.performing import perform
from zhunsheng_web.casework.stages import VERB_TITLES, Verb
from zhunsheng_web.clock import now
from zhunsheng_web.desk.paging import place_of
from zhunsheng_web.desk.telling import history
from zhunsheng_web.desk.uploads import with_uploads
from zhunsheng_web.desk.views.warning import context_of, masks_of
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

DONE = Text("“{verb}”已办理并留痕。", "“{verb}” is done and recorded.")
TWICE = Text(
    "同一张表单已提交过一次，已经生效；没有重复办理。",
    "This form was sent before and took effect then; nothing was done twice.",
)
NOT_NOW = Text("这件预警现在不能由您办理“{verb}”。", "“{verb}” is not for you to do now.")


@signed_in
def act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """GET: the form of one step. POST: does it."""
    actor, moment = actor_in(request), now()
    if verb not in {str(one) for one in verbs_with_forms()} - {str(Verb.ANSWER)}:
        return not_there(request)
    try:
        if request.method == "POST":
            return _do(request, token, Verb(verb), actor)
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    if Verb(verb) not in possible(found, actor):
        note(f"warning.{verb}", who=actor.code, on=("warning", token), now=moment,
             result="denied", why="not-now")  # fmt: skip
        messages.warning(request, say(NOT_NOW.fill(verb=VERB_TITLES[Verb(verb)])))
        return redirect("desk:warning", token=token)
    return _page(request, found, Verb(verb), {}, {}, actor)


def _do(request: HttpRequest, token: str, verb: Verb, actor: Actor) -> HttpResponse:
    form = form_of(verb)

    def keep(name: str, content: bytes) -> Attachment:
        return add(token, name, content, actor=actor, now=now())

    given = typed(form, request.POST)
    before = Warning.objects.filter(token=token).first()
    revision = request.POST.get("revision", "")
    try:
        given, refusal = with_uploads(form, given, request.FILES, keep)
        if refusal is not None:
            raise refusal
        perform(
            verb,
            token,
            given,
            actor=actor,
            now=now(),
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
            once=once_of(request),
        )
    except NotThere:
        raise
    except AlreadyDone:
        messages.info(request, say(TWICE))
    except NotDone as refused:
        return _again(request, token, verb, given, refused, actor)
    else:
        messages.success(request, say(DONE.fill(verb=VERB_TITLES[verb])))
    after = place_of(before) if before else ""
    return redirect(f"{reverse('desk:warning', args=[token])}?after={after}")


def _again(
    request: HttpRequest,
    token: str,
    verb: Verb,
    given: Mapping[str, Any],
    refused: NotDone,
    actor: Actor,
) -> HttpResponse:
    """The form once more, with what was typed, why it was not done, and what happened meanwhile."""
    found = reach(token, actor=actor, now=now())
    faults = refused.fields if isinstance(refused, Incomplete) else {}
    return _page(request, found, verb, given, faults, actor, refused)


def _page(
    request: HttpRequest,
    found: Warning,
    verb: Verb,
    given: Mapping[str, Any],
    faults: Mapping[str, Text],
    actor: Actor,
    refused: NotDone | None = None,
) -> HttpResponse:
    moment, meanwhile = now(), []
    concerned = found.concerns.order_by("-rows", "code").values_list("code", flat=True)
    form = filled(verb, found, actor, masks=masks_of(request, found, actor, [], list(concerned)))
    note("warning.see", who=actor.code, on=("warning", found.token), now=moment)
    if isinstance(refused, Stale):
        latest = found.events.select_related("actor")
        meanwhile = history(list(latest.order_by("-at", "-pk")[:3])[::-1], Masks(), {})
    return render(
        request,
        "desk/act.html",
        context_of(found, moment)
        | {
            "form": form,
            "typed": {**given, "attachments_kept": waiting(found, actor)},
            "faults": faults,
            "refused": refused,
            "wrong": [(one.label, faults[one.name]) for one in form.fields if one.name in faults],
            "meanwhile": meanwhile,
            "once": secrets.token_hex(16),
        },
        status=refused.status if refused else 200,
    )


def typed(form: Form, sent: QueryDict) -> dict[str, Any]:
    """What was filled in, as it was: a text for each field, a list for fields of several."""
    return {
        field.name: sent.getlist(field.name) if field.many else sent.get(field.name, "")
        for field in form.fields
    }
