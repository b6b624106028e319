"""A leader's morning on one page: where the risk is, what is overdue, whether fixes hold."""

from __future__ import annotations

import datetime as dt

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Notice
from zhunsheng_web.access.policy import may
from zhunsheng_web.casework.indicators import figures
from zhunsheng_web.casework.masks import gist_of
from zhunsheng_web.casework.proposal_reach import to_decide, visible_proposals
from zhunsheng_web.casework.queue import BY_DUE, loaded_together, seen_in_parts
from zhunsheng_web.desk.noticed import noticed
from zhunsheng_web.desk.standing import MOST, figure_of

SHOWN = 12
GRAVE = (1, 2)
_GRAVEST = ("level", "-created_at", "token")
_HALF_A_YEAR = dt.timedelta(days=183)


def overview(request: HttpRequest, actor: Actor, now: dt.datetime) -> HttpResponse:
    """For whoever looks on and takes no step: leaders, legal affairs, analysts."""
    mine = seen_in_parts(actor).filter(state="open")
    late = mine.filter(due_at__lt=now, suspended_at__isnull=True)
    grave = mine.filter(level__in=GRAVE)
    kept = figures(actor, since=actor.on - _HALF_A_YEAR)
    late_first = late.first(MOST + 1, BY_DUE)
    grave_first = grave.first(MOST + 1, _GRAVEST)
    late_rows, grave_rows = loaded_together(late_first[:SHOWN], grave_first[:SHOWN])
    told = list(
        Notice.objects.filter(person_id=actor.person_id, seen_at__isnull=True).order_by("-made_at")[
            :SHOWN
        ]
    )
    prefetch_related_objects([*late_rows, *grave_rows], "concerns")
    return render(
        request,
        "desk/overview.html",
        {
            "now": now,
            "late": figure_of(late_first),
            "grave": figure_of(grave_first),
            "late_rows": [(one, gist_of(one)) for one in late_rows],
            "grave_rows": [(one, gist_of(one)) for one in grave_rows],
            "on_time": kept.on_time,
            "recurred": kept.recurred,
            "rectified_late": kept.rectified_late,
            "to_decide": list(to_decide(actor)[:SHOWN]),
            "proposals": visible_proposals(actor)
            .filter(effective_on__isnull=False)
            .order_by("-effective_on")[:SHOWN],
            "notices": noticed(told, actor),
            "unseen": told,
            "papers": may(actor, "paper.make").allowed,
        },
    )
