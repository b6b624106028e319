"""Proposals: the list, one with its trial and what it came to, and the form they are made by."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.attempt import attempt
from zhunsheng_web.access.doors import actor_in, once_of
from zhunsheng_web.access.policy import may
from zhunsheng_web.book import typed
from zhunsheng_web.book.cells import asked, concerned, sources
from zhunsheng_web.book.door import reader, writer
from zhunsheng_web.book.draft_form import DraftForm, blank, of_proposal, sent
from zhunsheng_web.book.drawing import drafted, svg
from zhunsheng_web.book.followed import followed
from zhunsheng_web.book.measured import measured
from zhunsheng_web.book.shelf import shelf
from zhunsheng_web.book.side_by_side import patch, side_by_side
from zhunsheng_web.casework import proposal_reach as reading
from zhunsheng_web.casework import proposals as verbs
from zhunsheng_web.casework.differences import differences
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.parts import parts_in_words
from zhunsheng_web.casework.proposal_reach import sees_trials, visible_proposals
from zhunsheng_web.casework.proposal_stages import (
    KIND_TITLES,
    PROPOSAL_STAGE_TITLES,
    PROPOSAL_VERB_TITLES,
    TRIED,
    ProposalKind,
    ProposalStage,
    ProposalVerb,
)
from zhunsheng_web.casework.trial_shown import trial_shown
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.templatetags.words import language, say

MOST = 100
_NAME_STANDARDS = (ProposalKind.STANDARD, ProposalKind.SYSTEM)
_SECTIONS: dict[str, str] = {
    ProposalKind.STANDARD: "standards",
    ProposalKind.CHART: "charts",
    ProposalKind.GRANT: "posts",
}
_TEXTS = ("approve", "refuse", "enact", "withdraw", "submit")
_DOING: dict[str, Callable[..., Proposal]] = {
    "try": verbs.ask_trial,
    "submit": verbs.submit,
    "approve": verbs.approve,
    "refuse": verbs.refuse,
    "date": verbs.set_date,
    "enact": verbs.enact,
    "withdraw": verbs.withdraw,
}

DONE = Text("“{verb}”已办理并留痕。", "“{verb}” is done and recorded.")


@reader
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals the reader may know of, the latest first."""
    actor, stage = actor_in(request), request.GET.get("stage", "")
    found = visible_proposals(actor).select_related("author").order_by("-made_at", "-pk")
    if stage in set(ProposalStage):
        found = found.filter(stage=stage)
    rows = list(found[: MOST + 1])
    return render(
        request,
        "book/proposals.html",
        {
            "rows": [_row(one) for one in rows[:MOST]],
            "more": len(rows) > MOST,
            "stages": [(one.value, title) for one, title in PROPOSAL_STAGE_TITLES.items()],
            "stage": stage,
            "may_propose": may(actor, "proposal.make").allowed,
        },
    )


@writer("proposal.make")
def new(request: HttpRequest) -> HttpResponse:
    """The form by which a proposal is made."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    if kind not in set(ProposalKind):
        kind = ProposalKind.STANDARD
    if request.method != "POST":
        return _form(request, blank(kind, asked.get("target", ""), asked.get("warning", "")))
    form = sent(request, kind)
    if form.fault:
        return _form(request, form)
    tried = attempt(
        lambda: verbs.make(
            kind=kind, target=form.target, warning=form.warning, **_told(request, form)
        )
    )
    if tried.made:
        return redirect("book:proposal", token=tried.made.token)
    return _form(request, form.refused(tried.fault)) if tried.fault else redirect("book:proposals")


@reader
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form of a proposal that is being drafted."""
    actor, moment = actor_in(request), now()
    proposal = reading.proposal_of(token, actor=actor, now=moment)
    if request.method != "POST":
        if ProposalVerb.EDIT not in reading.possible(proposal, actor):
            return redirect("book:proposal", token=token)
        note("proposal.see", who=actor.code, on=("proposal", token), now=moment)
        return _form(request, of_proposal(proposal), proposal)
    form = sent(request, proposal.kind, kept=proposal.draft)
    revision = typed.revision(request)
    if form.fault and ProposalVerb.EDIT in reading.possible(proposal, actor):
        note("proposal.see", who=actor.code, on=("proposal", token), now=moment)
        return _form(request, form, proposal)
    tried = attempt(lambda: verbs.edit(token, revision=revision, **_told(request, form)))
    if tried.fault:
        note("proposal.see", who=actor.code, on=("proposal", token), now=moment)
        return _form(request, form.refused(tried.fault), proposal)
    return redirect("book:proposal", token=token)


@reader
def proposal(request: HttpRequest, token: str) -> HttpResponse:
    """One proposal."""
    actor, moment = actor_in(request), now()
    found = reading.proposal_of(token, actor=actor, now=moment)
    note("proposal.see", who=actor.code, on=("proposal", token), now=moment)
    return _shown(request, found)


@reader
@require_POST
def act(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """Does what the form says; where that is refused, what was typed is shown again."""
    kept: dict[str, Any] = {"actor": actor_in(request), "now": now()}
    sent: dict[str, Any] = {
        "revision": typed.revision(request),
        "once": once_of(request),
    }
    if verb in _TEXTS:
        sent["text"] = typed.text(request, "text")
    elif verb == "date":
        sent["effective_on"] = typed.day(request, "effective_on")
    elif verb != "try":
        raise NotThere
    tried = attempt(lambda: _DOING[verb](token, **kept, **sent))
    if tried.fault:
        found = reading.proposal_of(token, **kept)
        note("proposal.see", who=kept["actor"].code, on=("proposal", token), now=kept["now"])
        return _shown(request, found, refused=tried.fault, at=verb)
    messages.success(request, say(DONE.fill(verb=PROPOSAL_VERB_TITLES[ProposalVerb(verb)])))
    return redirect("book:proposal", token=token)


@reader
def trial(request: HttpRequest, token: str) -> HttpResponse:
    """How the trial stands: the part of the page that asks for itself while it runs."""
    actor, moment = actor_in(request), now()
    found = reading.proposal_of(token, actor=actor, now=moment)
    told = _trial(found, request)
    if not told["waits"]:  # while it runs the page asks every few seconds, and is shown nothing yet
        note("proposal.trial", who=actor.code, on=("proposal", token), now=moment)
    return render(request, "book/_trial.html", told)


@reader
def patch_file(request: HttpRequest, token: str) -> HttpResponse:
    """The change as a file for those who maintain the register; taking it is recorded."""
    actor, moment = actor_in(request), now()
    found = reading.proposal_of(token, actor=actor, now=moment)
    note("proposal.patch", who=actor.code, on=("proposal", token), now=moment)
    name, text = patch(found)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _told(request: HttpRequest, form: DraftForm) -> dict[str, Any]:
    """What was written, by whom and when."""
    return {
        "title": form.title,
        "reason": form.reason,
        "title_en": form.title_en,
        "reason_en": form.reason_en,
        "draft": form.draft,
        "actor": actor_in(request),
        "now": now(),
        "once": once_of(request),
    }


def _shown(
    request: HttpRequest,
    found: Proposal,
    *,
    refused: NotDone | None = None,
    at: str = "",
) -> HttpResponse:
    actor = actor_in(request)
    after = followed(found, actor)
    book = shelf()
    events = [
        (event, PROPOSAL_VERB_TITLES[ProposalVerb(event.verb)])
        for event in found.events.select_related("actor").order_by("at", "pk")
    ]
    told = _trial(found, request) | {
        "row": _row(found),
        "warnings": reading.resting_on(found)[:20],
        "events": events,
        "possible": [
            (one.value, PROPOSAL_VERB_TITLES[one]) for one in reading.possible(found, actor)
        ],
        "lines": side_by_side(found),
        "differences": differences(found),
        "parts": parts_in_words(found),
        "target": book.entry(_SECTIONS.get(found.kind, ""), found.target),
        "drawn": _drawn(found),
        "followed": after,
        "measured": None if after else measured(found, actor),
        "refused": refused,
        "at": at,
        "typed": request.POST,
        "once": secrets.token_hex(15),
        "today": actor.on,
    }
    return render(request, "book/proposal.html", told, status=refused.status if refused else 200)


def _drawn(found: Proposal) -> tuple[str, str]:
    """For a chart: as it stands, and as it is proposed; '' for what is not there."""
    if found.kind != ProposalKind.CHART:
        return "", ""
    stands = svg(found.target, language()) if found.target in shelf().charts else ""
    return stands, drafted(found.draft, language())


def _trial(found: Proposal, request: HttpRequest) -> dict[str, Any]:
    actor = actor_in(request)
    allowed = sees_trials(actor, found.office_path)
    state = found.trial.get("state", "")
    return {
        "proposal": found,
        "state": state,
        "waits": state in ("queued", "running"),
        "sees_trials": allowed,
        "shown": trial_shown(found, actor) if allowed and state == "done" else None,
        "faults": found.trial.get("faults", ()),
        "is_tried": reading.is_tried(found),
        "can_be_tried": found.kind in TRIED,
    }


def _form(request: HttpRequest, form: DraftForm, proposal: Proposal | None = None) -> HttpResponse:
    book = shelf()
    told = {
        "form": form,
        "proposal": proposal,
        "kinds": [(kind.value, title) for kind, title in KIND_TITLES.items()],
        "kind_title": KIND_TITLES[ProposalKind(form.kind)],
        "standards": book.chapter("standards") if form.kind in _NAME_STANDARDS else (),
        "charts": book.chapter("charts") if form.kind == ProposalKind.CHART else (),
        "posts": book.chapter("posts") if form.kind == ProposalKind.GRANT else (),
        "powers": book.chapter("powers") if form.kind == ProposalKind.GRANT else (),
        **_questions(form),
        "target": book.entry(_SECTIONS.get(form.kind, ""), form.target),
        "once": secrets.token_hex(16),
        "today": actor_in(request).on,
        "revision": typed.revision(request) or (proposal.revision if proposal else 0),
    }
    status = form.fault.status if form.fault else 200
    return render(request, "book/proposal_form.html", told, status=status)


def _questions(form: DraftForm) -> dict[str, Any]:
    if form.standard is None:
        return {}
    groups, others = asked(form.standard), concerned(form.standard)
    return {"asked": groups, "concerned": others, "sources": sources((*groups, *others))}


def _row(found: Proposal) -> dict[str, Any]:
    return {
        "one": found,
        "target": shelf().entry(_SECTIONS.get(found.kind, "standards"), found.target),
        "stage": PROPOSAL_STAGE_TITLES[ProposalStage(found.stage)],
        "kind": KIND_TITLES[ProposalKind(found.kind)],
    }
