"""The door of a maintenance page: what ``rules.yaml`` names has to be the reader's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access.doors import View, actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there


def needs(*whats: str) -> Callable[[View], View]:
    """Only for somebody who may do one of these; to others the page is not there, and the refusal
    is recorded."""

    def wrap(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_in(request)
            if not any(may(actor, what).allowed for what in whats):
                note(whats[0], who=actor.code, on=("page", view.__name__), now=now(),
                     result="denied", why="not-your-post")  # fmt: skip
                return not_there(request)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
