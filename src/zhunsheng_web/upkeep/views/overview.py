"""Maintenance at a glance: the last run, what came in, the sealed log, who looks after what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.upkeep.door import needs
from zhunsheng_web.upkeep.finished import look_over
from zhunsheng_web.upkeep.proving import last_proof, standing


@needs("runs.see", "parameters.see", "log.see", "log.verify", "people.manage", "posting.approve")
def maintenance(request: HttpRequest) -> HttpResponse:
    actor = actor_in(request)
    allowed = {
        name: may(actor, what).allowed
        for name, what in (
            ("runs", "runs.see"),
            ("counts", "runs.count"),
            ("parameters", "parameters.see"),
            ("log", "log.see"),
            ("verify", "log.verify"),
        )
    }
    runs, problems = look_over() if allowed["runs"] else ([], [])
    seen = allowed["log"] or allowed["verify"]
    return render(
        request,
        "upkeep/maintenance.html",
        {
            "allowed": allowed,
            "administers": bool(actor.roles & ADMINISTRATORS),
            "problems": problems,
            "last_run": runs[-1] if runs else None,
            "last_intake": Intake.objects.order_by("-taken_at").first()
            if allowed["counts"]
            else None,
            "log": standing() if seen else None,
            "proof": last_proof() if seen else None,
        },
    )
