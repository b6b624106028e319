"""A file that came with an act, handed out as a download and never shown in the browser."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.casework.attachments import fetch
from zhunsheng_web.casework.faults import NotDone, NotThere
from zhunsheng_web.clock import now
from zhunsheng_web.ui.faults import damaged, not_there


@signed_in
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The bytes as they were kept; the reading is sealed first."""
    try:
        found = fetch(token, actor=actor_in(request), now=now())
    except NotThere:
        return not_there(request)
    except NotDone as fault:
        return damaged(request, fault.text)
    answer = HttpResponse(found.content, content_type=found.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
