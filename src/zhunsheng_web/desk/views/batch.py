"""Several warnings in one act: chosen on Today, gone over once more, done; what became of each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, once_of, signed_in
from zhunsheng_web.access.models import Person
from zhunsheng_web.casework.batch import BATCHED, MOST, Outcome, batch
from zhunsheng_web.casework.conditions import obstacle
from zhunsheng_web.casework.crew import takers
from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.forms import Choice, Form, form_of
from zhunsheng_web.casework.masks import gist_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.clock import now
from zhunsheng_web.desk.views.acting import typed
from zhunsheng_web.ui.faults import not_there

Chosen = list[tuple[str, int]]
Shown = list[tuple[Warning, Text]]


@signed_in
def several(request: HttpRequest) -> HttpResponse:
    """``chosen``: token and revision of each; ``go``: the form was filled in. Whoever comes to the
    address by hand is led back to the list."""
    if request.method != "POST":
        return redirect("desk:today")
    actor, verb = actor_in(request), request.POST.get("verb", "")
    if verb not in {str(one) for one in BATCHED}:
        return not_there(request)
    chosen = _chosen(request.POST.getlist("chosen"))
    form = form_of(Verb(verb))
    given = typed(form, request.POST) if "go" in request.POST else {}
    once = once_of(request) or secrets.token_hex(12)
    refused: Incomplete | None = None
    if "go" in request.POST or not chosen or len(chosen) > MOST:
        try:
            outcomes = batch(Verb(verb), chosen, given, actor=actor, now=now(), once=once)
        except Incomplete as fault:
            refused = fault
        else:
            return _told(request, actor, form, outcomes)
    fit, unfit = _apart(Verb(verb), _shown(actor, [token for token, _ in chosen]))
    able = {one.token for one, _ in fit}
    context: dict[str, Any] = {
        "form": _with_takers(form, [one for one, _ in fit], actor),
        "chosen": [(token, revision) for token, revision in chosen if token in able],
        "warnings": fit,
        "unfit": unfit,
        "typed": given,
        "faults": refused.fields if refused else {},
        "refused": refused,
        "once": once,
    }
    return render(request, "desk/batch.html", context, status=refused.status if refused else 200)


def _apart(verb: Verb, shown: Shown) -> tuple[Shown, list[tuple[Warning, Text, Text]]]:
    """What the act can be done with as it stands, and what it cannot, with the reason: told before
    anybody fills in anything. Who may do it is asked of each when it is done."""
    fit: Shown = []
    unfit = []
    for one, sentence in shown:
        hindrance = obstacle(verb, one)
        if hindrance is None:
            fit.append((one, sentence))
        else:
            unfit.append((one, sentence, hindrance.text))
    return fit, unfit


def _with_takers(form: Form, warnings: Sequence[Warning], actor: Actor) -> Form:
    """The form with whom all of these, or some, can be assigned to."""
    if form.verb is not Verb.SIGN:
        return form
    people = takers(warnings, actor.on)
    return form.with_choices(
        {"assignee": tuple(_choice(one, many, len(warnings)) for one, many in people)}
    )


def _choice(person: Person, many: int, of: int) -> Choice:
    if many == of:
        return Choice(person.token, person.name)
    title = Text("{who}（仅可承办其中 {n} 件）", "{who} (only {n} of them)")
    return Choice(person.token, title.fill(who=person.name, n=many))


def _chosen(given: Sequence[str]) -> Chosen:
    found: dict[str, int] = {}
    for one in given:
        token, _, revision = one.partition(".")
        if token.isalnum() and revision.isdecimal() and len(revision) < 10:
            found[token] = int(revision)
    return list(found.items())


def _shown(actor: Actor, tokens: Sequence[str]) -> Shown:
    found = (
        visible_warnings(actor)
        .filter(token__in=tokens[:MOST])
        .select_related("yardstick", "office__parent")
        .prefetch_related("concerns", "barriers")
        .order_by("level", "token")
    )
    return [(one, gist_of(one)) for one in found]


def _told(
    request: HttpRequest, actor: Actor, form: Form, outcomes: Sequence[Outcome]
) -> HttpResponse:
    titles = {one.token: one for one, _ in _shown(actor, [o.token for o in outcomes])}
    return render(
        request,
        "desk/batch_done.html",
        {
            "form": form,
            "outcomes": [(one, titles.get(one.token)) for one in outcomes],
            "done": sum(one.done for one in outcomes),
            "refused": sum(not one.done for one in outcomes),
        },
    )
