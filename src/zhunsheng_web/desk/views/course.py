"""The chart of a warning's power with what happened drawn into it, as a picture of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.course import course_of
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

# A picture asks for nothing and runs nothing; its own style attributes are all it needs.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
_NONE = Text(
    "记录中已没有这件事的经过，无法绘制。", "The trace no longer holds the course: no drawing."
)
_BLANK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 60"><text x="10" y="36" '
    'font-family="sans-serif" font-size="18" fill="#4b5a68">{}</text></svg>'
)


def has_chart(warning: Warning) -> bool:
    """Is there a chart to draw it into?"""
    return bool(warning.yardstick.chart) and warning.yardstick.chart in dict(register().charts)


@signed_in
def course(request: HttpRequest, token: str) -> HttpResponse:
    """SVG in the reader's language; it carries no names."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    note("warning.course", who=actor.code, on=("warning", token), now=moment)
    drawn = course_of(found, actor, request.GET.get("row", ""))
    picture = say(drawn.svg) if drawn else _BLANK.format(say(_NONE))
    return HttpResponse(
        picture, content_type="image/svg+xml", headers={"Content-Security-Policy": _POLICY}
    )
