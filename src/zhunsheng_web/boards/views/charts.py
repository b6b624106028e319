"""A chart of a power as it was worked, beside what it prescribes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.boards.asking.question import Condition, Question
from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.models import Worked
from zhunsheng_web.boards.scope import month_before
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import language


@for_those_who_may("figures.see")
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """The drawing with its counts, and the same as tables. Counts of work, not of warnings."""
    worked = Worked.objects.filter(chart=name).first()
    if worked is None:
        return not_there(request)
    reads = may(actor_in(request), "query.trace").allowed
    drawn = worked.drawn_zh if language() == "zh" else worked.drawn_en
    return render(
        request,
        "boards/chart.html",
        # Our own drawing, made by the command survey from the register and from counts.
        {
            "worked": worked,
            "drawn": mark_safe(drawn),
            "reads": reads,
            "whole": request.GET.get("whole") == "1",
            "steps": [(step, _records(step, worked) if reads else "") for step in worked.steps],
            "charted": [way for way in worked.ways if way["charted"]],
            "strange": [way for way in worked.ways if not way["charted"]],
        },
    )


def _records(step: dict[str, Any], worked: Worked) -> str:
    """The query that lists the latest month of a step's acts; '' for a step nobody took."""
    if not step["acts"] or not step.get("activity"):
        return ""
    since = month_before(worked.surveyed_at.date().replace(day=1), 1)
    question = Question(
        "acts",
        (
            (Condition("activity", "is", step["activity"]),),
            (Condition("happened", "since", since.isoformat()),),
        ),
    )
    return f"{reverse('boards:query')}?{urlencode(question.fields() | {'run': '1'})}"
