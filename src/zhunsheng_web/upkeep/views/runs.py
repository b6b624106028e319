"""Runs: what each judged, what it could not judge and why, days without one, what was taken in.

What a run found is counted only for those who see no warning at all: to anybody else the difference
from what he may see would tell that something is kept from him.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.flow import Run, StandardTotals
from zhunsheng.model.moment import day_of
from zhunsheng.model.verdict import NOT_EVALUATED, REASON_TEXT, Reason
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Intake
from zhunsheng_web.clock import today
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.upkeep.door import needs
from zhunsheng_web.upkeep.finished import finished_runs, look_over, unrun

SHOWN = 60


@needs("runs.see")
def runs(request: HttpRequest) -> HttpResponse:
    found, problems = look_over()
    shown = found[::-1][:SHOWN]
    taken = {one.run: one for one in Intake.objects.filter(run__in=[run.id for run in shown])}
    return render(
        request,
        "upkeep/runs.html",
        {
            "rows": [
                {"run": run, "day": day_of(run.as_of), "intake": taken.get(run.id)} for run in shown
            ],
            "counts": _counts(request),
            "spans": unrun(found, today())[::-1],
            "more": len(found) - len(shown),
            "problems": problems,
        },
    )


@needs("runs.see")
def run(request: HttpRequest, run: str) -> HttpResponse:
    """One run: per standard passed + failed + not evaluated = judged, and the reasons."""
    found = next((one for one in finished_runs() if one.id == run), None)
    if found is None:
        return not_there(request)
    counts = _counts(request)
    titles = {standard.id: standard.title for standard in register().standards}
    rows: list[dict[str, Any]] = [
        {"title": titles.get(one.standard), "totals": one}
        for one in sorted(
            found.standards,
            key=lambda one: (-one.failed * counts, -one.not_evaluated, one.standard),
        )
        if one.in_scope
    ]
    return render(
        request,
        "upkeep/run.html",
        {
            "run": found,
            "day": day_of(found.as_of),
            "intake": Intake.objects.filter(run=found.id).first(),
            "counts": counts,
            "rows": [row for row in rows if not (counts and _is_clean(row["totals"]))],
            "clean": [row for row in rows if counts and _is_clean(row["totals"])],
            "silent": len(found.standards) - len(rows),
            "sums": {
                "passed": sum(one.passed for one in found.standards),
                "failed": sum(one.failed for one in found.standards),
                "not_evaluated": sum(one.not_evaluated for one in found.standards),
                "judged": sum(one.in_scope for one in found.standards),
            },
            "reasons": _reasons(found),
            "waiting": [{"title": titles.get(one.standard), "one": one} for one in found.waiting],
        },
    )


def _counts(request: HttpRequest) -> bool:
    return may(actor_in(request), "runs.count").allowed


def _is_clean(one: StandardTotals) -> bool:
    return one.passed == one.in_scope


def _reasons(found: Run) -> list[dict[str, Any]]:
    """Why judgements could not be made, most frequent first."""
    counted: Counter[str] = Counter()
    for one in found.standards:
        counted.update(dict(one.reasons))
    return [
        {"title": REASON_TEXT[Reason[name]], "count": count}
        for name, count in counted.most_common()
        if Reason[name] in NOT_EVALUATED
    ]
