"""A chart of a power as it was worked, beside what it prescribes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.models import Worked
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import language


@for_those_who_may("figures.see")
def chart(request: HttpRequest, name: str) -> HttpResponse:
    """The drawing with its counts, and the same as tables. Counts of work, not of warnings."""
    worked = Worked.objects.filter(chart=name).first()
    if worked is None:
        return not_there(request)
    drawn = worked.drawn_zh if language() == "zh" else worked.drawn_en
    return render(
        request,
        "boards/chart.html",
        # Our own drawing, made by the command survey from the register and from counts.
        {
            "worked": worked,
            "drawn": mark_safe(drawn),
            "whole": request.GET.get("whole") == "1",
            "charted": [way for way in worked.ways if way["charted"]],
            "strange": [way for way in worked.ways if not way["charted"]],
        },
    )
