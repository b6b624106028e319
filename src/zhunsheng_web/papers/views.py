"""Forms to be made and tables to be taken out."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.called import code_called
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import may, spans
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.faults import NotAllowed, NotDone, NotThere
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.stages import STAGE_TITLES
from zhunsheng_web.clock import now, today
from zhunsheng_web.export.gate import leave, permit
from zhunsheng_web.export.models import Export
from zhunsheng_web.papers.form import forms
from zhunsheng_web.papers.models import Paper
from zhunsheng_web.papers.printing import make, matter_for, offered
from zhunsheng_web.papers.tables import (
    PARTS,
    chosen,
    register_table,
    rows_table,
    warnings_table,
)
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import language, say

_ABOUT = {"warning", "inquiry", "mute", "proposal"}


@signed_in
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every form the reader may make; those about an office and a period are made here."""
    actor = actor_in(request)
    if not may(actor, "paper.make").allowed:
        return not_there(request)
    return _catalogue(request)


def _catalogue(
    request: HttpRequest, *, fault: NotDone | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_in(request)
    reports = [form for form, _ in offered("period", actor)]
    of_warnings = [form for form, _ in offered("warning", actor)]
    others = [
        form for about in ("inquiry", "mute", "proposal") for form, _ in offered(about, actor)
    ]
    given = request.POST if request.method == "POST" else request.GET
    month = today().replace(day=1)
    main = Office.objects.filter(path=actor.main.path).first() if actor.main else None
    place = say(main.title) if main is not None else ""
    return render(
        request,
        "papers/catalogue.html",
        {
            "reports": reports,
            "of_warnings": of_warnings,
            "others": others,
            "fault": fault,
            "given": {
                "form": given.get("form", ""),
                "office": given.get("office", place),
                "first": given.get("first", month.isoformat()),
                "last": given.get("last", today().isoformat()),
            },
        },
        status=status,
    )


@signed_in
def offered_for(request: HttpRequest, about: str, thing: str) -> HttpResponse:
    """The forms about one warning, inquiry, mute or proposal."""
    if about not in _ABOUT:
        return not_there(request)
    return _offered(request, about, thing)


def _offered(
    request: HttpRequest,
    about: str,
    thing: str,
    *,
    fault: NotDone | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, moment = actor_in(request), now()
    try:
        matter = matter_for(about, thing, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    done = (
        {verb.replace("-", "_") for verb in
         matter.warning.events.values_list("verb", flat=True).distinct()}
        if matter.warning else set()
    )  # fmt: skip
    # Of an inquiry the officer reads this page too: what others printed is not for him.
    papers = Paper.objects.filter(about=about, thing=thing) if about != "inquiry" else ()
    made = {one.form: one for one in papers}
    forms_here = [
        {"form": form, "due": due, "paper": made.get(form.id)}
        for form, due in offered(about, actor, done)
    ]
    if not forms_here:
        return not_there(request)
    note("paper.list", who=actor.code, on=(about, thing), now=moment)
    return render(
        request,
        "papers/offered.html",
        {
            "about": about,
            "thing": thing,
            "warning": matter.warning,
            "forms": forms_here,
            "may_export": may(actor, "export.make", matter.office_path).allowed,
            "fault": fault,
            "purpose": request.POST.get("purpose", ""),
        },
        status=status,
    )


def _period(request: HttpRequest) -> str:
    """The office and the days of a report, as a paper names them. Raises Incomplete."""
    given = {name: request.POST.get(name, "").strip() for name in ("office", "first", "last")}
    code = code_called(given["office"], [path for path, _ in spans(actor_in(request))])
    return f"{code}~{given['first']}~{given['last']}"


@signed_in
@require_POST
def made(request: HttpRequest, form_id: str) -> HttpResponse:
    """Makes a paper and hands it over."""
    form = forms().get(form_id or "")
    if form is None:
        return not_there(request)
    thing = request.POST.get("thing", "")
    if form.about == "period":
        try:
            thing = _period(request)
        except NotDone as fault:
            return _catalogue(request, fault=fault, status=fault.status)
    kind = request.POST.get("kind", "pdf")
    try:
        left = make(
            form_id,
            thing,
            kind=cast(Any, kind),
            language=cast(Any, language()),
            actor=actor_in(request),
            now=now(),
        )
    except NotThere as fault:
        if form.about == "period" and may(actor_in(request), "paper.make").allowed:
            return _catalogue(request, fault=fault, status=404)
        return not_there(request)
    except NotDone as fault:
        if form.about == "period":
            return _catalogue(request, fault=fault, status=fault.status)
        return _offered(request, form.about, thing, fault=fault, status=fault.status)
    return left.response()


@signed_in
def exports(request: HttpRequest) -> HttpResponse:
    """What the reader may take out, and what he took out before."""
    if not may(actor_in(request), "export.make").allowed:
        return not_there(request)
    return _exports(request)


def _exports(
    request: HttpRequest, *, fault: NotDone | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_in(request)
    before = Export.objects.filter(person_id=actor.person_id).order_by("-made_at")[:20]
    given = request.POST if request.method == "POST" else request.GET
    return render(
        request,
        "papers/exports.html",
        {
            "before": before,
            "levels": [(str(one.level), one.title.text) for one in handling().levels],
            "stages": [(str(stage), title) for stage, title in STAGE_TITLES.items()],
            "parts": PARTS,
            "given": {
                name: given.get(name, "")
                for name in ("level", "stage", "office", "standard", "first", "last", "part")
            },
            "fault": fault,
        },
        status=status,
    )


@signed_in
@require_POST
def export_warnings(request: HttpRequest) -> HttpResponse:
    """The list of warnings, filtered."""
    actor, moment = actor_in(request), now()
    try:
        # Before twenty thousand warnings are read, or anything is said of what was filled in.
        permit("warnings", actor=actor, now=moment)
        table = warnings_table(chosen(actor, request.POST.dict()))
        left = leave(
            table.sheet,
            kind="warnings",
            form=request.POST.get("form", "xlsx"),
            actor=actor,
            now=moment,
            keys=table.keys,
        )
    except NotAllowed:
        return not_there(request)
    except NotDone as fault:
        return _exports(request, fault=fault, status=fault.status)
    return left.response()


@signed_in
@require_POST
def export_rows(request: HttpRequest, token: str) -> HttpResponse:
    """The rows of one warning, for a purpose: documents lead to companies and officers."""
    actor, moment = actor_in(request), now()
    try:
        warning = reach(token, actor=actor, now=moment)
        table = rows_table(warning, actor)
        left = leave(
            table.sheet,
            kind="rows",
            form=request.POST.get("form", "xlsx"),
            actor=actor,
            now=moment,
            keys=table.keys,
            named=True,
            purpose=request.POST.get("purpose", ""),
            office=warning.office_path,
        )
    except NotThere:
        return not_there(request)
    except NotDone as fault:
        return _offered(request, "warning", token, fault=fault, status=fault.status)
    return left.response()


@signed_in
@require_POST
def export_register(request: HttpRequest) -> HttpResponse:
    """A part of the register."""
    try:
        table = register_table(request.POST.get("part", ""))
        left = leave(
            table.sheet,
            kind=f"register-{request.POST.get('part', '')}",
            form=request.POST.get("form", "xlsx"),
            actor=actor_in(request),
            now=now(),
            keys=table.keys,
        )
    except NotAllowed:
        return not_there(request)
    except NotDone as fault:
        return _exports(request, fault=fault, status=fault.status)
    return left.response()
