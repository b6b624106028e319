"""One warning: why it was made, what it rests on, what was done, and what can be done next."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import Matter, decide, may, may_see
from zhunsheng_web.casework.acting import reach, reach_matter
from zhunsheng_web.casework.conditions import obstacle
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.masks import Masks, codes_in
from zhunsheng_web.casework.models import Attachment, Finding, Warning
from zhunsheng_web.casework.offers import filled, possible
from zhunsheng_web.casework.queue import queue_of
from zhunsheng_web.casework.refusals import refusal
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.casework.rule_now import rule_now
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.clock import now, today
from zhunsheng_web.desk.masking import PURPOSES, mask_again, purpose_of, unmask
from zhunsheng_web.desk.paging import page_by_due
from zhunsheng_web.desk.peers import peers_of
from zhunsheng_web.desk.rows import FIRST, chosen, offices_in, steps, told
from zhunsheng_web.desk.telling import history, offices_named, places_in
from zhunsheng_web.desk.views.course import has_chart
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there

STRAIGHT = (
    Verb.SIGN,
    Verb.EXPLAIN,
    Verb.VERIFY,
    Verb.REVIEW,
    Verb.DISPOSE,
    Verb.CLOSE,
    Verb.SECOND_LOOK,
)
"""The step whose form stands open on the page; the others are a click away."""


@signed_in
def warning(request: HttpRequest, token: str) -> HttpResponse:
    """The page. Opening it is sealed before it is shown."""
    actor, moment = actor_in(request), now()
    try:
        found, matter = reach_matter(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    all_rows = rows_of(found, actor)
    rows = list(all_rows[: FIRST + 1])
    concerns = list(found.concerns.order_by("-rows", "code"))
    events = list(found.events.select_related("actor").order_by("at", "pk"))
    files = list(found.attachments.order_by("pk"))
    masks = masks_of(request, found, actor, rows, [one.code for one in concerns])
    note("warning.see", who=actor.code, on=("warning", token), now=moment)
    row = chosen(rows, all_rows, request.GET.get("row", ""))
    acted_at = offices_in(row) if row else ()
    offices = offices_named([*places_in(events), *acted_at])
    verbs = possible(found, actor, matter)
    handled = request.GET.get("after")
    first = next((verb for verb in STRAIGHT if verb in verbs), None)
    return render(
        request,
        "desk/warning.html",
        {
            "now": moment,
            "warning": found,
            "level": handling().level(found.level).title.text,
            "rule_now": rule_now(found.yardstick, register(), today()),
            "sentence": masks.sentence(found.sentence, [one.code for one in concerns]),
            "rows": told(rows[:FIRST], masks),
            "more_rows": found.rows > FIRST,
            "row": told([row], masks)[0] if row else None,
            "chart": f"{reverse('desk:course', args=[token])}?row={row.key}"
            if row and has_chart(found)
            else "",
            "peers": peers_of(found, actor),
            "steps": steps(row, masks, offices) if row else (),
            "masks": masks,
            "officers": [(masks.person(one.code), one.rows) for one in concerns],
            "may": {
                "paper": may(actor, "paper.make", found.office_path).allowed,
                "propose": bool(found.conclusion) and may(actor, "proposal.make").allowed,
                "mute": found.level not in handling().mute.never
                and may(actor, "mute.make", found.office_path).allowed,
            },
            "made": not any(event.verb == Verb.TAKE_IN for event in events),
            "history": history(events, masks, offices, files),
            "purposes": PURPOSES if may(actor, "names.see", found.office_path).allowed else {},
            "waits_for": waits_for(found, actor, matter) if first is None else None,
            "form": filled(first, found, actor, matter) if first else None,
            "others": [verb for verb in verbs if verb is not first],
            "typed": {"attachments_kept": [one for one in files if unsent(one, actor)]},
            "once": secrets.token_hex(16),
            "opened_until": opened_until(actor, matter),
            "handled": handled is not None,
            "following": following(actor, found, handled) if handled is not None else None,
        },
    )


def waits_for(found: Warning, actor: Actor, matter: Matter) -> tuple[Verb, Text] | None:
    """The step an open warning waits for and why it is not the reader's; None if it waits for
    nothing."""
    verb = next((one for one in STRAIGHT if obstacle(one, found) is None), None)
    if verb is None or verb is Verb.SECOND_LOOK:
        return None
    return verb, refusal(decide(actor, verb, matter).code)


def opened_until(actor: Actor, matter: Matter) -> dt.datetime | None:
    """When a look by break-glass ends; None for whoever sees the warning anyhow."""
    if may_see(actor, matter).code != "glass":
        return None
    return next((one.until for one in actor.glass if one.thing == matter.token), None)


def following(actor: Actor, found: Warning, after: str) -> Warning | None:
    """What comes next in the reader's queue once he has handled this one, which stood at the place
    ``after``; from the top again where nothing came after it."""
    others = queue_of(actor).filter(~Q(pk=found.pk))
    rows = page_by_due(others, after, size=1).rows or page_by_due(others, "", size=1).rows
    return rows[0] if rows else None


def unsent(file: Attachment, actor: Actor) -> bool:
    """Did the reader add it to a form he has not sent yet?"""
    return file.event_id is None and file.inquiry_id is None and file.added_by_id == actor.person_id


def masks_of(
    request: HttpRequest,
    found: Warning,
    actor: Actor,
    rows: list[Finding],
    concerned: list[str],
) -> Masks:
    """How names stand on a page about the warning. If the reader has opened them, this showing is
    sealed here, before anything is shown."""
    moment = now()
    purpose = purpose_of(request.session, found.token, moment)
    if purpose is None or not may(actor, "names.see", found.office_path).allowed:
        return Masks.lettered(concerned)
    codes = codes_in(row.evidence for row in rows) | set(concerned)
    note(
        "names.see",
        who=actor.code,
        on=("warning", found.token),
        now=moment,
        why=purpose,
        counts={"people": len(codes)},
    )
    return Masks(names={one.code: one.name for one in Person.objects.filter(code__in=codes)})


@signed_in
@require_POST
def names(request: HttpRequest, token: str) -> HttpResponse:
    """Opens the names of a warning for a purpose, or masks them again."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    purpose = request.POST.get("purpose", "")
    if purpose == "":
        mask_again(request.session, token)
    elif purpose in PURPOSES and may(actor, "names.see", found.office_path).allowed:
        note("names.open", who=actor.code, on=("warning", token), now=moment, why=purpose)
        unmask(request.session, token, purpose, moment)
    else:
        note("names.see", who=actor.code, on=("warning", token), now=moment, result="denied")
    return redirect("desk:warning", token=token)


def context_of(found: Warning, moment: dt.datetime) -> dict[str, Any]:
    """What the head of every page about one warning needs. Officers' numbers are masked."""
    codes = found.concerns.order_by("-rows", "code").values_list("code", flat=True)
    return {
        "now": moment,
        "warning": found,
        "level": handling().level(found.level).title.text,
        "sentence": Masks().sentence(found.sentence, codes),
    }
