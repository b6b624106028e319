"""Today (自动提示): what waits for the reader, what is due first on top."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.models import Notice, Person
from zhunsheng_web.access.policy import DESKS, may
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.masks import gist_of
from zhunsheng_web.casework.models import Inquiry
from zhunsheng_web.casework.mutes import to_approve
from zhunsheng_web.casework.others_step import for_others
from zhunsheng_web.casework.proposal_reach import to_decide
from zhunsheng_web.casework.queue import queue_of
from zhunsheng_web.casework.sampling import second_looks
from zhunsheng_web.clock import now
from zhunsheng_web.desk.noticed import noticed
from zhunsheng_web.desk.paging import page_by_due, page_of
from zhunsheng_web.desk.sieve import domains, offices_of, sieve_of, stages
from zhunsheng_web.desk.standing import since_last_working_day, standing_of
from zhunsheng_web.desk.views.overview import overview

NOTICES = 6
LOOKS = 8
HANDLERS = frozenset().union(*DESKS.values())
LOOKERS = DESKS["line2"] | DESKS["audit"] | DESKS["discipline"]


@signed_in
def today(request: HttpRequest) -> HttpResponse:
    """The reader's queue. Administrators and officers without a queue begin elsewhere."""
    actor, moment = actor_in(request), now()
    if actor.roles and actor.roles <= ADMINISTRATORS:
        return redirect("upkeep:maintenance")
    if actor.roles <= {Role.OFFICER}:
        return redirect("desk:mine")
    if not actor.roles & HANDLERS:
        return overview(request, actor, moment)
    since = since_last_working_day(moment)
    offices = offices_of(actor)
    sieve = sieve_of(request.GET, offices)
    queue = queue_of(actor)
    wanted = sieve.apply(queue, moment, since)
    after = request.GET.get("after", "")
    standing = standing_of(queue, moment, since)
    # What else there is stands beside the whole of the queue, not beside a part that was asked for.
    whole = not sieve.narrows and not after
    page = page_of(standing.head) if whole else page_by_due(wanted, after)
    prefetch_related_objects(page.rows, "concerns")
    unseen = Notice.objects.filter(person_id=actor.person_id, seen_at__isnull=True)
    told = list(unseen.order_by("-made_at")[: NOTICES + 1]) if whole else []
    looks = list(second_looks(actor)[:LOOKS]) if whole and actor.roles & LOOKERS else []
    asked, mutes = _besides(actor, moment) if whole else (False, 0)
    leads = bool(actor.roles & DESKS["discipline"])
    return render(
        request,
        "desk/today.html",
        {
            "now": moment,
            "since": since,
            "standing": standing,
            "page": page,
            "rows": [(one, gist_of(one)) for one in page.rows],
            "for_others": for_others(page.rows, actor),
            "first": "?" + sieve.address() if after else "",
            "next": f"?{sieve.address()}&after={page.next}" if page.next else "",
            "sieve": sieve,
            "offices": offices,
            "domains": domains(),
            "stages": stages(),
            "levels": handling().levels,
            "tabs": {when: "?" + sieve.address(when=when) for when in ("", "late", "soon", "new")},
            "notices": noticed(told[:NOTICES], actor),
            "unseen": told[:NOTICES],
            "more_notices": len(told) > NOTICES,
            "asked": asked,
            "looks": looks,
            "to_decide": list(to_decide(actor)[:LOOKS]) if whole else [],
            "to_approve": mutes,
            "leads": leads,
            "mutes": may(actor, "mute.make").allowed or may(actor, "mute.approve").allowed,
            "papers": may(actor, "paper.make").allowed,
            "proposals": may(actor, "proposal.make").allowed,
        },
    )


def _besides(actor: Actor, moment: dt.datetime) -> tuple[bool, int]:
    """Whether something is asked of him, and how many mutes are his to approve. One query."""
    asked = Inquiry.objects.filter(person_id=actor.person_id, answered_at__isnull=True)
    waiting = to_approve(actor, moment).order_by().annotate(all=Value(1)).values("all")
    number = Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0)
    him = Person.objects.filter(pk=actor.person_id)
    told: tuple[bool, int] = him.values_list(Exists(asked), number).get()
    return told
